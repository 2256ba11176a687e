-- migrate:up
ALTER TABLE referral_fact ADD COLUMN acknowledge_warn_at timestamptz;
COMMENT ON COLUMN referral_fact.acknowledge_warn_at IS 'Null of those told before somebody was warned of that.';

-- migrate:down
ALTER TABLE referral_fact DROP COLUMN acknowledge_warn_at;
