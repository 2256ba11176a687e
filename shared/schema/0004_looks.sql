-- migrate:up
CREATE TABLE look (
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    person uuid NOT NULL,
    reader uuid NOT NULL,
    roles text NOT NULL,
    unit text,
    address text,
    act text NOT NULL,
    relation text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (number, at)
) PARTITION BY RANGE (at);
CREATE INDEX ON look (person, at, number);
CREATE INDEX ON look (reader, at, number);
CREATE INDEX ON look USING brin (at);
COMMENT ON TABLE look IS 'Who saw which person''s data, when, from where, by which act and why; real time. Written by look_append alone.';
COMMENT ON COLUMN look.roles IS 'The reader''s roles at that moment, in order, with spaces between.';
COMMENT ON COLUMN look.hash IS 'SHA-256 of the hash before and of this row: docs/audit.md says of which bytes.';
CREATE TABLE look_rest PARTITION OF look DEFAULT;

CREATE TABLE look_stump (
    number bigint PRIMARY KEY,
    hash bytea NOT NULL,
    removed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE look_stump IS 'The last look of what retention removed, from which the chain goes on; number 0 is its beginning.';
INSERT INTO look_stump (number, hash)
SELECT 0, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));

CREATE TABLE look_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    number bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE look_head IS 'The newest look''s number and hash; its lock lets one transaction after another go on with the chain.';
INSERT INTO look_head (number, hash, at) SELECT number, hash, '-infinity' FROM look_stump;

CREATE FUNCTION look_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trace of looks only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER look_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON look EXECUTE FUNCTION look_stays();
CREATE TRIGGER look_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON look_rest EXECUTE FUNCTION look_stays();
CREATE TRIGGER look_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON look_stump EXECUTE FUNCTION look_stays();
CREATE TRIGGER look_stays BEFORE DELETE OR TRUNCATE ON look_head EXECUTE FUNCTION look_stays();
CREATE TRIGGER look_goes_on BEFORE UPDATE ON look_head FOR EACH ROW
WHEN (new.number <= old.number) EXECUTE FUNCTION look_stays();

CREATE FUNCTION look_field(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(octet_length(value)::text || ':' || value, '-');

CREATE FUNCTION look_append(
    persons uuid[], relations text[], reader uuid, roles text, unit text, address text, act text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    head public.look_head;
    since timestamptz;
    same text;
BEGIN
    IF cardinality(persons) <> cardinality(relations) THEN
        RAISE EXCEPTION 'as many relations as persons' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO STRICT head FROM public.look_head FOR UPDATE;
    -- After the lock, and never before the look that came before: months are stretches of numbers.
    since := greatest(clock_timestamp(), head.at);
    same := look_field(reader::text) || look_field(roles) || look_field(unit)
        || look_field(address) || look_field(act);
    FOR place IN 1 .. cardinality(persons) LOOP
        head.number := head.number + 1;
        head.hash := sha256(head.hash || convert_to(
            look_field(head.number::text)
            || look_field((extract(epoch FROM since) * 1000000)::bigint::text)
            || look_field(persons[place]::text) || same || look_field(relations[place]), 'UTF8'
        ));
        INSERT INTO public.look (number, at, person, reader, roles, unit, address, act, relation, hash)
        VALUES (head.number, since, persons[place], reader, roles, unit, address, act, relations[place], head.hash);
    END LOOP;
    IF cardinality(persons) > 0 THEN
        UPDATE public.look_head SET number = head.number, hash = head.hash, at = since;
    END IF;
    RETURN head.number;
END $$;
COMMENT ON FUNCTION look_append IS 'The only way to record looks: numbers without a gap, each hash over the one before. Call it last.';
REVOKE ALL ON FUNCTION look_append(uuid[], text[], uuid, text, text, text, text) FROM PUBLIC;

CREATE FUNCTION look_partition(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    name text := 'look_' || to_char(first, 'YYYYMM');
    since timestamptz := first::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (first + interval '1 month')::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass('public.' || name) IS NULL THEN
        -- A worker that was away left the month's looks in the rest: they move into their month.
        LOCK TABLE public.look IN SHARE ROW EXCLUSIVE MODE;
        ALTER TABLE public.look_rest DISABLE TRIGGER look_stays;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.look INCLUDING ALL)', name);
        EXECUTE format(
            'WITH moved AS (DELETE FROM public.look_rest WHERE at >= %L AND at < %L RETURNING *)'
            ' INSERT INTO public.%I SELECT * FROM moved',
            since, until, name
        );
        ALTER TABLE public.look_rest ENABLE TRIGGER look_stays;
        EXECUTE format(
            'CREATE TRIGGER look_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I'
            ' EXECUTE FUNCTION public.look_stays()',
            name
        );
        EXECUTE format(
            'ALTER TABLE public.look ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            name, since, until
        );
    END IF;
END $$;
REVOKE ALL ON FUNCTION look_partition(date) FROM PUBLIC;

CREATE FUNCTION look_forget(before date) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    since timestamptz := date_trunc('month', before)::timestamp AT TIME ZONE 'UTC';
    month text;
    last record;
BEGIN
    IF since > clock_timestamp() OR EXISTS (SELECT FROM public.look_rest AS r WHERE r.at < since) THEN
        RAISE EXCEPTION 'only whole months that are over and have their partition'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT number, hash INTO last FROM public.look WHERE at < since ORDER BY number DESC LIMIT 1;
    IF last.number IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.look_stump (number, hash) VALUES (last.number, last.hash);
    FOR month IN
        SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.look'::regclass AND c.relname ~ '^look_[0-9]{6}$'
          AND right(c.relname, 6) < to_char(before, 'YYYYMM')
    LOOP
        EXECUTE format('DROP TABLE public.%I', month);
    END LOOP;
    RETURN last.number;
END $$;
COMMENT ON FUNCTION look_forget IS 'The retention''s act, the owner''s alone: whole months go, their last look stays as the stump.';
REVOKE ALL ON FUNCTION look_forget(date) FROM PUBLIC;

-- migrate:down
DROP FUNCTION look_forget(date), look_partition(date);
DROP FUNCTION look_append(uuid[], text[], uuid, text, text, text, text), look_field(text);
DROP TABLE look_head, look_stump, look;
DROP FUNCTION look_stays();
