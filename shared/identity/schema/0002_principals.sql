-- migrate:up
ALTER TABLE account ADD COLUMN organisation text;
ALTER TABLE account ADD COLUMN display_name text;
COMMENT ON COLUMN account.organisation IS 'A partner''s organisation; whoever has one sees no unit.';
ALTER TABLE api_key ADD COLUMN organisation text;
ALTER TABLE api_key ADD COLUMN last_used_at timestamptz;

-- migrate:down
ALTER TABLE api_key DROP COLUMN last_used_at, DROP COLUMN organisation;
ALTER TABLE account DROP COLUMN display_name, DROP COLUMN organisation;
