-- migrate:up
ALTER TABLE contact
    ADD COLUMN matters jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN circumstances text[] NOT NULL DEFAULT '{}',
    ADD COLUMN danger_asked boolean NOT NULL DEFAULT false,
    ADD COLUMN level_why text;
-- for the owner, who brings old rows along, and what may still be undone
ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_act NO FORCE ROW LEVEL SECURITY;
UPDATE contact
SET matters = jsonb_build_array(jsonb_build_object(
    'reason', reason, 'outcome', outcome, 'at', CASE WHEN outcome IS NOT NULL THEN ended_at END))
WHERE reason IS NOT NULL;
UPDATE contact_act
SET before = before || jsonb_build_object('matters', jsonb_build_array(jsonb_build_object(
    'reason', before -> 'reason', 'outcome', NULL, 'at', NULL)))
WHERE before ->> 'reason' IS NOT NULL AND NOT undone AND at > now() - interval '1 hour';
ALTER TABLE contact_act FORCE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN contact.matters IS 'Every reason with its outcome and when it ended; the first is the main one, reason its code.';
COMMENT ON COLUMN contact.circumstances IS 'What the rules of the triage ask about and holds, by codes of the city folder.';
COMMENT ON COLUMN contact.level_why IS 'Why it has another level than the rules propose, by a code of the city folder.';

-- migrate:down
ALTER TABLE contact DROP COLUMN matters, DROP COLUMN circumstances, DROP COLUMN danger_asked, DROP COLUMN level_why;
