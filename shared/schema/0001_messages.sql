-- migrate:up
CREATE TABLE outbox_pending (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    version bigint NOT NULL,
    data bytea NOT NULL,
    traceparent text,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE outbox_pending IS 'Events not yet acknowledged by Kafka, relayed in id order.';

CREATE TABLE outbox_archive (
    id bigint NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    version bigint NOT NULL,
    data bytea NOT NULL,
    traceparent text,
    at timestamptz NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE outbox_archive IS 'Every event told, by publication day (UTC); partitions go by an administrator''s act.';
CREATE TABLE outbox_archive_rest PARTITION OF outbox_archive DEFAULT;

CREATE TABLE outbox_lease (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    holder uuid NOT NULL,
    until timestamptz NOT NULL
);
COMMENT ON TABLE outbox_lease IS 'Which relay sends now; real time.';

CREATE TABLE source_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch uuid NOT NULL DEFAULT gen_random_uuid()
);
COMMENT ON TABLE source_epoch IS 'This database''s life; a restored or emptied database gets another.';
INSERT INTO source_epoch DEFAULT VALUES;

CREATE TABLE consumer_position (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    anchor text,
    paused_reason text,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE consumer_position IS 'The next offset to apply, moved in the transaction of the effect.';

CREATE TABLE parked_event (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    reason text NOT NULL,
    key bytea,
    headers jsonb NOT NULL,
    value bytea,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    retried_at timestamptz,
    UNIQUE (topic, partition, "offset")
);
COMMENT ON TABLE parked_event IS 'Messages that could not be read, with their bytes, reason and place.';

CREATE FUNCTION outbox_partition(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    name text := 'outbox_archive_' || to_char(day, 'YYYYMMDD');
    since timestamptz := day::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass('public.' || name) IS NULL THEN
        -- A worker that was away left the day's events in the rest: they move into their day.
        EXECUTE format('CREATE TABLE public.%I (LIKE public.outbox_archive INCLUDING ALL)', name);
        EXECUTE format(
            'WITH moved AS (DELETE FROM public.outbox_archive_rest WHERE at >= %L AND at < %L RETURNING *)'
            ' INSERT INTO public.%I SELECT * FROM moved',
            since, until, name
        );
        EXECUTE format(
            'ALTER TABLE public.outbox_archive ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            name, since, until
        );
    END IF;
END $$;
REVOKE ALL ON FUNCTION outbox_partition(date) FROM PUBLIC;

-- migrate:down
DROP FUNCTION outbox_partition(date);
DROP TABLE parked_event, consumer_position, source_epoch, outbox_lease, outbox_archive, outbox_pending;
