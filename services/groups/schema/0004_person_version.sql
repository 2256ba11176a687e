-- migrate:up
ALTER TABLE place ADD COLUMN person_version bigint NOT NULL DEFAULT 1;
COMMENT ON COLUMN place.person_version IS 'Of what was told by whoever asked, the version that said last whose it is.';

-- migrate:down
ALTER TABLE place DROP COLUMN person_version;
