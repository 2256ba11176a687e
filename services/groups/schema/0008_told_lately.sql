-- migrate:up
CREATE INDEX place_told ON place (unit, told_at) WHERE told_at IS NOT NULL;

-- migrate:down
DROP INDEX place_told;
