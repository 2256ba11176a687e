-- migrate:up
ALTER TABLE referral ADD COLUMN unread text;
COMMENT ON COLUMN referral.unread IS 'The side that has yet to read the last message of the other.';

CREATE TABLE referral_message (
    id uuid PRIMARY KEY,
    referral uuid NOT NULL REFERENCES referral,
    side text NOT NULL,
    staff uuid NOT NULL,
    at timestamptz NOT NULL,
    words bytea NOT NULL,
    CONSTRAINT referral_message_sealed CHECK (substring(words FROM 1 FOR 1) = '\x01')
);
CREATE INDEX referral_message_of ON referral_message (referral, id);
COMMENT ON TABLE referral_message IS 'What the two sides of a referral write to each other, sealed; only the two ever read it.';

ALTER TABLE referral_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_message FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referral_message
USING ((SELECT scope_city()) OR EXISTS (SELECT FROM referral AS r WHERE r.id = referral_message.referral));

-- migrate:down
DROP TABLE referral_message;
ALTER TABLE referral DROP COLUMN unread;
