-- migrate:up
ALTER TABLE contact
ADD COLUMN called_at timestamptz,
ADD COLUMN returns integer NOT NULL DEFAULT 0,
ADD COLUMN goes_after uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN contact.called_at IS 'When its code was called last, for the call under way.';
COMMENT ON COLUMN contact.returns IS 'How often it was called, did not come and waits again.';
COMMENT ON COLUMN contact.goes_after IS 'Contacts that go before it since it waits again, for as long as they wait.';

-- A unit's hours on paper: what is not entered later stays unknown.
CREATE TABLE paper_gap (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at > began_at),
    entered_at timestamptz,
    withdrawn boolean NOT NULL
);
CREATE INDEX paper_gap_unit ON paper_gap (unit, began_at);
COMMENT ON TABLE paper_gap IS 'When units worked on paper: since when, until when, and when all of it was entered.';

CREATE TABLE paper_block (
    id uuid PRIMARY KEY,
    unit text NOT NULL,
    day date NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL CHECK (last >= first),
    made_at timestamptz NOT NULL
);
CREATE INDEX paper_block_day ON paper_block (unit, day);
COMMENT ON TABLE paper_block IS 'Ticket numbers that the counter gave to paper: it never gives them again that day.';

CREATE TABLE paper_entry (
    block uuid NOT NULL,
    number integer NOT NULL,
    unit text NOT NULL,
    gap uuid NOT NULL,
    contact uuid NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (block, number)
);
CREATE INDEX paper_entry_gap ON paper_entry (gap);
COMMENT ON TABLE paper_entry IS 'Which number of a block was used on paper, and the contact it was entered as.';

ALTER TABLE paper_gap ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper_gap FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON paper_gap
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE paper_block ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper_block FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON paper_block
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE paper_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON paper_entry
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

CREATE TABLE wait_promise (
    contact uuid PRIMARY KEY,
    unit text NOT NULL,
    level text NOT NULL,
    at timestamptz NOT NULL,
    ahead integer NOT NULL,
    desks integer NOT NULL,
    least_seconds integer CHECK (least_seconds >= 0),
    most_seconds integer CHECK (most_seconds >= least_seconds)
);
CREATE INDEX wait_promise_unit ON wait_promise (unit, at);
COMMENT ON TABLE wait_promise IS 'How many each contact met before it when it opened, how many desks, and the wait that it was told, if any.';
ALTER TABLE wait_promise ENABLE ROW LEVEL SECURITY;
ALTER TABLE wait_promise FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON wait_promise
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE wait_promise, paper_entry, paper_block, paper_gap;
ALTER TABLE contact DROP COLUMN called_at, DROP COLUMN returns, DROP COLUMN goes_after;
