-- migrate:up
CREATE TABLE account (
    id uuid PRIMARY KEY,
    user_name text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    roles text[] NOT NULL,
    units text[],
    language text NOT NULL DEFAULT 'ca' CHECK (language IN ('ca', 'es', 'en')),
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE account IS 'Who may sign in; units is null for the whole city.';

CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    language text CHECK (language IN ('ca', 'es', 'en')),
    unit text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX ON session (account_id);
COMMENT ON TABLE session IS 'Sign-ins; only a hash of the cookie is kept. Real time.';

CREATE TABLE api_key (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL UNIQUE,
    roles text[] NOT NULL,
    units text[],
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz
);
COMMENT ON TABLE api_key IS 'Machines'' keys; only a hash is kept. Real time.';

CREATE TABLE business_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    anchor_real timestamptz NOT NULL,
    anchor_played timestamptz NOT NULL,
    speed double precision NOT NULL CHECK (speed > 0)
);
COMMENT ON TABLE business_clock IS 'A played business time; without a row it is PostgreSQL''s.';

-- migrate:down
DROP TABLE business_clock, api_key, session, account;
