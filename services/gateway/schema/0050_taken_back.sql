-- migrate:up
ALTER TABLE handed_on ADD COLUMN taken_back boolean NOT NULL DEFAULT false;
UPDATE handed_on SET taken_back = true WHERE told > 1;
COMMENT ON COLUMN handed_on.taken_back IS 'Whether we have told that it was a mistake, whatever came of that.';

-- migrate:down
ALTER TABLE handed_on DROP COLUMN taken_back;
