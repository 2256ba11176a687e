-- migrate:up
CREATE INDEX pending_call_ended ON pending_call (unit, ended_at) WHERE ended_at IS NOT NULL;

-- migrate:down
DROP INDEX pending_call_ended;
