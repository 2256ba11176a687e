-- migrate:up
-- for the owner, who forgets what was told of restricted ones before it no longer was
ALTER TABLE referral_fact NO FORCE ROW LEVEL SECURITY;
UPDATE referral_fact SET elsewhere = NULL WHERE restricted AND elsewhere IS NOT NULL;
ALTER TABLE referral_fact FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN referral_fact.elsewhere IS 'Of a redirected one the right door; never of a restricted one, of which it would say what it is.';

-- migrate:down
COMMENT ON COLUMN referral_fact.elsewhere IS NULL;
