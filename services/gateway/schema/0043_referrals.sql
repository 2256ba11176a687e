-- migrate:up
CREATE TABLE handed_on (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    told bigint NOT NULL,
    unit text NOT NULL,
    from_unit text,
    contact uuid,
    reason text,
    person uuid,
    code text,
    organisation text NOT NULL,
    internal boolean NOT NULL,
    level text,
    restricted boolean NOT NULL,
    state text,
    sent_at timestamptz NOT NULL,
    answer_by timestamptz,
    opened_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    no text,
    withdrawn_at timestamptz
);
CREATE INDEX handed_on_of_contact ON handed_on (contact) WHERE contact IS NOT NULL;
CREATE INDEX handed_on_of_person ON handed_on (person) WHERE person IS NOT NULL;
CREATE INDEX handed_on_accepted ON handed_on (unit, sent_at) WHERE state IN ('accepted', 'in_progress', 'on_hold');
COMMENT ON TABLE handed_on IS 'Referrals to units of the city: those asked for here, and all of which the referrals told.';
COMMENT ON COLUMN handed_on.version IS 'The greatest that the referrals told; 0: nothing yet.';
COMMENT ON COLUMN handed_on.told IS 'The version of what we told of it last; 0: asked for elsewhere.';
COMMENT ON COLUMN handed_on.unit IS 'To whom it goes.';
COMMENT ON COLUMN handed_on.from_unit IS 'Who asked, where it was asked for here.';
COMMENT ON COLUMN handed_on.state IS 'As the referrals told it; null: not known yet.';

CREATE TABLE first_visit (
    referral uuid PRIMARY KEY,
    version bigint NOT NULL,
    unit text NOT NULL,
    slot uuid NOT NULL,
    code text NOT NULL,
    person uuid,
    asked_at timestamptz NOT NULL,
    appointment uuid
);
COMMENT ON TABLE first_visit IS 'Times that were chosen for referrals, and the appointment that was made of each; null: the time was refused.';

ALTER TABLE appointment ADD COLUMN referral uuid;
ALTER TABLE appointment ADD COLUMN restricted boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN appointment.referral IS 'The referral whose first visit it is.';
COMMENT ON COLUMN appointment.restricted IS 'Whether its referral is; of a contact its reasons say so.';
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX appointment_of_referral ON appointment (referral)
WHERE referral IS NOT NULL AND state <> 'cancelled';

ALTER TABLE handed_on ENABLE ROW LEVEL SECURITY;
ALTER TABLE handed_on FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON handed_on
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[])
       OR from_unit = ANY ((SELECT scope_units())::text[]));
ALTER TABLE first_visit ENABLE ROW LEVEL SECURITY;
ALTER TABLE first_visit FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON first_visit
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP INDEX appointment_of_referral;
ALTER TABLE appointment DROP COLUMN restricted, DROP COLUMN referral;
DROP TABLE first_visit, handed_on;
