-- migrate:up
ALTER TABLE break_glass
ADD COLUMN roles text NOT NULL DEFAULT '',
ADD COLUMN remark bytea,
ADD COLUMN mailed_at timestamptz,
ADD COLUMN mail_tries smallint NOT NULL DEFAULT 0,
ADD COLUMN mail_after timestamptz,
ADD COLUMN mail_refused smallint;
ALTER TABLE break_glass ADD CONSTRAINT break_glass_sealed CHECK (
    substring(words FROM 1 FOR 1) = '\x01' AND substring(remark FROM 1 FOR 1) = '\x01'
) NOT VALID;
ALTER TABLE break_glass ADD CONSTRAINT break_glass_ends CHECK (
    until <= opened_at + interval '4 hours'
) NOT VALID;
CREATE INDEX break_glass_newest ON break_glass (opened_at, id);
CREATE INDEX break_glass_unnoted ON break_glass (opened_at) WHERE noted_at IS NULL;
COMMENT ON COLUMN break_glass.opened_at IS 'Real time, as are until, noted_at and what is said of the mail.';
COMMENT ON COLUMN break_glass.roles IS 'Theirs at that moment, in order, with spaces between.';
COMMENT ON COLUMN break_glass.words IS 'The reader''s own words why, sealed.';
COMMENT ON COLUMN break_glass.remark IS 'What the officer wrote when noting it, sealed.';
COMMENT ON COLUMN break_glass.mail_refused IS 'The mail server''s code, if it refused the officer''s mail for good.';

-- migrate:down
DROP INDEX break_glass_unnoted;
DROP INDEX break_glass_newest;
ALTER TABLE break_glass DROP CONSTRAINT break_glass_ends, DROP CONSTRAINT break_glass_sealed;
ALTER TABLE break_glass
DROP COLUMN roles,
DROP COLUMN remark,
DROP COLUMN mailed_at,
DROP COLUMN mail_tries,
DROP COLUMN mail_after,
DROP COLUMN mail_refused;
