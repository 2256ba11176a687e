-- migrate:up
COMMENT ON COLUMN referral.whom IS 'The name as it is compared, sealed, with a keyed digest.';

-- migrate:down
COMMENT ON COLUMN referral.whom IS 'Name and contact as they are compared, sealed, with a keyed digest.';
