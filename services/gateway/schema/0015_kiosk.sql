-- migrate:up
ALTER TABLE contact ADD COLUMN papers jsonb;
COMMENT ON COLUMN contact.papers IS 'What they came for with papers, and what came of it; by codes.';

CREATE TABLE notice_shown (
    contact uuid PRIMARY KEY REFERENCES contact,
    unit text NOT NULL,
    version integer NOT NULL,
    language text NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE notice_shown IS 'Which version of the privacy notice was on the screen when the ticket was taken, in which language.';
ALTER TABLE notice_shown ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_shown FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON notice_shown
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

CREATE TABLE ticket_link (
    digest bytea PRIMARY KEY,
    contact uuid NOT NULL REFERENCES contact,
    unit text NOT NULL,
    until timestamptz NOT NULL
);
COMMENT ON TABLE ticket_link IS 'Links by which a ticket''s status can be read until its day is over: only their hashes.';
CREATE INDEX ticket_link_contact ON ticket_link (contact);
ALTER TABLE ticket_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_link FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON ticket_link
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- Whoever has a ticket is nobody to us and sees no unit: this is all that they are told. It looks
-- beyond the scope for this one row, lets out a few of its columns, and puts the scope back.
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

-- migrate:down
DROP FUNCTION ticket_of(bytea, timestamptz);
DROP TABLE ticket_link, notice_shown;
ALTER TABLE contact DROP COLUMN papers;
