-- migrate:up
ALTER TABLE contact ADD COLUMN appointment_at timestamptz;
COMMENT ON COLUMN contact.appointment_at IS 'When the appointment begins for which they are here.';
ALTER TABLE appointment ADD COLUMN began_at timestamptz;
COMMENT ON COLUMN appointment.began_at IS 'When the professional received them.';
CREATE INDEX appointment_of_arrival ON appointment (arrival) WHERE arrival IS NOT NULL;

-- migrate:down
DROP INDEX appointment_of_arrival;
ALTER TABLE appointment DROP COLUMN began_at;
ALTER TABLE contact DROP COLUMN appointment_at;
