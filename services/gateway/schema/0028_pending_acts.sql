-- migrate:up
CREATE TABLE pending_act (
    pending_call uuid NOT NULL REFERENCES pending_call ON DELETE CASCADE,
    version bigint NOT NULL,
    stands bigint NOT NULL,
    unit text NOT NULL,
    act text NOT NULL,
    staff uuid NOT NULL,
    at timestamptz NOT NULL,
    before jsonb,
    undone_at timestamptz,
    PRIMARY KEY (pending_call, version)
);
CREATE INDEX pending_act_of_staff ON pending_act (staff, at);
COMMENT ON TABLE pending_act IS 'What staff did with each pending call, with what was before, so that it can be undone; an undone one stays.';
COMMENT ON COLUMN pending_act.stands IS 'The version in which its pending call is as the act left it; a greater one than the act made once a later act is undone.';

ALTER TABLE pending_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE pending_act FORCE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON pending_act
USING ((SELECT scope_city()) OR unit = ANY ((SELECT scope_units())::text[]));

-- migrate:down
DROP TABLE pending_act;
