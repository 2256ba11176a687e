-- migrate:up
ALTER TABLE pending_call ADD COLUMN place uuid;
COMMENT ON COLUMN pending_call.place IS 'The place in a session that is offered to them, if that is why they are called.';
-- An offer is a matter of its own: it never becomes one with a call that is to be returned.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX pending_call_of_person;
CREATE UNIQUE INDEX pending_call_of_person ON pending_call (person, unit)
WHERE state IN ('open', 'passed') AND origin NOT IN ('message', 'offer');

-- migrate:down
DELETE FROM pending_act USING pending_call AS p WHERE p.id = pending_call AND p.origin = 'offer';
DELETE FROM pending_call WHERE origin = 'offer';
DROP INDEX pending_call_of_person;
CREATE UNIQUE INDEX pending_call_of_person ON pending_call (person, unit)
WHERE state IN ('open', 'passed') AND origin <> 'message';
ALTER TABLE pending_call DROP COLUMN place;
