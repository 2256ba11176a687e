-- migrate:up
CREATE TABLE contact_fact (
    contact_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    code text,
    door text NOT NULL,
    unit text NOT NULL,
    opened_unit text NOT NULL,
    level text,
    reason text,
    state text NOT NULL,
    outcome text,
    city_version integer NOT NULL,
    opened_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    wait_us bigint,
    service_us bigint,
    present tstzrange NOT NULL,
    spans jsonb NOT NULL
);
COMMENT ON TABLE contact_fact IS 'A contact as its newest known event tells it; one row each.';
COMMENT ON COLUMN contact_fact.unit IS 'Who has it now.';
COMMENT ON COLUMN contact_fact.opened_unit IS 'Where it came in; figures count it there.';
COMMENT ON COLUMN contact_fact.wait_us IS 'The wait in microseconds: whole, so that sums are exact in any order.';
COMMENT ON COLUMN contact_fact.service_us IS 'Handling time in microseconds.';
COMMENT ON COLUMN contact_fact.present IS 'From the first moment of its spans to the last; open above while it lasts.';
COMMENT ON COLUMN contact_fact.spans IS 'Its stretches: state, at, until, unit, desk; the load of any instant comes from them.';
CREATE INDEX contact_fact_opened ON contact_fact (opened_at);
CREATE INDEX contact_fact_present ON contact_fact USING gist (present);

CREATE TABLE desk_fact (
    unit text NOT NULL,
    desk integer NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (unit, desk, version)
);
COMMENT ON TABLE desk_fact IS 'Each change of a desk, so that its state at any instant is known.';

CREATE TABLE feed (
    service text PRIMARY KEY,
    at timestamptz NOT NULL,
    told_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE feed IS 'The newest heartbeat of each service that came the whole way: at is the business''s time, told_at and heard_at real.';

CREATE TABLE feed_place (
    topic text NOT NULL,
    partition integer NOT NULL,
    told_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE feed_place IS 'How far each partition''s events are applied, by their publication time; real time.';

-- migrate:down
DROP TABLE feed_place, feed, desk_fact, contact_fact;
