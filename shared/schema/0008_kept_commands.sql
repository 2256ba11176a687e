-- migrate:up
-- A body may hold what is easily guessed, such as a telephone: its digest needs the command id, and of that we keep a digest.
UPDATE answered_command SET
    digest = sha256(convert_to(key, 'UTF8') || '\x00' || digest),
    key = encode(sha256(convert_to(key, 'UTF8')), 'hex');
COMMENT ON COLUMN answered_command.key IS 'SHA-256 of the command id.';
COMMENT ON COLUMN answered_command.digest IS 'SHA-256 of the command id, a zero byte and the SHA-256 of address and body.';

-- migrate:down
-- Nothing leads back to the command ids; without their answers a day's retries would act again.
DELETE FROM answered_command;
