-- migrate:up
CREATE INDEX appointment_of_professional ON appointment (professional, starts_at) WHERE state = 'booked';

-- A contact says whom it concerns as long as there is one, also where it says nobody: what was told
-- with a referral or its first visit may be of somebody who was named by mistake.
CREATE FUNCTION appointment_person(of_contact uuid, of_referral uuid) RETURNS uuid
LANGUAGE sql STABLE
RETURN (
    SELECT CASE WHEN c.id IS NULL THEN coalesce(h.person, f.person) ELSE c.person END
    FROM (VALUES (of_contact, of_referral)) AS given (contact, referral)
    LEFT JOIN handed_on AS h ON h.id = given.referral
    LEFT JOIN first_visit AS f ON f.referral = given.referral
    LEFT JOIN contact AS c ON c.id = coalesce(given.contact, h.contact)
);
COMMENT ON FUNCTION appointment_person(uuid, uuid) IS 'Whom an appointment concerns, by its contact or by the referral whose first visit it is.';

-- migrate:down
DROP FUNCTION appointment_person(uuid, uuid);
DROP INDEX appointment_of_professional;
