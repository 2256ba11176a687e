-- migrate:up
COMMENT ON COLUMN referral.first_at IS 'Of one of the city''s own units: when the person first came; of one that is sent instead of another, when that was sent. One clock.';

-- migrate:down
COMMENT ON COLUMN referral.first_at IS 'Of one of the city''s own units: when the person first came. One clock from the first ring or ticket.';
