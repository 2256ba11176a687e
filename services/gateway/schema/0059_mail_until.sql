-- migrate:up
ALTER TABLE appointment ADD COLUMN mail_until timestamptz;
COMMENT ON COLUMN appointment.mail_until IS 'When the address goes with what was to be written, since somebody said that no message is safe; none: nobody did, or it was taken back.';

-- migrate:down
ALTER TABLE appointment DROP COLUMN mail_until;
