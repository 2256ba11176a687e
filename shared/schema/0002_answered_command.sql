-- migrate:up
CREATE TABLE answered_command (
    principal uuid NOT NULL,
    key text NOT NULL,
    route text NOT NULL,
    digest bytea NOT NULL,
    status smallint,
    headers jsonb,
    body bytea,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (principal, key)
);
CREATE INDEX ON answered_command (at);
COMMENT ON TABLE answered_command IS 'The answer to each command id, for a day, so that a retry acts once.';

-- migrate:down
DROP TABLE answered_command;
