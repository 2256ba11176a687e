-- migrate:up
ALTER TABLE text_call ADD COLUMN withheld text;
COMMENT ON COLUMN text_call.withheld IS 'Why it was not sent after all, by what was known at the moment of sending; none of those that went out or that the gateway refused.';

-- migrate:down
ALTER TABLE text_call DROP COLUMN withheld;
