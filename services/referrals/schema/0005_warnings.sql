-- migrate:up
ALTER TABLE referral ADD COLUMN acknowledge_warn_at timestamptz;
COMMENT ON COLUMN referral.acknowledge_warn_at IS 'From when somebody is warned that nobody said yet that it has arrived.';

-- migrate:down
ALTER TABLE referral DROP COLUMN acknowledge_warn_at;
