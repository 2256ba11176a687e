-- migrate:up
ALTER TABLE pending_call_fact ADD COLUMN passed_from text;
ALTER TABLE pending_call_fact ADD COLUMN passed_at timestamptz;
COMMENT ON COLUMN pending_call_fact.unit IS 'Who has it now.';
COMMENT ON COLUMN pending_call_fact.passed_from IS 'Who had it until passed_at; null where it never left its unit, or was taken back.';

CREATE TABLE pending_unit_fact (
    pending_id uuid NOT NULL,
    version bigint NOT NULL,
    unit text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (pending_id, version)
);
COMMENT ON TABLE pending_unit_fact IS 'Who had a pending call in each version of it that was told, so that in any order of them it is known when it passed.';

-- for the owner: of those told before, the unit that is known is the one where they opened
ALTER TABLE pending_call_fact NO FORCE ROW LEVEL SECURITY;
INSERT INTO pending_unit_fact SELECT pending_id, version, unit, first_at FROM pending_call_fact;
ALTER TABLE pending_call_fact FORCE ROW LEVEL SECURITY;

ALTER POLICY within_scope ON pending_call_fact
USING ((SELECT scope_city())
       OR unit = ANY ((SELECT scope_units())::text[])
       OR passed_from = ANY ((SELECT scope_units())::text[]));

ALTER TABLE pending_unit_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE pending_unit_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON pending_unit_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE pending_unit_fact;
ALTER POLICY within_scope ON pending_call_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
COMMENT ON COLUMN pending_call_fact.unit IS NULL;
-- squawk-ignore ban-drop-column
ALTER TABLE pending_call_fact DROP COLUMN passed_at, DROP COLUMN passed_from;
