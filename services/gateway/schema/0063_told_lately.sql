-- migrate:up
CREATE INDEX group_place_told ON group_place (unit, dealt_with_at) WHERE dealt_with_at IS NOT NULL;

-- migrate:down
DROP INDEX group_place_told;
