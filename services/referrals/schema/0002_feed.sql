-- migrate:up
CREATE TABLE feed (
    service text PRIMARY KEY,
    at timestamptz NOT NULL,
    told_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE feed IS 'The newest heartbeat of each service that is heard: at is the business''s time, told_at and heard_at real.';

-- migrate:down
DROP TABLE feed;
