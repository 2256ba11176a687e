-- migrate:up
ALTER TABLE account ADD COLUMN issuer text;
ALTER TABLE account ADD COLUMN subject text CHECK (
    (issuer IS NULL) = (subject IS NULL) AND (issuer IS NULL OR password_hash = '')
);
CREATE UNIQUE INDEX account_of_provider ON account (issuer, subject);
COMMENT ON COLUMN account.issuer IS 'The identity provider that vouches for it; such an account has no password.';
ALTER TABLE session ADD COLUMN provider_sid text;
CREATE INDEX session_of_provider ON session (provider_sid);
COMMENT ON COLUMN session.provider_sid IS 'What the identity provider calls this sign-in when it ends it.';

CREATE TABLE provider_sign_in (
    browser_hash bytea PRIMARY KEY,
    state text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON provider_sign_in (expires_at);
COMMENT ON TABLE provider_sign_in IS 'Sign-ins that are under way at the identity provider. Real time.';

CREATE TABLE provider_logout (
    token_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON provider_logout (expires_at);
COMMENT ON TABLE provider_logout IS 'Logout tokens already obeyed, so that none acts twice. Real time.';

-- Services may not write accounts. This lets them keep what the provider says, and nothing else:
-- a local account is out of reach, and one that was switched off stays so (then there is no id).
CREATE FUNCTION keep_provider_account(
    new_id uuid, by_issuer text, its_subject text, shown text, its_roles text[], its_units text[],
    its_organisation text, its_language text
) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.account AS known
        (id, user_name, display_name, password_hash, issuer, subject, roles, units, organisation,
         language)
    VALUES (new_id, its_subject || ' @ ' || by_issuer, shown, '', by_issuer, its_subject, its_roles,
            its_units, its_organisation, its_language)
    ON CONFLICT (issuer, subject) DO UPDATE
        SET display_name = excluded.display_name, roles = excluded.roles, units = excluded.units,
            organisation = excluded.organisation
        WHERE known.active
    RETURNING id
$$;
REVOKE ALL ON FUNCTION keep_provider_account FROM PUBLIC;

-- migrate:down
DROP FUNCTION keep_provider_account;
DROP TABLE provider_logout, provider_sign_in;
ALTER TABLE session DROP COLUMN provider_sid;
ALTER TABLE account DROP COLUMN subject, DROP COLUMN issuer;
