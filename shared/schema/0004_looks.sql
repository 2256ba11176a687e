-- migrate:up
CREATE TABLE look (
    number bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person uuid NOT NULL,
    reader uuid NOT NULL,
    unit text,
    address text,
    act text NOT NULL,
    relation text NOT NULL
);
CREATE INDEX ON look (person, at);
CREATE INDEX ON look (reader, at);
COMMENT ON TABLE look IS 'Who saw which person''s data, when, from where, by which act and why; real time.';

-- migrate:down
DROP TABLE look;
