-- migrate:up
CREATE TABLE agenda_slot (
    id uuid PRIMARY KEY,
    unit text NOT NULL,
    professional uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    kind text NOT NULL,
    closed_at timestamptz
);
CREATE UNIQUE INDEX agenda_slot_of_professional ON agenda_slot (professional, starts_at) WHERE closed_at IS NULL;
CREATE INDEX agenda_slot_of_unit ON agenda_slot (unit, starts_at) WHERE closed_at IS NULL;
COMMENT ON TABLE agenda_slot IS 'Times that professionals keep open for appointments; taken if an appointment stands in one.';
COMMENT ON COLUMN agenda_slot.closed_at IS 'When it was closed again; business time.';

CREATE TABLE appointment (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    slot uuid NOT NULL,
    professional uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    contact uuid,
    reason text,
    arrival uuid,
    code text NOT NULL,
    day date NOT NULL,
    language text NOT NULL,
    requested_at timestamptz NOT NULL,
    booked_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL,
    arrived_at timestamptz,
    ended_at timestamptz,
    moves smallint NOT NULL DEFAULT 0,
    mail bytea,
    CONSTRAINT appointment_sealed CHECK (substring(mail FROM 1 FOR 1) = '\x01')
);
CREATE UNIQUE INDEX appointment_taken ON appointment (slot) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX appointment_code ON appointment (unit, day, code) WHERE state = 'booked';
CREATE INDEX appointment_of_unit ON appointment (unit, starts_at);
CREATE INDEX appointment_of_contact ON appointment (contact) WHERE contact IS NOT NULL;
CREATE INDEX appointment_with_mail ON appointment (starts_at) WHERE mail IS NOT NULL;
COMMENT ON TABLE appointment IS 'Appointments as they stand.';
COMMENT ON COLUMN appointment.contact IS 'The contact whose outcome it is.';
COMMENT ON COLUMN appointment.reason IS 'Which of its reasons ended so, by a code of the city folder.';
COMMENT ON COLUMN appointment.arrival IS 'The contact that was opened when they checked in.';
COMMENT ON COLUMN appointment.mail IS 'Where reminders go, sealed; gone when nothing is left to write.';

CREATE TABLE appointment_link (
    token_hash bytea PRIMARY KEY,
    appointment uuid NOT NULL REFERENCES appointment,
    unit text NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX appointment_link_of ON appointment_link (appointment);
COMMENT ON TABLE appointment_link IS 'Links by which whoever has one changes an appointment, by the hash of their token.';

CREATE TABLE appointment_letter (
    id uuid PRIMARY KEY,
    appointment uuid NOT NULL REFERENCES appointment,
    unit text NOT NULL,
    says text NOT NULL,
    due_at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    again_at timestamptz,
    sent_at timestamptz,
    refused smallint
);
CREATE INDEX appointment_letter_due ON appointment_letter (due_at) WHERE sent_at IS NULL AND refused IS NULL;
CREATE INDEX appointment_letter_of ON appointment_letter (appointment);
COMMENT ON TABLE appointment_letter IS 'What is to be written about an appointment, and what became of it; due_at is business time.';

ALTER TABLE agenda_slot ENABLE ROW LEVEL SECURITY;
ALTER TABLE agenda_slot FORCE ROW LEVEL SECURITY;
-- A professional sees their own times at other units too, so that none overlap.
CREATE POLICY within_scope ON agenda_slot
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[])
       OR professional = (SELECT scope_principal()))
WITH CHECK ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE appointment ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON appointment
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE appointment_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_link FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON appointment_link
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE appointment_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON appointment_letter
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE appointment_letter;
DROP TABLE appointment_link;
DROP TABLE appointment;
DROP TABLE agenda_slot;
