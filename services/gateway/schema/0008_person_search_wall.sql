-- migrate:up
-- Whom somebody looked for is theirs to know, and the service's that counts and forgets.
ALTER TABLE person_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_search FORCE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON person_search
USING (reader = (SELECT scope_principal())
       OR ((SELECT scope_city()) AND (SELECT scope_principal()) IS NULL));

-- migrate:down
DROP POLICY ones_own ON person_search;
ALTER TABLE person_search NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
