-- migrate:up
ALTER TABLE referral ADD COLUMN first_at timestamptz;
COMMENT ON COLUMN referral.first_at IS 'Of one of the city''s own units: when the person first came. One clock from the first ring or ticket.';

-- migrate:down
ALTER TABLE referral DROP COLUMN first_at;
