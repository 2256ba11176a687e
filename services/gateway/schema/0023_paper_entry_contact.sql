-- migrate:up
CREATE INDEX paper_entry_contact ON paper_entry (contact);

-- migrate:down
DROP INDEX paper_entry_contact;
