-- migrate:up
ALTER TABLE referral ADD COLUMN taken_up_at timestamptz;
COMMENT ON COLUMN referral.taken_up_at IS 'When the unit that sent it saw to the person again, after it came back.';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX referral_sent_within ON referral (organisation)
WHERE internal AND (state = ANY ('{requested,accepted,in_progress,on_hold}')
                    OR (state = 'rejected' AND taken_up_at IS NULL) OR unread = 'sender');

-- migrate:down
DROP INDEX referral_sent_within;
ALTER TABLE referral DROP COLUMN taken_up_at;
