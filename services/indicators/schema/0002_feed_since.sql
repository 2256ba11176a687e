-- migrate:up
ALTER TABLE feed ADD COLUMN since timestamptz;
UPDATE feed SET since = at;
COMMENT ON COLUMN feed.since IS 'The first heartbeat''s business time: from then on silence about a unit means that nobody was there.';

-- migrate:down
-- squawk-ignore ban-drop-column
ALTER TABLE feed DROP COLUMN since;
