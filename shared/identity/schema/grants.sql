GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT ON schema_migration, account, session, api_key, business_clock TO {role};
GRANT INSERT ON session TO {role};
GRANT UPDATE (last_seen, revoked_at, language, unit) ON session TO {role};
GRANT SELECT, INSERT, DELETE ON provider_sign_in, provider_logout TO {role};
GRANT EXECUTE ON FUNCTION keep_provider_account TO {role};
