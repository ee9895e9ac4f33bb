-- A school asks for extra support for a child who is not on the council's record. Who that is stands here only as long as the
-- request waits: whatever the answer, names, birth date, pupil number, year group and words are blanked with it. Once a record is
-- made or found, child_id names it, and the words go on as a request for extra support for that child.
CREATE TABLE child_request (
    id TEXT PRIMARY KEY,
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    forename TEXT NOT NULL,
    surname TEXT NOT NULL,
    birth_date TEXT,
    upn TEXT,
    year_group TEXT NOT NULL,
    words TEXT NOT NULL,
    raised_by TEXT NOT NULL REFERENCES app_user (id),
    raised_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'on_record', 'declined', 'taken_back')),
    child_id TEXT REFERENCES child (id),
    answer TEXT NOT NULL,
    answered_by TEXT REFERENCES app_user (id),
    answered_at TEXT,
    CHECK ((state = 'on_record') = (child_id IS NOT NULL)),
    CHECK ((state = 'sent') = (answered_by IS NULL)),
    CHECK (state = 'sent' OR (forename = '' AND surname = '' AND birth_date IS NULL AND upn IS NULL AND words = ''))
);
CREATE INDEX child_request_by_state ON child_request (state, raised_at);
CREATE INDEX child_request_answered ON child_request (answered_at, id) WHERE state <> 'sent';
CREATE INDEX child_request_by_establishment ON child_request (establishment_id, raised_at);
CREATE INDEX child_request_by_child ON child_request (child_id);
