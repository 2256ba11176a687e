-- migrate:up
-- As in the promise, which is also kept for whoever asks of a unit's day: every event tells it on.
ALTER TABLE contact ADD COLUMN told_wait jsonb;
COMMENT ON COLUMN contact.told_wait IS 'The wait that they were told to expect, in seconds; null where it was not known.';

-- migrate:down
ALTER TABLE contact DROP COLUMN told_wait;
