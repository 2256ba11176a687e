-- These tables have some thousands of rows: their scans under a lock take no time to speak of.
-- squawk-ignore-file ban-drop-not-null, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file disallowed-unique-constraint, adding-not-nullable-field
-- migrate:up
-- People have people's roles; a screen signs in by a browser too, and has nothing but a screen's.
ALTER TABLE account
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD CONSTRAINT account_roles CHECK (
        roles <@ ARRAY['reception', 'professional', 'facilitator', 'manager', 'partner',
            'functional_tutor', 'data_protection_officer', 'administrator']
        OR roles <@ ARRAY['display', 'kiosk']
    );
COMMENT ON COLUMN account.password_hash IS 'argon2id; null until somebody chose a password.';

ALTER TABLE session
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN browser text NOT NULL DEFAULT '',
    ADD COLUMN idle interval DEFAULT interval '15 minutes',
    ADD COLUMN busy_until timestamptz;
COMMENT ON COLUMN session.idle IS 'How long without a request ends it; null for screens: never.';
COMMENT ON COLUMN session.busy_until IS 'A contact is being served: the absolute limit waits.';

ALTER TABLE api_key
    ADD COLUMN machine uuid,
    ADD COLUMN installation boolean NOT NULL DEFAULT false;
UPDATE api_key SET machine = id,
    installation = NOT roles <@ ARRAY['kiosk', 'display', 'telephony', 'partner_system', 'metrics'];
ALTER TABLE api_key
    ALTER COLUMN machine SET NOT NULL,
    ADD CONSTRAINT api_key_roles CHECK (
        installation
        OR roles <@ ARRAY['kiosk', 'display', 'telephony', 'partner_system', 'metrics']
    );
CREATE INDEX ON api_key (name);
COMMENT ON COLUMN api_key.machine IS 'The same for the keys that follow one another by rotation.';
COMMENT ON COLUMN api_key.installation IS
    'The installation''s own (command line, player): may have people''s roles. No service makes one.';

CREATE TABLE access_token (
    token_hash bytea PRIMARY KEY,
    api_key uuid NOT NULL REFERENCES api_key,
    roles text[] NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON access_token (api_key, expires_at);
COMMENT ON TABLE access_token IS 'Short-lived tokens of client credentials (RFC 6749), by hash.';

CREATE TABLE known_device (
    device_hash bytea NOT NULL,
    account_id uuid NOT NULL REFERENCES account,
    last_used timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, device_hash)
);
COMMENT ON TABLE known_device IS 'Browsers in which somebody signed in: their tries count apart.';

CREATE TABLE sign_in_try (
    name_hash bytea NOT NULL,
    source_hash bytea NOT NULL,
    tries integer NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (name_hash, source_hash)
);
CREATE INDEX ON sign_in_try (last_at);
COMMENT ON TABLE sign_in_try IS
    'Failed sign-ins for each name, known or not, from each address or known device.';

CREATE TABLE reset_link (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX ON reset_link (account_id);
COMMENT ON TABLE reset_link IS 'One-time links to choose a password, by hash.';

CREATE TABLE account_change (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    changed_by uuid,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    what text NOT NULL,
    before jsonb,
    after jsonb,
    CONSTRAINT not_ones_own CHECK (
        changed_by IS DISTINCT FROM subject
        OR what NOT IN ('created', 'rights', 'activated', 'deactivated', 'reset_link')
    )
);
CREATE INDEX ON account_change (subject, at);
COMMENT ON TABLE account_change IS
    'What was changed of an account or key, by whom (null: the command line). Append-only.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE VIEW standing AS
SELECT s.token_hash AS hash, 'session' AS kind, NULL::uuid AS key, a.id,
    coalesce(a.display_name, a.user_name) AS name,
    a.roles, a.units, a.organisation, coalesce(s.language, a.language) AS language, s.unit,
    a.roles <@ ARRAY['display', 'kiosk'] AS machine
FROM session s JOIN account a ON a.id = s.account_id
WHERE a.active AND s.revoked_at IS NULL
    AND (s.idle IS NULL OR s.last_seen > clock_timestamp() - s.idle)
    AND (s.expires_at > clock_timestamp() OR (s.busy_until > clock_timestamp()
        AND s.expires_at > clock_timestamp() - interval '2 hours'))
UNION ALL
SELECT k.key_hash, 'key', k.id, k.machine, k.name,
    k.roles, k.units, k.organisation, NULL, NULL, true
FROM api_key k
WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
UNION ALL
SELECT t.token_hash, 'token', k.id, k.machine, k.name,
    t.roles, k.units, k.organisation, NULL, NULL, true
FROM access_token t JOIN api_key k ON k.id = t.api_key
WHERE t.expires_at > clock_timestamp() AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp());
COMMENT ON VIEW standing IS 'Every session, key and token that is good now, with whose it is.';

-- migrate:down
DROP VIEW standing;
DROP TABLE account_change, reset_link, sign_in_try, known_device, access_token;
DROP FUNCTION refuse_change;
ALTER TABLE api_key DROP COLUMN installation, DROP COLUMN machine;
ALTER TABLE session DROP COLUMN busy_until, DROP COLUMN idle, DROP COLUMN browser, DROP COLUMN id;
ALTER TABLE account DROP CONSTRAINT account_roles;
