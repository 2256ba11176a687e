-- migrate:up
ALTER TABLE appointment ADD COLUMN missed_at timestamptz;
COMMENT ON COLUMN appointment.missed_at IS 'When it was said of who came, as paper showed later, that they did not; undoing the visit brings it back.';
CREATE INDEX pending_call_answered_by ON pending_call (answered_by) WHERE answered_by IS NOT NULL;

-- migrate:down
DROP INDEX pending_call_answered_by;
ALTER TABLE appointment DROP COLUMN missed_at;
