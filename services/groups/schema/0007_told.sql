-- migrate:up
ALTER TABLE place ADD COLUMN told_at timestamptz;
CREATE INDEX place_to_call ON place (unit)
WHERE state IN ('offered', 'revoked', 'expired') AND told_at IS NULL AND organisation IS NULL;
COMMENT ON COLUMN place.told_at IS 'When somebody said to them that they lost it; none: nobody has, other than by letter.';

-- migrate:down
DROP INDEX place_to_call;
ALTER TABLE place DROP COLUMN told_at;
