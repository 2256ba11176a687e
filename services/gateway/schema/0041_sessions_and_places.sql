-- migrate:up
CREATE TABLE group_session (
    session_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    programme text NOT NULL,
    unit text NOT NULL,
    language text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes integer NOT NULL,
    capacity integer NOT NULL,
    taken integer NOT NULL,
    offered integer NOT NULL,
    waiting integer NOT NULL,
    state text NOT NULL,
    open boolean NOT NULL,
    restricted boolean NOT NULL
);
CREATE INDEX group_session_coming ON group_session (starts_at) WHERE open AND state = 'published';
COMMENT ON TABLE group_session IS 'Sessions of the groups, as their newest known event tells them; one row each.';
COMMENT ON COLUMN group_session.unit IS 'The centre that holds it; receptions of others offer it too.';

CREATE TABLE group_place (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    told bigint NOT NULL,
    unit text NOT NULL,
    contact uuid,
    reason text,
    person uuid,
    session uuid NOT NULL,
    programme text NOT NULL,
    held_at text NOT NULL,
    starts_at timestamptz NOT NULL,
    places integer NOT NULL,
    restricted boolean NOT NULL,
    asked_at timestamptz NOT NULL,
    state text,
    answer text,
    offered_until timestamptz,
    ended_at timestamptz,
    attendance text,
    dealt_with_at timestamptz
);
CREATE INDEX group_place_of_contact ON group_place (contact) WHERE contact IS NOT NULL;
CREATE INDEX group_place_of_person ON group_place (person) WHERE person IS NOT NULL;
CREATE INDEX group_place_of_unit ON group_place (unit, starts_at);
COMMENT ON TABLE group_place IS 'Places in sessions that were asked for here, and what the groups told of them.';
COMMENT ON COLUMN group_place.version IS 'The greatest that the groups told; 0: nothing yet.';
COMMENT ON COLUMN group_place.told IS 'The version of what we told of it last.';
COMMENT ON COLUMN group_place.unit IS 'Who asked.';
COMMENT ON COLUMN group_place.person IS 'Whom it concerns, where the groups said so and no contact of ours does.';
COMMENT ON COLUMN group_place.held_at IS 'The centre that holds the session.';
COMMENT ON COLUMN group_place.state IS 'As the groups told it; null: not known yet.';
COMMENT ON COLUMN group_place.answer IS 'What we told last of what they want.';

CREATE TABLE feed (
    service text PRIMARY KEY,
    at timestamptz NOT NULL,
    told_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE feed IS 'The newest heartbeat of each service that is heard: at is the business''s time, told_at and heard_at real.';

-- A place may concern a person whom no contact of ours names: a line is of a contact or a person.
ALTER TABLE timeline ALTER COLUMN contact DROP NOT NULL; -- squawk-ignore ban-drop-not-null
ALTER TABLE timeline ADD COLUMN person uuid;
ALTER TABLE timeline DROP CONSTRAINT timeline_thing_check;
ALTER TABLE timeline ADD CONSTRAINT timeline_thing_check
CHECK (thing IN ('contact', 'pending_call', 'appointment', 'place', 'referral')) NOT VALID;
ALTER TABLE timeline ADD CONSTRAINT timeline_tied CHECK (num_nonnulls(contact, person) > 0) NOT VALID;
CREATE INDEX timeline_of_person ON timeline (person) WHERE person IS NOT NULL;
COMMENT ON COLUMN timeline.person IS 'Whom it concerns, where another service said so and no contact of ours does.';

ALTER TABLE group_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_session FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON group_session
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE group_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_place FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON group_place
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[])
       OR held_at = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP INDEX timeline_of_person;
DELETE FROM timeline WHERE thing IN ('place', 'referral');
ALTER TABLE timeline DROP CONSTRAINT timeline_tied, DROP CONSTRAINT timeline_thing_check, DROP COLUMN person;
-- squawk-ignore adding-not-nullable-field
ALTER TABLE timeline ALTER COLUMN contact SET NOT NULL;
ALTER TABLE timeline ADD CONSTRAINT timeline_thing_check
CHECK (thing IN ('contact', 'pending_call', 'appointment')) NOT VALID;
DROP TABLE feed, group_place, group_session;
