-- migrate:up
-- A level that somebody chose answers this proposal; only a graver one reopens it.
ALTER TABLE contact ADD COLUMN level_against text;
COMMENT ON COLUMN contact.level_against IS 'The level that the rules proposed when somebody chose another; none: it follows them.';

-- migrate:down
ALTER TABLE contact DROP COLUMN level_against;
