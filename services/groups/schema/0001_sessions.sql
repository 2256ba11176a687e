-- migrate:up
CREATE TABLE group_series (
    id uuid PRIMARY KEY,
    unit text NOT NULL,
    programme text NOT NULL,
    every text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL
);
COMMENT ON TABLE group_series IS 'Sessions that belong together: one programme at one unit, once or again and again.';

CREATE TABLE group_session (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    series uuid NOT NULL REFERENCES group_series,
    unit text NOT NULL,
    programme text NOT NULL,
    language text NOT NULL,
    mode text NOT NULL,
    room text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    capacity smallint NOT NULL CHECK (capacity BETWEEN 1 AND 500),
    facilitators uuid[] NOT NULL,
    needs text[] NOT NULL,
    public boolean NOT NULL,
    restricted boolean NOT NULL,
    walk_in boolean NOT NULL,
    state text NOT NULL,
    published_at timestamptz,
    ended_at timestamptz,
    uncounted smallint CHECK (uncounted BETWEEN 0 AND 2000),
    taken smallint NOT NULL DEFAULT 0 CHECK (taken >= 0),
    kept smallint NOT NULL DEFAULT 0 CHECK (kept >= 0),
    CONSTRAINT session_places_never_beyond_capacity CHECK (taken + kept <= capacity)
);
CREATE INDEX group_session_of_unit ON group_session (unit, starts_at);
CREATE INDEX group_session_in_catalogue ON group_session (starts_at) WHERE public AND state = 'published';
CREATE INDEX group_session_to_come ON group_session (starts_at) WHERE state = 'published';
CREATE INDEX group_session_of_series ON group_session (series);
COMMENT ON TABLE group_session IS 'Sessions as they stand; a draft is nobody else''s affair.';
COMMENT ON COLUMN group_session.walk_in IS 'Whether people may come without being enrolled, who are counted and not named.';
COMMENT ON COLUMN group_session.uncounted IS 'How many came so; unknown until somebody says it.';
COMMENT ON COLUMN group_session.taken IS 'Places of those who are enrolled, by a trigger of place.';
COMMENT ON COLUMN group_session.kept IS 'Places that offers keep, by the same trigger.';

CREATE TABLE place (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    session uuid NOT NULL,
    unit text NOT NULL,
    door text NOT NULL,
    places smallint NOT NULL CHECK (places BETWEEN 1 AND 500),
    state text NOT NULL,
    since timestamptz NOT NULL,
    asked_at timestamptz NOT NULL,
    language text NOT NULL,
    first text,
    reserved boolean NOT NULL DEFAULT false,
    skipped smallint NOT NULL DEFAULT 0,
    offered_at timestamptz,
    offered_until timestamptz,
    enrolled_at timestamptz,
    ended_at timestamptz,
    attendance text,
    present smallint,
    minutes smallint,
    contact uuid,
    referral uuid,
    person uuid
);
CREATE INDEX place_of_session ON place (session) WHERE state IN ('waiting', 'offered', 'enrolled');
CREATE INDEX place_offered ON place (offered_until) WHERE state = 'offered';
CREATE INDEX place_of_person ON place (person) WHERE person IS NOT NULL;
COMMENT ON TABLE place IS 'Who asked for places in a session, and what became of it; a household is one row.';
COMMENT ON COLUMN place.session IS 'No reference: what was asked of a session that is unknown is kept, as refused.';
COMMENT ON COLUMN place.unit IS 'The centre that holds the session; of an unknown one, the unit that asked.';
COMMENT ON COLUMN place.first IS 'Why they go before others, by a code.';
COMMENT ON COLUMN place.contact IS 'The gateway''s contact whose outcome it is.';
COMMENT ON COLUMN place.person IS 'The person, by the gateway''s id; who enrolled otherwise is in attendee.';

CREATE TABLE attendee (
    id uuid PRIMARY KEY REFERENCES place,
    unit text NOT NULL,
    name bytea NOT NULL,
    mail bytea,
    telephone bytea,
    CONSTRAINT attendee_sealed CHECK (
        substring(name FROM 1 FOR 1) = '\x01' AND substring(mail FROM 1 FOR 1) = '\x01'
        AND substring(telephone FROM 1 FOR 1) = '\x01'
    )
);
COMMENT ON TABLE attendee IS 'Who enrolled by the public page or by a professional, sealed; the id is the place''s.';

CREATE TABLE place_link (
    token_hash bytea PRIMARY KEY,
    place uuid NOT NULL REFERENCES place,
    unit text NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX place_link_of ON place_link (place);
COMMENT ON TABLE place_link IS 'Links by which whoever has one answers an offer or withdraws, by the hash of their token.';

CREATE TABLE place_letter (
    id uuid PRIMARY KEY,
    place uuid NOT NULL REFERENCES place,
    unit text NOT NULL,
    says text NOT NULL,
    due_at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    again_at timestamptz,
    sent_at timestamptz,
    refused smallint
);
CREATE INDEX place_letter_due ON place_letter (due_at) WHERE sent_at IS NULL AND refused IS NULL;
CREATE INDEX place_letter_of ON place_letter (place);
COMMENT ON TABLE place_letter IS 'What is to be written about places, and what became of it; due_at is business time.';

-- Whatever changes a place changes the session's sums with it, in the same transaction: the check above then
-- holds at every committed instant, whoever writes. What frees places must be written before what takes them.
CREATE FUNCTION place_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    takes integer := 0;
    keeps integer := 0;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        takes := CASE WHEN NEW.state = 'enrolled' THEN NEW.places ELSE 0 END;
        keeps := CASE WHEN NEW.state = 'offered' AND NEW.reserved THEN NEW.places ELSE 0 END;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        takes := takes - CASE WHEN OLD.state = 'enrolled' THEN OLD.places ELSE 0 END;
        keeps := keeps - CASE WHEN OLD.state = 'offered' AND OLD.reserved THEN OLD.places ELSE 0 END;
    END IF;
    IF takes <> 0 OR keeps <> 0 THEN
        UPDATE group_session SET taken = taken + takes, kept = kept + keeps
        WHERE id = coalesce(NEW.session, OLD.session);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER place_sums AFTER INSERT OR UPDATE OR DELETE ON place
FOR EACH ROW EXECUTE FUNCTION place_sums();

ALTER TABLE group_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_series FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON group_series
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE group_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_session FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON group_session
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE place ENABLE ROW LEVEL SECURITY;
ALTER TABLE place FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON place
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE attendee ENABLE ROW LEVEL SECURITY;
ALTER TABLE attendee FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON attendee
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE place_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE place_link FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON place_link
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE place_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE place_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON place_letter
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE place_letter;
DROP TABLE place_link;
DROP TABLE attendee;
DROP TABLE place;
DROP FUNCTION place_sums();
DROP TABLE group_session;
DROP TABLE group_series;
