-- migrate:up
ALTER TABLE contact ADD COLUMN follow_up_on date;
CREATE INDEX contact_to_follow_up ON contact (unit, follow_up_on) WHERE follow_up_on IS NOT NULL;
COMMENT ON COLUMN contact.follow_up_on IS
'From when somebody asks whether they arrived where they were redirected.';

-- migrate:down
DROP INDEX contact_to_follow_up;
ALTER TABLE contact DROP COLUMN follow_up_on;
