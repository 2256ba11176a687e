-- migrate:up
-- Names are compared by keyed digests of how pairs of their words sound.
CREATE TABLE person_name_key (
    person uuid NOT NULL REFERENCES person,
    key bytea NOT NULL,
    PRIMARY KEY (key, person)
);
CREATE INDEX ON person_name_key (person);
COMMENT ON TABLE person_name_key IS 'By what names are found that are alike: keyed digests of pairs of their words, as these sound.';
ALTER TABLE person ADD COLUMN name_keyed bytea;
ALTER TABLE person ADD CONSTRAINT person_name_forgotten CHECK (erased_at IS NULL OR name_keyed IS NULL) NOT VALID;
COMMENT ON COLUMN person.name_keyed IS 'The key of the digests of the name; none where there are none yet.';

ALTER TABLE person_name_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_name_key FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON person_name_key
USING (EXISTS (SELECT FROM person AS whose WHERE whose.id = person_name_key.person));

-- migrate:down
ALTER TABLE person DROP CONSTRAINT person_name_forgotten, DROP COLUMN name_keyed;
DROP TABLE person_name_key;
