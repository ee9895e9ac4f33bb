-- What a school returned of its pupils, compared with what the authority held at that moment, line by line. A line is never
-- changed but for what an officer made of it. note is an officer's own words: never logged, emptied by retention. What a
-- school's row said is kept as far as it could be read: a reference, a band, a share and dates, never a name.
CREATE TABLE reconciliation (
    id TEXT PRIMARY KEY,
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    year_on TEXT NOT NULL,
    source_digest TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_left_out BIGINT NOT NULL,
    awards_held BIGINT NOT NULL,
    made_by TEXT NOT NULL REFERENCES app_user (id),
    made_at TEXT NOT NULL
);
CREATE INDEX reconciliation_of_school ON reconciliation (year_on, establishment_id, made_at);

CREATE TABLE reconciliation_line (
    reconciliation_id TEXT NOT NULL REFERENCES reconciliation (id),
    number BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('matched', 'differs', 'only_here', 'only_there', 'refused')),
    differences TEXT NOT NULL,
    child_id TEXT REFERENCES child (id),
    award_id TEXT REFERENCES award (id),
    award_version BIGINT,
    row_number BIGINT,
    reference TEXT NOT NULL,
    held_band TEXT,
    held_fte TEXT,
    held_from TEXT,
    held_to TEXT,
    held_pence BIGINT,
    said_band TEXT,
    said_fte TEXT,
    said_from TEXT,
    said_last TEXT,
    problem TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('settled', 'open', 'agreed', 'task', 'done', 'kept')),
    note TEXT NOT NULL,
    settled_by TEXT REFERENCES app_user (id),
    settled_at TEXT,
    PRIMARY KEY (reconciliation_id, number)
);
CREATE INDEX reconciliation_line_by_state ON reconciliation_line (state, reconciliation_id, number);
CREATE INDEX reconciliation_line_of_child ON reconciliation_line (child_id);
