-- migrate:up
-- A transaction says its scope by set_config(..., true); without one nothing is within it.
CREATE FUNCTION scope_city() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('portes.units', true), '') = '*';
COMMENT ON FUNCTION scope_city() IS 'Whether the transaction''s scope is the whole city.';

CREATE FUNCTION scope_units() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN coalesce(current_setting('portes.units', true), '') IN ('', '*') THEN '{}'
    ELSE current_setting('portes.units', true)::text[]
END;
COMMENT ON FUNCTION scope_units() IS 'The units of the transaction''s scope.';

CREATE FUNCTION scope_principal() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('portes.principal', true), '')::uuid;
COMMENT ON FUNCTION scope_principal() IS 'Whose transaction it is; null for the service itself.';

CREATE FUNCTION scope_organisation() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('portes.organisation', true), '');
COMMENT ON FUNCTION scope_organisation() IS 'The organisation of the transaction''s scope, a partner''s.';

-- migrate:down
DROP FUNCTION scope_organisation();
DROP FUNCTION scope_principal();
DROP FUNCTION scope_units();
DROP FUNCTION scope_city();
