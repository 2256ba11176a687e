-- migrate:up
CREATE INDEX pending_call_contact ON pending_call (contact) WHERE contact IS NOT NULL;
COMMENT ON COLUMN pending_call.contact IS 'The call or visit that it comes of, from whose id its own follows; or at which a message was left.';

-- migrate:down
COMMENT ON COLUMN pending_call.contact IS 'The call or visit that it comes of; its id follows from that of the contact.';
DROP INDEX pending_call_contact;
