-- The table is walled and small: its scan under a lock takes no time to speak of.
-- squawk-ignore-file constraint-missing-not-valid, ban-drop-not-null, adding-not-nullable-field
-- migrate:up
-- Of an erased person nothing is left but that there was one; the database itself sees to it.
ALTER TABLE person
    ADD COLUMN last_contact_at timestamptz,
    ALTER COLUMN name DROP NOT NULL,
    ADD CONSTRAINT person_erased CHECK (CASE WHEN erased_at IS NULL THEN name IS NOT NULL
        ELSE num_nonnulls(name, telephone, telephone_index, document, document_index, language) = 0
    END);
COMMENT ON COLUMN person.last_contact_at IS 'The end of their last contact that concerns them no more, since it was anonymised.';

ALTER TABLE contact ADD COLUMN anonymised_at timestamptz;
COMMENT ON COLUMN contact.anonymised_at IS 'When retention cut whom it concerned and who acted; the contact itself stays for the figures.';

-- The operator's three tables: the service's user has no right to them at all.
CREATE TABLE legal_hold (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'contact')),
    reason text NOT NULL CHECK (reason IN ('claim', 'complaint', 'authority', 'restriction')),
    held_by uuid,
    held_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_by uuid,
    released_at timestamptz
);
CREATE UNIQUE INDEX legal_hold_live ON legal_hold (subject) WHERE released_at IS NULL;
COMMENT ON TABLE legal_hold IS 'Persons and contacts that nothing removes while they are held; by null: the command line. Real time.';

CREATE TABLE erasure (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    why text NOT NULL CHECK (why IN ('request', 'unlawful', 'retention')),
    erased_by uuid,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done jsonb NOT NULL
);
CREATE INDEX ON erasure (person);
COMMENT ON TABLE erasure IS 'Who was erased, so that a restored backup can be erased again; by null: the command line. Real time.';

CREATE TABLE retention_run (
    id uuid PRIMARY KEY,
    as_of timestamptz NOT NULL,
    as_of_real timestamptz NOT NULL,
    table_digest text NOT NULL,
    due jsonb NOT NULL,
    begun_at timestamptz,
    done jsonb,
    ended_at timestamptz
);
CREATE INDEX ON retention_run (as_of_real);
COMMENT ON TABLE retention_run IS 'What was due at an instant, and if somebody applied it, what was removed. Only numbers.';

-- migrate:down
DROP TABLE retention_run, erasure, legal_hold;
ALTER TABLE contact DROP COLUMN anonymised_at;
ALTER TABLE person DROP CONSTRAINT person_erased, DROP COLUMN last_contact_at;
