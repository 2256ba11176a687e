-- migrate:up
ALTER TABLE appointment_fact ADD COLUMN began_at timestamptz;
ALTER TABLE appointment_fact ADD COLUMN referral_id uuid;
COMMENT ON COLUMN appointment_fact.began_at IS 'When the professional received them; null where nobody said so.';
COMMENT ON COLUMN appointment_fact.referral_id IS 'The referral whose first visit it is.';
CREATE INDEX appointment_fact_referral ON appointment_fact (referral_id) WHERE referral_id IS NOT NULL;

CREATE TABLE referral_fact (
    referral_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    organisation text NOT NULL,
    internal boolean NOT NULL,
    reason text NOT NULL,
    level text,
    restricted boolean NOT NULL,
    state text NOT NULL,
    responsible text NOT NULL,
    sent_at timestamptz NOT NULL,
    acknowledge_by timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    warn_at timestamptz NOT NULL,
    opened_at timestamptz,
    acknowledged_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    no text,
    why text,
    elsewhere text,
    replaces uuid,
    contact_id uuid,
    recognised boolean NOT NULL
);
COMMENT ON TABLE referral_fact IS 'A referral as its newest known event tells it; one row each, without code or person.';
COMMENT ON COLUMN referral_fact.unit IS 'To whom it goes.';
CREATE INDEX referral_fact_sent ON referral_fact (sent_at);
CREATE INDEX referral_fact_answered ON referral_fact (answered_at);
CREATE INDEX referral_fact_due ON referral_fact (answer_by);
CREATE INDEX referral_fact_waiting ON referral_fact (sent_at) WHERE answered_at IS NULL AND ended_at IS NULL;

CREATE TABLE first_visit_fact (
    referral_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    restricted boolean NOT NULL,
    requested_at timestamptz NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE first_visit_fact IS 'A time that was chosen for a referral''s first visit, as last told; the appointment is the gateway''s.';
COMMENT ON COLUMN first_visit_fact.at IS 'When it was chosen.';
CREATE INDEX first_visit_fact_at ON first_visit_fact (at);

CREATE TABLE session_fact (
    session_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    series_id uuid NOT NULL,
    programme text NOT NULL,
    unit text NOT NULL,
    language text NOT NULL,
    mode text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes integer NOT NULL,
    capacity integer NOT NULL,
    taken integer NOT NULL,
    offered integer NOT NULL,
    waiting integer NOT NULL,
    state text NOT NULL,
    open boolean NOT NULL,
    public boolean NOT NULL,
    restricted boolean NOT NULL,
    attended integer,
    absent integer,
    uncounted integer
);
COMMENT ON TABLE session_fact IS 'A session of a group as its newest known event tells it; one row each.';
COMMENT ON COLUMN session_fact.attended IS 'Null until somebody says how many came.';
CREATE INDEX session_fact_starts ON session_fact (starts_at);

CREATE TABLE place_fact (
    place_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    session_id uuid NOT NULL,
    programme text NOT NULL,
    unit text NOT NULL,
    starts_at timestamptz NOT NULL,
    door text NOT NULL,
    places integer NOT NULL,
    state text NOT NULL,
    asked_at timestamptz NOT NULL,
    restricted boolean NOT NULL,
    contact_id uuid,
    referral_id uuid,
    offered_at timestamptz,
    offered_until timestamptz,
    enrolled_at timestamptz,
    ended_at timestamptz,
    attendance text,
    present integer,
    minutes integer
);
COMMENT ON TABLE place_fact IS 'A household''s places in a session as their newest known event tells them; one row each, without person.';
CREATE INDEX place_fact_starts ON place_fact (starts_at);
CREATE INDEX place_fact_asked ON place_fact (asked_at);

ALTER TABLE referral_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referral_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE first_visit_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE first_visit_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON first_visit_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE session_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON session_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE place_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE place_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON place_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE place_fact, session_fact, first_visit_fact, referral_fact;
DROP INDEX appointment_fact_referral;
-- squawk-ignore ban-drop-column
ALTER TABLE appointment_fact DROP COLUMN referral_id, DROP COLUMN began_at;
