-- migrate:up
ALTER TABLE contact_fact ADD COLUMN matters jsonb;
ALTER TABLE contact_fact ADD COLUMN intensity text;
ALTER TABLE contact_fact ADD COLUMN interpreter_asked_at timestamptz;
ALTER TABLE contact_fact ADD COLUMN interpreter_arrived_at timestamptz;
ALTER TABLE contact_fact ADD COLUMN interpreter_left_at timestamptz;
ALTER TABLE contact_fact ADD COLUMN pending_call uuid;
ALTER TABLE contact_fact ADD COLUMN entered_later boolean;
COMMENT ON COLUMN contact_fact.matters IS 'Its reasons with their outcomes; null where they were not kept yet: unknown, not none.';
COMMENT ON COLUMN contact_fact.interpreter_left_at IS 'Absent while there; the end of the contact ends it too.';
COMMENT ON COLUMN contact_fact.entered_later IS 'From paper; null where it was not kept yet.';

CREATE TABLE pending_call_fact (
    pending_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    origin text NOT NULL,
    contact_id uuid,
    level text,
    state text NOT NULL,
    restricted boolean NOT NULL,
    first_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    ended_at timestamptz,
    settled text
);
COMMENT ON TABLE pending_call_fact IS 'A pending call as its newest known event tells it; one row each.';
COMMENT ON COLUMN pending_call_fact.attempts IS 'Those that count: without the engaged ones.';
CREATE INDEX pending_call_fact_first ON pending_call_fact (first_at);
CREATE INDEX pending_call_fact_due ON pending_call_fact (due_at);
CREATE INDEX pending_call_fact_ended ON pending_call_fact (ended_at);
CREATE INDEX pending_call_fact_lasting ON pending_call_fact (first_at)
WHERE ended_at IS NULL OR ended_at - first_at > '720:00:00'::interval;

CREATE TABLE appointment_fact (
    appointment_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    contact_id uuid,
    restricted boolean NOT NULL,
    requested_at timestamptz NOT NULL,
    booked_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes integer NOT NULL,
    arrived_at timestamptz,
    ended_at timestamptz,
    moves integer NOT NULL
);
COMMENT ON TABLE appointment_fact IS 'An appointment as its newest known event tells it; one row each.';
CREATE INDEX appointment_fact_starts ON appointment_fact (starts_at);

CREATE TABLE paper_gap_fact (
    gap_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    entered_at timestamptz,
    withdrawn boolean NOT NULL
);
COMMENT ON TABLE paper_gap_fact IS 'When a unit worked on paper: what was not entered afterwards is unknown.';
CREATE INDEX paper_gap_fact_began ON paper_gap_fact (began_at);

ALTER TABLE pending_call_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE pending_call_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON pending_call_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE appointment_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON appointment_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE paper_gap_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper_gap_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON paper_gap_fact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE paper_gap_fact, appointment_fact, pending_call_fact;
ALTER TABLE contact_fact
DROP COLUMN entered_later,
DROP COLUMN pending_call,
DROP COLUMN interpreter_left_at,
DROP COLUMN interpreter_arrived_at,
DROP COLUMN interpreter_asked_at,
DROP COLUMN intensity,
DROP COLUMN matters;
