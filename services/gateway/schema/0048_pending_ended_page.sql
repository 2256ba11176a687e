-- migrate:up
CREATE INDEX pending_call_ended_at ON pending_call (unit, ended_at, id) WHERE ended_at IS NOT NULL;
DROP INDEX pending_call_ended;

-- migrate:down
CREATE INDEX pending_call_ended ON pending_call (unit, ended_at) WHERE ended_at IS NOT NULL;
DROP INDEX pending_call_ended_at;
