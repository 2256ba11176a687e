-- migrate:up
CREATE TABLE person (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    name bytea NOT NULL,
    telephone bytea,
    telephone_index bytea,
    document bytea,
    document_index bytea,
    language text,
    sealed boolean NOT NULL DEFAULT false,
    sealed_for text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    erased_at timestamptz,
    CONSTRAINT person_sealed CHECK (
        substring(name FROM 1 FOR 1) = '\x01' AND substring(telephone FROM 1 FOR 1) = '\x01'
        AND substring(document FROM 1 FOR 1) = '\x01'
    )
);
CREATE INDEX person_telephone ON person (telephone_index);
CREATE INDEX person_document ON person (document_index);
COMMENT ON TABLE person IS 'Minimum identity, each field encrypted; the indexes are keyed digests for exact search.';
COMMENT ON COLUMN person.sealed_for IS 'The units whose staff may know of a sealed person.';

CREATE TABLE person_unit (
    person uuid NOT NULL REFERENCES person,
    unit text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    PRIMARY KEY (person, unit)
);
CREATE INDEX ON person_unit (unit);
COMMENT ON TABLE person_unit IS 'Which units have to do with a person, since when and until when: the relation that lets their staff read.';

CREATE TABLE person_search (
    reader uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    asked bytea NOT NULL,
    found uuid REFERENCES person
);
CREATE INDEX ON person_search (reader, at);
COMMENT ON TABLE person_search IS 'Whom each reader looked for in the last hour, by a keyed digest, and who was found; real time.';

CREATE TABLE exclusion (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES person,
    staff uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('by_person', 'declared')),
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE UNIQUE INDEX exclusion_live ON exclusion (person, staff, kind) WHERE ended_at IS NULL;
CREATE INDEX ON exclusion (staff);
COMMENT ON TABLE exclusion IS 'Staff who must neither see nor serve a person: named by the person, or declared by themselves.';

CREATE TABLE break_glass (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES person,
    staff uuid NOT NULL,
    unit text,
    reason text NOT NULL,
    words bytea,
    opened_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    noted_at timestamptz,
    noted_by uuid
);
CREATE INDEX ON break_glass (staff, until);
CREATE INDEX ON break_glass (person);
COMMENT ON TABLE break_glass IS 'Reading without a relation: by whom, why, until when; the officer notes each.';

ALTER TABLE contact ADD COLUMN person uuid;
ALTER TABLE contact ADD CONSTRAINT contact_person_fkey FOREIGN KEY (person) REFERENCES person NOT VALID;
CREATE INDEX contact_person ON contact (person) WHERE person IS NOT NULL;

-- migrate:down
ALTER TABLE contact DROP COLUMN person;
DROP TABLE break_glass, exclusion, person_search, person_unit, person;
