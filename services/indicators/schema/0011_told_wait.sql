-- migrate:up
ALTER TABLE contact_fact ADD COLUMN told_least_us bigint;
ALTER TABLE contact_fact ADD COLUMN told_most_us bigint;
COMMENT ON COLUMN contact_fact.told_most_us IS 'The longest wait that they were told to expect, in microseconds; null where none was told.';

-- migrate:down
ALTER TABLE contact_fact DROP COLUMN told_most_us, DROP COLUMN told_least_us;
