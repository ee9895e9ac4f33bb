-- A school's request for extra support: levels and evidence as the SENCO sees them, in the domains of the rule set that
-- was in force, and why. The council takes it over as a draft profile, which profile_id names, or declines with a reason.
-- document and words are about a child: retention empties them. Of a child one request waits at a time.
CREATE TABLE support_request (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    rule_set_digest TEXT NOT NULL REFERENCES rule_set (digest),
    document TEXT NOT NULL,
    words TEXT NOT NULL,
    raised_by TEXT NOT NULL REFERENCES app_user (id),
    raised_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'taken_over', 'declined')),
    answer TEXT NOT NULL,
    profile_id TEXT REFERENCES profile (id),
    answered_by TEXT REFERENCES app_user (id),
    answered_at TEXT,
    CHECK ((state = 'taken_over') = (profile_id IS NOT NULL)),
    CHECK ((state = 'sent') = (answered_by IS NULL))
);
CREATE UNIQUE INDEX support_request_open ON support_request (child_id) WHERE state = 'sent';
CREATE INDEX support_request_by_state ON support_request (state, raised_at);
CREATE INDEX support_request_by_establishment ON support_request (establishment_id, raised_at);
