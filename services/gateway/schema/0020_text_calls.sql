-- migrate:up
CREATE TABLE text_call (
    contact uuid NOT NULL REFERENCES contact,
    called_at timestamptz NOT NULL,
    unit text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries integer NOT NULL DEFAULT 0,
    again_at timestamptz,
    sent_at timestamptz,
    refused integer,
    PRIMARY KEY (contact, called_at)
);
CREATE INDEX text_call_due ON text_call (made_at) WHERE sent_at IS NULL AND refused IS NULL;
COMMENT ON TABLE text_call IS 'Calls to a desk by text message: tries, and whether the gateway of messages took or refused it.';
COMMENT ON COLUMN text_call.called_at IS 'Business time of that call; the other times are real.';
ALTER TABLE text_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE text_call FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON text_call
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE text_call;
