-- migrate:up
CREATE TABLE contact (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    code text,
    door text NOT NULL,
    unit text NOT NULL,
    centre text,
    level text,
    reason text,
    state text NOT NULL,
    city_version integer NOT NULL,
    opened_at timestamptz NOT NULL,
    waiting_from timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    outcome text,
    left_from text,
    desk integer,
    calls integer NOT NULL,
    spans jsonb NOT NULL,
    exchange_call text
) WITH (fillfactor = 70);
COMMENT ON TABLE contact IS 'Contacts as they stand; whoever ended stays until the city''s retention removes it.';
CREATE INDEX contact_present ON contact (unit)
WHERE state IN ('ringing', 'waiting', 'called', 'serving', 'parked');
CREATE INDEX contact_day ON contact (unit, opened_at);

CREATE TABLE contact_act (
    contact uuid NOT NULL REFERENCES contact,
    version bigint NOT NULL,
    act text NOT NULL,
    staff uuid NOT NULL,
    at timestamptz NOT NULL,
    before jsonb,
    undone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (contact, version)
);
CREATE INDEX contact_act_of_staff ON contact_act (staff, at);
COMMENT ON TABLE contact_act IS 'What staff did with each contact, with what was before, so that it can be undone.';

CREATE TABLE desk (
    unit text NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    since timestamptz NOT NULL,
    staff uuid,
    contact uuid,
    version bigint NOT NULL,
    PRIMARY KEY (unit, number)
);
CREATE UNIQUE INDEX desk_of_staff ON desk (staff);
COMMENT ON TABLE desk IS 'Desks that were ever opened: who works there and whom they have in front of them.';

CREATE TABLE ticket_counter (
    unit text NOT NULL,
    day date NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (unit, day)
) WITH (fillfactor = 50);
COMMENT ON TABLE ticket_counter IS 'The last ticket number of each unit and civil day.';

CREATE TABLE call_event (
    call text NOT NULL,
    event text NOT NULL,
    at timestamptz NOT NULL,
    unit text NOT NULL,
    PRIMARY KEY (call, event)
);
COMMENT ON TABLE call_event IS 'What telephone exchanges told of their calls; contacts are derived from it.';

-- migrate:down
DROP TABLE call_event, ticket_counter, desk, contact_act, contact;
