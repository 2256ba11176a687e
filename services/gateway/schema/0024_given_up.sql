-- migrate:up
ALTER TABLE pending_call ADD COLUMN given_up text;
COMMENT ON COLUMN pending_call.given_up IS 'Why a person closed it after calls in vain, by its code; none of those closed before a reason was asked for.';

-- migrate:down
ALTER TABLE pending_call DROP COLUMN given_up;
