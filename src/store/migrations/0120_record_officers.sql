-- Officers who are named for a restricted record: what their roles let them do, they do for this child too. A row is never
-- taken away: whoever is named no more has an end, with who said so and why.
CREATE TABLE record_officer (
    child_id TEXT NOT NULL REFERENCES child (id),
    officer TEXT NOT NULL REFERENCES app_user (id),
    named_at TEXT NOT NULL,
    named_by TEXT NOT NULL REFERENCES app_user (id),
    reason TEXT NOT NULL,
    ended_at TEXT,
    ended_by TEXT REFERENCES app_user (id),
    ended_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (child_id, officer, named_at)
);
-- Nobody is named twice at a time; the records of an officer, and whether somebody is named, are found along it.
CREATE UNIQUE INDEX record_officer_now ON record_officer (officer, child_id) WHERE ended_at IS NULL;
