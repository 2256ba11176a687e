-- migrate:up
-- Behind a wall PostgreSQL uses an index only with operators that can tell nothing of hidden rows:
-- a range's are not among them, those of instants are. Hence two columns in the range's place.
ALTER TABLE contact_fact ADD COLUMN since timestamptz;
ALTER TABLE contact_fact ADD COLUMN until timestamptz;
UPDATE contact_fact SET since = lower(present), until = upper(present);
-- squawk-ignore adding-not-nullable-field
ALTER TABLE contact_fact ALTER COLUMN since SET NOT NULL;
ALTER TABLE contact_fact DROP COLUMN present;
COMMENT ON COLUMN contact_fact.since IS 'The first moment of its spans.';
COMMENT ON COLUMN contact_fact.until IS 'The last moment of its spans; null while it lasts.';
CREATE INDEX contact_fact_since ON contact_fact (since);
CREATE INDEX contact_fact_lasting ON contact_fact (since)
WHERE until IS NULL OR until - since > '24:00:00'::interval;

ALTER TABLE contact_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON contact_fact
USING ((SELECT scope_city())
       OR unit = ANY ((SELECT scope_units())::text[])
       OR opened_unit = ANY ((SELECT scope_units())::text[])
       OR jsonb_path_query_array(spans, '$[*].unit') ?| (SELECT scope_units())::text[]);

ALTER TABLE desk_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON desk_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP POLICY within_scope ON desk_fact;
ALTER TABLE desk_fact NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON contact_fact;
ALTER TABLE contact_fact NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE contact_fact ADD COLUMN present tstzrange;
UPDATE contact_fact SET present = tstzrange(since, until);
CREATE INDEX contact_fact_present ON contact_fact USING gist (present);
DROP INDEX contact_fact_lasting;
DROP INDEX contact_fact_since;
ALTER TABLE contact_fact DROP COLUMN until, DROP COLUMN since;
