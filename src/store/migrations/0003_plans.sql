-- An Education, Health and Care Plan from its start until it ceases. A plan may begin and end several times in a
-- childhood (ordinal 1, 2, …), but only one is open at a time. latest_version points at the version that counts now;
-- version counts changes of this row, so that a lost race is seen.
CREATE TABLE plan (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    ordinal BIGINT NOT NULL,
    starts_on TEXT,
    ceased_on TEXT,
    cease_reason TEXT,
    transferred_from TEXT,
    last_review_on TEXT,
    review_due_on TEXT,
    phase_transfer_due_on TEXT,
    phase_transfer_final_on TEXT,
    latest_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (child_id, ordinal)
);
CREATE UNIQUE INDEX plan_open ON plan (child_id) WHERE ceased_on IS NULL;
CREATE INDEX plan_by_review ON plan (review_due_on);

-- What the plan said at a time. A determination names the version it read; a tribunal's order is a version of its own
-- with the day by which to comply, because no panel can undo it. Versions are added, never changed.
CREATE TABLE plan_version (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plan (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'final', 'amended', 'tribunal_ordered')),
    dated_on TEXT,
    comply_by TEXT,
    residential TEXT,
    work_based TEXT,
    personal_budget BOOLEAN NOT NULL,
    organised_arrangement BOOLEAN NOT NULL,
    direct_payment BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (plan_id, number)
);

-- Needs by rank: 1 is the primary need, by which caseloads are counted.
CREATE TABLE plan_need (
    plan_version_id TEXT NOT NULL REFERENCES plan_version (id),
    rank BIGINT NOT NULL,
    need TEXT NOT NULL,
    PRIMARY KEY (plan_version_id, rank)
);
CREATE INDEX plan_need_by_need ON plan_need (need, rank);

-- What Section I names. It is not where the child is: that is a placement.
CREATE TABLE named_placement (
    plan_version_id TEXT NOT NULL REFERENCES plan_version (id),
    rank BIGINT NOT NULL,
    establishment_id TEXT REFERENCES establishment (id),
    setting TEXT NOT NULL,
    setting_other TEXT,
    in_sen_unit BOOLEAN NOT NULL,
    in_resourced_provision BOOLEAN NOT NULL,
    PRIMARY KEY (plan_version_id, rank)
);

-- Annual reviews, each known by its meeting.
CREATE TABLE review (
    plan_id TEXT NOT NULL REFERENCES plan (id),
    meeting_on TEXT NOT NULL,
    outcome TEXT,
    decided_on TEXT,
    draft_on TEXT,
    final_on TEXT,
    PRIMARY KEY (plan_id, meeting_on)
);
