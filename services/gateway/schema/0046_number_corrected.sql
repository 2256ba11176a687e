-- migrate:up
ALTER TABLE pending_call ADD COLUMN number_corrected_at timestamptz;
COMMENT ON COLUMN pending_call.number_corrected_at IS 'When a number that was wrong was put right: the one of the person is dialled since, and no earlier attempt was of it.';

-- migrate:down
ALTER TABLE pending_call DROP COLUMN number_corrected_at;
