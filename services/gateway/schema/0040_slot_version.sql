-- migrate:up
ALTER TABLE agenda_slot ADD COLUMN version bigint NOT NULL DEFAULT 1;
COMMENT ON COLUMN agenda_slot.version IS 'How often it was told: opened, taken, set free, closed.';

-- migrate:down
ALTER TABLE agenda_slot DROP COLUMN version;
