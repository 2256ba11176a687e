-- migrate:up
ALTER TABLE appointment ADD COLUMN cancelled_by uuid;
COMMENT ON COLUMN appointment.cancelled_by IS 'Who of the staff cancelled it, who may undo that for ten minutes; none by its link, or with the outcome of its contact.';

-- migrate:down
ALTER TABLE appointment DROP COLUMN cancelled_by;
