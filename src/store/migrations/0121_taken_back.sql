-- A school takes a correction or a request back that nobody has taken over: another state than the tables allowed. answered_by
-- is then who took it back. What was answered is listed by when it was.
ALTER TABLE correction RENAME TO correction_before;
CREATE TABLE correction (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    award_id TEXT NOT NULL REFERENCES award (id),
    award_version BIGINT NOT NULL,
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    kind TEXT NOT NULL CHECK (kind IN ('left', 'started', 'share', 'other')),
    on_day TEXT,
    fte TEXT,
    note TEXT NOT NULL,
    raised_by TEXT NOT NULL REFERENCES app_user (id),
    raised_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'taken_back')),
    answer TEXT NOT NULL,
    answered_by TEXT REFERENCES app_user (id),
    answered_at TEXT,
    CHECK ((state = 'open') = (answered_by IS NULL)),
    CHECK (state <> 'declined' OR answer <> '')
);
INSERT INTO correction (id, child_id, award_id, award_version, establishment_id, kind, on_day, fte, note, raised_by, raised_at,
        state, answer, answered_by, answered_at)
    SELECT id, child_id, award_id, award_version, establishment_id, kind, on_day, fte, note, raised_by, raised_at,
        state, answer, answered_by, answered_at FROM correction_before;
DROP TABLE correction_before;
CREATE UNIQUE INDEX correction_open ON correction (award_id, kind) WHERE state = 'open';
CREATE INDEX correction_by_state ON correction (state, raised_at);
CREATE INDEX correction_by_establishment ON correction (establishment_id, raised_at);
CREATE INDEX correction_answered ON correction (answered_at, id) WHERE state <> 'open';

ALTER TABLE support_request RENAME TO support_request_before;
CREATE TABLE support_request (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    rule_set_digest TEXT NOT NULL REFERENCES rule_set (digest),
    document TEXT NOT NULL,
    words TEXT NOT NULL,
    raised_by TEXT NOT NULL REFERENCES app_user (id),
    raised_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'taken_over', 'declined', 'taken_back')),
    answer TEXT NOT NULL,
    profile_id TEXT REFERENCES profile (id),
    answered_by TEXT REFERENCES app_user (id),
    answered_at TEXT,
    CHECK ((state = 'taken_over') = (profile_id IS NOT NULL)),
    CHECK ((state = 'sent') = (answered_by IS NULL))
);
INSERT INTO support_request (id, child_id, establishment_id, rule_set_digest, document, words, raised_by, raised_at, state,
        answer, profile_id, answered_by, answered_at)
    SELECT id, child_id, establishment_id, rule_set_digest, document, words, raised_by, raised_at, state,
        answer, profile_id, answered_by, answered_at FROM support_request_before;
DROP TABLE support_request_before;
CREATE UNIQUE INDEX support_request_open ON support_request (child_id) WHERE state = 'sent';
CREATE INDEX support_request_by_state ON support_request (state, raised_at);
CREATE INDEX support_request_by_establishment ON support_request (establishment_id, raised_at);
CREATE INDEX support_request_answered ON support_request (answered_at, id) WHERE state <> 'sent';
CREATE INDEX correction_by_child ON correction (child_id);
CREATE INDEX support_request_by_child ON support_request (child_id);
