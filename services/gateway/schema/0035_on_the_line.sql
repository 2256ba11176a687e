-- migrate:up
-- Calls of which not all is said are shown at their desk, hung up or not.
CREATE INDEX contact_on_the_line ON contact (unit) WHERE exchange_call IS NOT NULL AND desk IS NOT NULL;
COMMENT ON COLUMN contact.desk IS 'Where it is called or served, or for which desk it waits; of an exchange''s call, where somebody is on it, until all is said.';

-- migrate:down
DROP INDEX contact_on_the_line;
COMMENT ON COLUMN contact.desk IS NULL;
