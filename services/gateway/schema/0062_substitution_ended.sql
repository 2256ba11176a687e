-- migrate:up
ALTER TABLE substitute
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN ended_by uuid;
COMMENT ON COLUMN substitute.ended_at IS 'When somebody ended it before its time, from which on messages are their owner''s again; business time.';
COMMENT ON COLUMN substitute.ended_by IS 'Who of the staff ended it.';

-- migrate:down
ALTER TABLE substitute DROP COLUMN ended_by;
ALTER TABLE substitute DROP COLUMN ended_at;
