-- migrate:up
ALTER TABLE referral ADD COLUMN person_version bigint NOT NULL DEFAULT 1;
COMMENT ON COLUMN referral.person_version IS 'Of what the gateway told of it, the version that said last whom it concerns.';

-- migrate:down
ALTER TABLE referral DROP COLUMN person_version;
