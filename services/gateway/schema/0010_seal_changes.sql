-- migrate:up
CREATE TABLE seal_change (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES person,
    what text NOT NULL CHECK (what IN ('sealed', 'resealed', 'unsealed')),
    before text [] NOT NULL,
    after text [] NOT NULL,
    changed_by uuid NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL,
    note bytea CHECK (substring(note FROM 1 FOR 1) = '\x01'),
    CONSTRAINT seal_change_is_one CHECK (before <> after)
);
CREATE INDEX ON seal_change (at, id);
CREATE INDEX ON seal_change (person);
COMMENT ON TABLE seal_change IS 'Each change of who may know of a sealed person: by whom, from and to which units, why. Append-only; the officer''s.';
COMMENT ON COLUMN seal_change.note IS 'For the officer alone, encrypted; the only thing that ever changes in a row: under another key, or gone.';

CREATE FUNCTION refuse_other_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only
BEFORE UPDATE OF id, person, what, before, after, changed_by, at, reason OR DELETE OR TRUNCATE
ON seal_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_history();

ALTER TABLE seal_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE seal_change FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_service ON seal_change
USING ((SELECT scope_city()) AND (SELECT scope_principal()) IS NULL);

-- migrate:down
DROP TABLE seal_change;
DROP FUNCTION refuse_other_history();
