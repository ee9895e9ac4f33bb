-- What a school says is wrong with an award, as a task for the council with its answer. award_version is the version that
-- the school saw. note and answer are people's own words: shown to those two sides, never logged, emptied by retention.
-- Of one kind only one waits for an answer at a time, so that a form sent twice is one task.
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
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
    answer TEXT NOT NULL,
    answered_by TEXT REFERENCES app_user (id),
    answered_at TEXT,
    CHECK ((state = 'open') = (answered_by IS NULL)),
    CHECK (state <> 'declined' OR answer <> '')
);
CREATE UNIQUE INDEX correction_open ON correction (award_id, kind) WHERE state = 'open';
CREATE INDEX correction_by_state ON correction (state, raised_at);
CREATE INDEX correction_by_establishment ON correction (establishment_id, raised_at);
