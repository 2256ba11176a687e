-- migrate:up
ALTER TABLE handed_on ADD COLUMN taken_up_at timestamptz;
COMMENT ON COLUMN handed_on.taken_up_at IS 'When the unit that sent it saw to the person again, after it came back.';

-- migrate:down
ALTER TABLE handed_on DROP COLUMN taken_up_at;
