-- migrate:up
-- Names are compared by keyed digests of how pairs of their words sound.
CREATE TABLE person_name_key (
    person uuid NOT NULL REFERENCES person,
    key bytea NOT NULL,
    PRIMARY KEY (key, person)
);
CREATE INDEX ON person_name_key (person);
COMMENT ON TABLE person_name_key IS 'By what names are found that are alike: keyed digests of pairs of their words, as these sound.';
ALTER TABLE person ADD COLUMN name_keyed bytea;
ALTER TABLE person ADD CONSTRAINT person_name_forgotten CHECK (erased_at IS NULL OR name_keyed IS NULL) NOT VALID;
ALTER TABLE person ADD COLUMN telephone_of text;
ALTER TABLE person ADD CONSTRAINT person_telephone_of CHECK (
    telephone_of IS NULL
    OR telephone_of IN ('relative', 'carer', 'professional', 'legal_representative') AND telephone IS NOT NULL
) NOT VALID;
COMMENT ON COLUMN person.telephone_of IS 'Who speaks for them and has the telephone; none: it is their own.';
COMMENT ON COLUMN person.name_keyed IS 'The key of the digests of the name; none where there are none yet.';

ALTER TABLE person_name_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_name_key FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON person_name_key
USING (EXISTS (SELECT FROM person AS whose WHERE whose.id = person_name_key.person));

CREATE TABLE person_link (
    id uuid PRIMARY KEY,
    one uuid NOT NULL REFERENCES person,
    other uuid NOT NULL REFERENCES person,
    kind text NOT NULL CHECK (kind IN ('household', 'family')),
    since timestamptz NOT NULL,
    until timestamptz,
    started_by uuid NOT NULL,
    ended_by uuid,
    CONSTRAINT person_link_is_of_two CHECK (one < other)
);
CREATE UNIQUE INDEX person_link_live ON person_link (one, other, kind) WHERE until IS NULL;
CREATE INDEX person_link_other ON person_link (other);
COMMENT ON TABLE person_link IS 'Who lives together or is family, since and until when. It opens nothing of either to anybody.';

ALTER TABLE person_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_link FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON person_link
USING (EXISTS (SELECT FROM person AS whose WHERE whose.id = person_link.one)
       AND EXISTS (SELECT FROM person AS whose WHERE whose.id = person_link.other));

-- for the owner, who brings along what was told before
ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
CREATE TABLE timeline (
    thing text NOT NULL CHECK (thing IN ('contact', 'pending_call', 'appointment')),
    subject uuid NOT NULL,
    version bigint NOT NULL,
    contact uuid NOT NULL,
    answered_by uuid,
    unit text NOT NULL,
    at timestamptz NOT NULL,
    told jsonb NOT NULL,
    PRIMARY KEY (thing, subject)
);
CREATE INDEX ON timeline (contact);
CREATE INDEX ON timeline (answered_by) WHERE answered_by IS NOT NULL;
COMMENT ON TABLE timeline IS 'A line for each thing of which events told that are tied to a contact; codes and instants only.';
COMMENT ON COLUMN timeline.contact IS 'Through which it concerns a person, if the contact does.';
INSERT INTO timeline (thing, subject, version, contact, unit, at, told)
SELECT
    'contact', contact.id, contact.version, contact.id, contact.unit, contact.opened_at,
    jsonb_build_object(
        'state', contact.state, 'door', contact.door, 'level', contact.level, 'opened_at', contact.opened_at,
        'started_at', contact.started_at, 'ended_at', contact.ended_at, 'outcome', contact.outcome,
        'matters', contact.matters, 'called_at',
        (SELECT min(span ->> 'at') FROM jsonb_array_elements(contact.spans) AS span WHERE span ->> 'state' = 'called')
    )
FROM contact WHERE contact.person IS NOT NULL;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;

ALTER TABLE timeline ENABLE ROW LEVEL SECURITY;
ALTER TABLE timeline FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON timeline
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE timeline;
DROP TABLE person_link;
ALTER TABLE person DROP CONSTRAINT person_name_forgotten, DROP COLUMN name_keyed, DROP COLUMN telephone_of;
DROP TABLE person_name_key;
