GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT ON schema_migration, account, session, api_key, business_clock TO {role};
GRANT INSERT ON session TO {role};
GRANT UPDATE (last_seen, revoked_at, language, unit) ON session TO {role};
