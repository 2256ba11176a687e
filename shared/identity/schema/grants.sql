GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT ON schema_migration, account, session, api_key, business_clock, standing TO {role};
GRANT INSERT ON session TO {role};
GRANT UPDATE (last_seen, revoked_at, language, unit, busy_until) ON session TO {role};
GRANT UPDATE (password_hash) ON account TO {role};
GRANT UPDATE (last_used_at) ON api_key TO {role};
GRANT SELECT, INSERT, DELETE ON access_token TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_try, known_device TO {role};
