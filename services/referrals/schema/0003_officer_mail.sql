-- migrate:up
ALTER TABLE referral
ADD COLUMN mailed_at timestamptz,
ADD COLUMN mail_tries smallint NOT NULL DEFAULT 0,
ADD COLUMN mail_after timestamptz,
ADD COLUMN mail_refused smallint;
CREATE INDEX referral_mistaken ON referral (ended_at)
WHERE state = 'entered_in_error' AND opened_at IS NOT NULL AND mailed_at IS NULL;
COMMENT ON COLUMN referral.mailed_at IS 'When the officer was written to that it was sent by mistake and had been opened; real time, as is mail_after.';
COMMENT ON COLUMN referral.mail_refused IS 'The mail server''s code, if it refused the officer''s mail for good.';

-- migrate:down
DROP INDEX referral_mistaken;
ALTER TABLE referral
DROP COLUMN mailed_at,
DROP COLUMN mail_tries,
DROP COLUMN mail_after,
DROP COLUMN mail_refused;
