-- migrate:up
-- Who did not come to a first visit may be given another: the missed one stays beside it.
DROP INDEX appointment_of_referral;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX appointment_of_referral ON appointment (referral)
WHERE referral IS NOT NULL AND state <> 'cancelled';

-- migrate:down
DROP INDEX appointment_of_referral;
CREATE UNIQUE INDEX appointment_of_referral ON appointment (referral)
WHERE referral IS NOT NULL AND state NOT IN ('cancelled', 'missed');
