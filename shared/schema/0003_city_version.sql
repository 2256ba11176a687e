-- migrate:up
CREATE TABLE city_version (
    version integer PRIMARY KEY,
    valid_from timestamptz NOT NULL,
    digest text NOT NULL,
    content jsonb NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX city_version_valid ON city_version (valid_from, version);
COMMENT ON TABLE city_version IS 'Versions of the city folder; the newest begun holds, a contact keeps that of its day.';

-- migrate:down
DROP TABLE city_version;
