-- migrate:up
CREATE TABLE pending_call (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    centre text,
    origin text NOT NULL,
    contact uuid,
    person uuid REFERENCES person,
    level text,
    reason text,
    state text NOT NULL,
    first_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    attempts jsonb NOT NULL,
    owner uuid,
    caller uuid,
    calling_since timestamptz,
    ended_at timestamptz,
    settled text,
    answered_by uuid,
    joined_into uuid,
    answer_at timestamptz,
    message bytea,
    answer bytea,
    CONSTRAINT pending_call_sealed CHECK (
        substring(message FROM 1 FOR 1) = '\x01' AND substring(answer FROM 1 FOR 1) = '\x01'
    )
);
CREATE INDEX pending_call_open ON pending_call (unit, due_at) WHERE state IN ('open', 'passed');
CREATE UNIQUE INDEX pending_call_of_person ON pending_call (person, unit)
WHERE state IN ('open', 'passed') AND origin <> 'message';
CREATE INDEX pending_call_person ON pending_call (person) WHERE person IS NOT NULL;
COMMENT ON TABLE pending_call IS 'Who is to be called back, since when and until when, with every attempt; messages for professionals, encrypted.';
COMMENT ON COLUMN pending_call.contact IS 'The call or visit that it comes of; its id follows from that of the contact.';
COMMENT ON COLUMN pending_call.message IS 'The words for a named professional, sealed, as is what they answer.';

CREATE TABLE caller_number (
    id uuid PRIMARY KEY,
    unit text NOT NULL,
    number bytea NOT NULL,
    number_index bytea NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT caller_number_sealed CHECK (substring(number FROM 1 FOR 1) = '\x01')
);
CREATE INDEX caller_number_index ON caller_number (number_index);
COMMENT ON TABLE caller_number IS 'The number of a contact or of a pending call without one, by its id: encrypted, with a keyed digest to show equal ones together.';

CREATE TABLE substitute (
    id uuid PRIMARY KEY,
    unit text NOT NULL,
    professional uuid NOT NULL,
    substitute uuid NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    set_by uuid NOT NULL,
    CONSTRAINT substitute_stretch CHECK (since < until AND professional <> substitute)
);
CREATE INDEX substitute_of ON substitute (professional, until);
COMMENT ON TABLE substitute IS 'Who inherits a professional''s messages, from when until when.';

ALTER TABLE pending_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE pending_call FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON pending_call
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
CREATE POLICY known ON pending_call AS RESTRICTIVE
USING (CASE WHEN person IS NULL OR (SELECT scope_principal()) IS NULL THEN true
       ELSE person <> ALL ((SELECT hidden_from(scope_principal()))::uuid[]) END)
WITH CHECK (true);

ALTER TABLE caller_number ENABLE ROW LEVEL SECURITY;
ALTER TABLE caller_number FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON caller_number
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE substitute ENABLE ROW LEVEL SECURITY;
ALTER TABLE substitute FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON substitute
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE substitute, caller_number, pending_call;
