GRANT INSERT, UPDATE (roles, units, organisation, active, language) ON account TO {role};
GRANT INSERT (id, machine, name, prefix, key_hash, roles, units, organisation, expires_at)
    ON api_key TO {role};
GRANT UPDATE (revoked_at) ON api_key TO {role};
GRANT SELECT, INSERT, UPDATE (used_at, expires_at) ON reset_link TO {role};
GRANT SELECT, INSERT ON account_change TO {role};
