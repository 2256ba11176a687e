-- migrate:up
-- An act knows where it was done, and where it passed the contact to, so that it has a wall of its own.
ALTER TABLE contact_act ADD COLUMN unit text;
ALTER TABLE contact_act ADD COLUMN passed_to text;
UPDATE contact_act SET
    unit = coalesce(contact_act.before ->> 'unit', contact.unit),
    passed_to = CASE WHEN contact_act.act = 'passed' THEN contact.unit END
FROM contact WHERE contact.id = contact_act.contact;
-- squawk-ignore adding-not-nullable-field
ALTER TABLE contact_act ALTER COLUMN unit SET NOT NULL;
COMMENT ON COLUMN contact_act.unit IS 'Where it was done.';
COMMENT ON COLUMN contact_act.passed_to IS 'Where the contact went by it, if elsewhere.';

ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON contact
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE contact_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_act FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON contact_act
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[])
       OR passed_to = ANY ((SELECT scope_units())::text[]))
WITH CHECK ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- Whoever works at a desk sees that one, so that it can be closed when they sit down elsewhere.
ALTER TABLE desk ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON desk
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[])
       OR staff = (SELECT scope_principal()))
WITH CHECK ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE ticket_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON ticket_counter
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE call_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE call_event FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON call_event
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE person_unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_unit FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON person_unit
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

ALTER TABLE break_glass ENABLE ROW LEVEL SECURITY;
ALTER TABLE break_glass FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON break_glass
USING ((SELECT scope_city()) OR staff = (SELECT scope_principal()));

-- A person is within the scope through a unit that has to do with them, a contact, break-glass, or,
-- for the hour in which a contact can be said to concern them, an exact search that found them.
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON person
USING ((SELECT scope_city())
       OR EXISTS (SELECT FROM person_unit AS here WHERE here.person = person.id)
       OR EXISTS (SELECT FROM contact AS came WHERE came.person = person.id)
       OR EXISTS (SELECT FROM break_glass AS opened WHERE opened.person = person.id
                  AND opened.staff = (SELECT scope_principal())
                  AND opened.until > clock_timestamp())
       OR EXISTS (SELECT FROM person_search AS asked WHERE asked.found = person.id
                  AND asked.reader = (SELECT scope_principal())
                  AND asked.at > clock_timestamp() - interval '1 hour'))
WITH CHECK (true);

ALTER TABLE exclusion ENABLE ROW LEVEL SECURITY;
ALTER TABLE exclusion FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON exclusion
USING ((SELECT scope_city())
       OR EXISTS (SELECT FROM person AS whose WHERE whose.id = exclusion.person));

-- migrate:down
DROP POLICY within_scope ON exclusion;
ALTER TABLE exclusion NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON person;
ALTER TABLE person NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON break_glass;
ALTER TABLE break_glass NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON person_unit;
ALTER TABLE person_unit NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON call_event;
ALTER TABLE call_event NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON ticket_counter;
ALTER TABLE ticket_counter NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON desk;
ALTER TABLE desk NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON contact_act;
ALTER TABLE contact_act NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY within_scope ON contact;
ALTER TABLE contact NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE contact_act DROP COLUMN passed_to, DROP COLUMN unit;
