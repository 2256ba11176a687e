-- migrate:up
CREATE SEQUENCE referral_number START 1001;

CREATE TABLE referral (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    organisation text NOT NULL,
    unit text NOT NULL,
    reason text NOT NULL,
    state text NOT NULL,
    written_at timestamptz NOT NULL,
    sent_at timestamptz,
    opened_at timestamptz,
    acknowledged_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    no text,
    why text,
    missing text[] NOT NULL,
    elsewhere text,
    replaces uuid,
    code text NOT NULL UNIQUE,
    internal boolean NOT NULL,
    outside boolean NOT NULL,
    level text,
    restricted boolean NOT NULL,
    acknowledge_by timestamptz,
    answer_by timestamptz,
    warn_at timestamptz,
    contact uuid,
    person uuid,
    recognised boolean NOT NULL,
    content bytea,
    whom bytea,
    whom_index bytea,
    shown boolean NOT NULL GENERATED ALWAYS AS (
        sent_at IS NOT NULL
        AND NOT (state = 'cancelled' AND opened_at IS NULL AND answered_at IS NULL)
    ) STORED,
    CONSTRAINT referral_sealed CHECK (
        substring(content FROM 1 FOR 1) = '\x01' AND substring(whom FROM 1 FOR 1) = '\x01'
    )
);
CREATE INDEX referral_received ON referral (unit, answer_by);
CREATE INDEX referral_sent ON referral (organisation, written_at);
CREATE INDEX referral_whom ON referral (whom_index) WHERE whom_index IS NOT NULL;
CREATE INDEX referral_replaces ON referral (replaces) WHERE replaces IS NOT NULL;
COMMENT ON TABLE referral IS 'Referrals as they stand, and what they say of whom, sealed.';
COMMENT ON COLUMN referral.organisation IS 'Who sends it: a partner, or one of our units if it is internal.';
COMMENT ON COLUMN referral.unit IS 'To whom it goes: a unit, or a partner if it goes outside.';
COMMENT ON COLUMN referral.whom IS 'Name and contact as they are compared, sealed, with a keyed digest.';
COMMENT ON COLUMN referral.shown IS 'Whether there is such a referral to the receiver: withdrawn unseen it never was.';

CREATE TABLE referral_act (
    referral uuid NOT NULL REFERENCES referral,
    version bigint NOT NULL,
    act text NOT NULL,
    side text NOT NULL,
    staff uuid,
    at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    PRIMARY KEY (referral, version)
);
COMMENT ON TABLE referral_act IS 'What either side did with a referral, in codes: the same history for both.';

CREATE TABLE referral_reader (
    referral uuid NOT NULL REFERENCES referral,
    reader uuid NOT NULL,
    side text NOT NULL,
    first_at timestamptz NOT NULL,
    PRIMARY KEY (referral, reader)
);
COMMENT ON TABLE referral_reader IS 'Who read a referral''s content, and when first: it stays when the content is hidden.';

CREATE TABLE first_visit (
    referral uuid PRIMARY KEY REFERENCES referral,
    slot uuid NOT NULL,
    state text NOT NULL,
    asked_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    appointment uuid,
    version bigint NOT NULL,
    asked bigint NOT NULL
);
COMMENT ON TABLE first_visit IS 'The first visit of a referral as the gateway tells it: asked, refused, or an appointment''s state.';
COMMENT ON COLUMN first_visit.version IS 'Of the appointment.';
COMMENT ON COLUMN first_visit.asked IS 'How often a time was asked for.';

CREATE TABLE referred_place (
    place uuid PRIMARY KEY,
    referral uuid NOT NULL REFERENCES referral,
    session uuid NOT NULL,
    places smallint NOT NULL,
    state text NOT NULL,
    asked_at timestamptz NOT NULL,
    starts_at timestamptz,
    offered_until timestamptz,
    ended_at timestamptz,
    attendance text,
    answer text,
    version bigint NOT NULL,
    said bigint NOT NULL
);
CREATE INDEX referred_place_of ON referred_place (referral);
COMMENT ON TABLE referred_place IS 'Places in sessions that were asked for referred people, as the groups tell them.';
COMMENT ON COLUMN referred_place.said IS 'How often we told of it.';

CREATE TABLE free_time (
    slot uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL,
    free boolean NOT NULL
);
CREATE INDEX free_time_of_unit ON free_time (unit, starts_at) WHERE free;
COMMENT ON TABLE free_time IS 'Times of the agendas as the gateway tells them.';

CREATE TABLE open_session (
    session uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    programme text NOT NULL,
    language text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL,
    capacity integer NOT NULL,
    taken integer NOT NULL,
    offered integer NOT NULL,
    waiting integer NOT NULL,
    open boolean NOT NULL,
    restricted boolean NOT NULL
);
CREATE INDEX open_session_of_unit ON open_session (unit, starts_at) WHERE open;
COMMENT ON TABLE open_session IS 'Sessions as the groups tell them.';

ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referral
USING ((SELECT scope_city())
       OR organisation = (SELECT scope_organisation())
       OR (internal AND organisation = ANY ((SELECT scope_units())::text[]))
       OR (shown AND (unit = ANY ((SELECT scope_units())::text[])
                      OR unit = (SELECT scope_organisation()))));
ALTER TABLE referral_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_act FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referral_act
USING ((SELECT scope_city()) OR EXISTS (SELECT FROM referral AS r WHERE r.id = referral_act.referral));
ALTER TABLE referral_reader ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_reader FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referral_reader
USING ((SELECT scope_city()) OR EXISTS (SELECT FROM referral AS r WHERE r.id = referral_reader.referral));
ALTER TABLE first_visit ENABLE ROW LEVEL SECURITY;
ALTER TABLE first_visit FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON first_visit
USING ((SELECT scope_city()) OR EXISTS (SELECT FROM referral AS r WHERE r.id = first_visit.referral));
ALTER TABLE referred_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE referred_place FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referred_place
USING ((SELECT scope_city()) OR EXISTS (SELECT FROM referral AS r WHERE r.id = referred_place.referral));
ALTER TABLE free_time ENABLE ROW LEVEL SECURITY;
ALTER TABLE free_time FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON free_time
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE open_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE open_session FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON open_session
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE open_session, free_time, referred_place, first_visit, referral_reader, referral_act, referral;
-- squawk-ignore ban-drop-sequence
DROP SEQUENCE referral_number;
