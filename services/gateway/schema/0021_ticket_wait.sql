-- migrate:up
-- Whoever has a ticket is also told the wait that was told when it was taken: not once it was passed
-- on or called in vain, nor while its unit works on paper, since then nobody knows.
DROP FUNCTION ticket_of(bytea, timestamptz);
CREATE FUNCTION ticket_of(asked bytea, asked_at timestamptz)
RETURNS TABLE (
    unit text, code text, state text, desk integer, ways jsonb,
    told_at timestamptz, least_seconds integer, most_seconds integer
)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    scope text := coalesce(current_setting('portes.units', true), '');
BEGIN
    PERFORM set_config('portes.units', '*', true);
    RETURN QUERY
    SELECT c.unit, c.code, c.state, c.desk, c.ways, p.at, p.least_seconds, p.most_seconds
    FROM ticket_link AS l JOIN contact AS c ON c.id = l.contact
    LEFT JOIN wait_promise AS p ON p.contact = c.id AND p.unit = c.unit AND c.state = 'waiting'
      AND c.returns = 0 AND p.least_seconds IS NOT NULL AND NOT EXISTS (
        SELECT FROM paper_gap AS g
        WHERE g.unit = c.unit AND g.ended_at IS NULL AND NOT g.withdrawn)
    WHERE l.digest = asked AND l.until > asked_at AND c.code IS NOT NULL AND c.state <> 'voided';
    PERFORM set_config('portes.units', scope, true);
END
$$;
COMMENT ON FUNCTION ticket_of(bytea, timestamptz) IS 'How a ticket stands and which wait was told, for whoever has its link.';

-- migrate:down
DROP FUNCTION ticket_of(bytea, timestamptz);
CREATE FUNCTION ticket_of(asked bytea, asked_at timestamptz)
RETURNS TABLE (unit text, code text, state text, desk integer, ways jsonb)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    scope text := coalesce(current_setting('portes.units', true), '');
BEGIN
    PERFORM set_config('portes.units', '*', true);
    RETURN QUERY
    SELECT c.unit, c.code, c.state, c.desk, c.ways
    FROM ticket_link AS l JOIN contact AS c ON c.id = l.contact
    WHERE l.digest = asked AND l.until > asked_at AND c.code IS NOT NULL AND c.state <> 'voided';
    PERFORM set_config('portes.units', scope, true);
END
$$;
COMMENT ON FUNCTION ticket_of(bytea, timestamptz) IS 'How a ticket stands, for whoever has its link.';
