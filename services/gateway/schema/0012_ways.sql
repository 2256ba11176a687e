-- migrate:up
ALTER TABLE contact
ADD COLUMN ways jsonb NOT NULL DEFAULT '{"called_by": "screen"}',
ADD COLUMN interpreter jsonb,
ADD COLUMN intensity text,
ADD COLUMN pending_call uuid,
ADD COLUMN entered_later boolean NOT NULL DEFAULT false;
CREATE INDEX contact_of_pending_call ON contact (pending_call) WHERE pending_call IS NOT NULL;
COMMENT ON COLUMN contact.ways IS 'Who speaks, how they are called and reached, their language, whether contact is safe; by codes.';
COMMENT ON COLUMN contact.interpreter IS 'When an interpreter was asked for, arrived and left.';
COMMENT ON COLUMN contact.pending_call IS 'The pending call that it answers: its wait began with the first call.';
COMMENT ON COLUMN contact.entered_later IS 'Written on paper, entered later with its true times.';

-- migrate:down
DROP INDEX contact_of_pending_call;
ALTER TABLE contact
DROP COLUMN ways,
DROP COLUMN interpreter,
DROP COLUMN intensity,
DROP COLUMN pending_call,
DROP COLUMN entered_later;
