-- migrate:up
ALTER TABLE contact ADD COLUMN invented text;
COMMENT ON COLUMN contact.invented IS 'The invented caller of the city folder with whom somebody practises; nothing of it is ever told.';

-- migrate:down
ALTER TABLE contact DROP COLUMN invented;
