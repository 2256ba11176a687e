-- migrate:up
ALTER TABLE person ADD COLUMN sealed_at timestamptz;
ALTER TABLE person ADD COLUMN sealed_by uuid;

CREATE TABLE declared_conflict (
    id uuid PRIMARY KEY,
    staff uuid NOT NULL,
    telephone bytea,
    telephone_index bytea,
    document bytea,
    document_index bytea,
    declared_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    why bytea,
    CONSTRAINT declared_conflict_sealed CHECK (
        substring(telephone FROM 1 FOR 1) = '\x01' AND substring(document FROM 1 FOR 1) = '\x01'
        AND substring(why FROM 1 FOR 1) = '\x01'
    ),
    CONSTRAINT declared_conflict_ended CHECK (
        ended_at IS NULL OR num_nonnulls(telephone, telephone_index, document, document_index) = 0
    )
);
CREATE INDEX ON declared_conflict (telephone_index);
CREATE INDEX ON declared_conflict (document_index);
CREATE INDEX ON declared_conflict (staff);
COMMENT ON TABLE declared_conflict IS 'Numbers of people whom a colleague must not serve, as they declared: encrypted, with keyed digests.';

ALTER TABLE exclusion ADD COLUMN declaration uuid;
ALTER TABLE exclusion ADD COLUMN ended_by uuid;
ALTER TABLE exclusion ADD COLUMN why bytea;
ALTER TABLE exclusion ADD CONSTRAINT exclusion_declaration_fkey
FOREIGN KEY (declaration) REFERENCES declared_conflict NOT VALID;
ALTER TABLE exclusion ADD CONSTRAINT exclusion_sealed CHECK (substring(why FROM 1 FOR 1) = '\x01') NOT VALID;
COMMENT ON COLUMN exclusion.declaration IS 'The declared number from which it follows, if any.';
-- Each number keeps its own rule, ended or not: it does not come back, and leads from a person to all that say their number.
DROP INDEX exclusion_live;
CREATE UNIQUE INDEX exclusion_live ON exclusion (person, staff, kind) WHERE ended_at IS NULL AND declaration IS NULL;
CREATE UNIQUE INDEX exclusion_follows ON exclusion (declaration, person) WHERE declaration IS NOT NULL;

-- The units of whoever asks, whatever a command widens the scope to.
CREATE FUNCTION scope_own_units() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('portes.own', true), ''), '{}')::text[];
COMMENT ON FUNCTION scope_own_units() IS 'The units of the transaction''s principal; none for the whole city.';

-- No reader's transaction reads the rules: what follows from them is asked of two functions, which
-- run as the schema's owner. The owner is therefore let through.
DROP POLICY within_scope ON exclusion;
ALTER TABLE exclusion NO FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_service ON exclusion
USING ((SELECT scope_city()) AND (SELECT scope_principal()) IS NULL);

ALTER TABLE declared_conflict ENABLE ROW LEVEL SECURITY;
ALTER TABLE declared_conflict FORCE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON declared_conflict
USING (staff = (SELECT scope_principal())
       OR ((SELECT scope_city()) AND (SELECT scope_principal()) IS NULL));

CREATE FUNCTION hidden_from(reader uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN ARRAY(SELECT e.person FROM exclusion AS e WHERE e.staff = reader AND e.ended_at IS NULL);
COMMENT ON FUNCTION hidden_from(uuid) IS 'The people whom this colleague must neither see nor serve.';

CREATE FUNCTION kept_from(whom uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN ARRAY(
    SELECT DISTINCT e.staff FROM exclusion AS e WHERE e.person = whom AND e.ended_at IS NULL ORDER BY 1
);
COMMENT ON FUNCTION kept_from(uuid) IS 'The colleagues who must neither see nor serve this person.';

-- Whoever asks gets neither people nor their contacts that are kept from them, nor a sealed person
-- of whom none of their own units may know, whatever the application says.
CREATE POLICY known ON person AS RESTRICTIVE
USING ((SELECT scope_principal()) IS NULL
       OR (id <> ALL ((SELECT hidden_from(scope_principal()))::uuid[])
           AND (NOT sealed OR sealed_for && (SELECT scope_own_units())::text[])))
WITH CHECK (true);

CREATE POLICY known ON contact AS RESTRICTIVE
USING (CASE WHEN person IS NULL OR (SELECT scope_principal()) IS NULL THEN true
       ELSE person <> ALL ((SELECT hidden_from(scope_principal()))::uuid[]) END)
WITH CHECK (true);

-- migrate:down
DROP POLICY known ON contact;
DROP POLICY known ON person;
DROP FUNCTION kept_from(uuid);
DROP FUNCTION hidden_from(uuid);
DROP POLICY of_the_service ON exclusion;
ALTER TABLE exclusion FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON exclusion
USING ((SELECT scope_city())
       OR EXISTS (SELECT FROM person AS whose WHERE whose.id = exclusion.person));
DROP FUNCTION scope_own_units();
-- What follows from declared numbers goes with them.
DELETE FROM exclusion WHERE declaration IS NOT NULL;
DROP INDEX exclusion_follows;
DROP INDEX exclusion_live;
CREATE UNIQUE INDEX exclusion_live ON exclusion (person, staff, kind) WHERE ended_at IS NULL;
ALTER TABLE exclusion DROP COLUMN why, DROP COLUMN ended_by, DROP COLUMN declaration;
DROP TABLE declared_conflict;
ALTER TABLE person DROP COLUMN sealed_by, DROP COLUMN sealed_at;
