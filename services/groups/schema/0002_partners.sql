-- migrate:up
ALTER TABLE place ADD COLUMN organisation text;
ALTER TABLE attendee ADD COLUMN consented_at timestamptz;
CREATE INDEX place_of_organisation ON place (organisation) WHERE organisation IS NOT NULL;
COMMENT ON COLUMN place.organisation IS 'The partner whose person it is, by a code of the city folder; none: no partner enrolled them.';
COMMENT ON COLUMN attendee.consented_at IS 'When a partner said that the person agrees to be named here; none: nobody had to say it for them.';

-- A partner sees whom its own organisation enrolled, and the sessions in which they are beside those of the catalogue,
-- which are everybody's. It writes nothing by these: a command that may says so, and widens its scope.
CREATE POLICY of_its_organisation ON place FOR SELECT
USING (organisation = (SELECT scope_organisation()));
CREATE POLICY of_its_organisation ON attendee FOR SELECT
USING ((SELECT scope_organisation()) IS NOT NULL
       AND EXISTS (SELECT FROM place AS p WHERE p.id = attendee.id AND p.organisation = (SELECT scope_organisation())));
CREATE POLICY of_its_organisation ON group_session FOR SELECT
USING ((SELECT scope_organisation()) IS NOT NULL
       AND (public AND published_at IS NOT NULL
            OR EXISTS (SELECT FROM place AS p WHERE p.session = group_session.id AND p.organisation = (SELECT scope_organisation()))));

-- migrate:down
DROP POLICY of_its_organisation ON group_session;
DROP POLICY of_its_organisation ON attendee;
DROP POLICY of_its_organisation ON place;
DROP INDEX place_of_organisation;
ALTER TABLE attendee DROP COLUMN consented_at;
ALTER TABLE place DROP COLUMN organisation;
