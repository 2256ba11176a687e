-- migrate:up
-- Nobody's for what was joined before, and for what the service itself joins.
ALTER TABLE person_unit ADD COLUMN joined_by uuid;
ALTER TABLE person_unit ALTER COLUMN joined_by SET DEFAULT scope_principal();
COMMENT ON COLUMN person_unit.joined_by IS 'Who said last that the unit has to do with the person.';

-- migrate:down
ALTER TABLE person_unit DROP COLUMN joined_by;
