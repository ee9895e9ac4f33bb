-- The text of a rule set while it is written: its files as the owner wrote them, every saved state kept. started_from is
-- the set it was copied from. latest_version counts the versions and is what a change must be based on.
CREATE TABLE rule_draft (
    id TEXT PRIMARY KEY,
    started_from TEXT,
    begun_by TEXT NOT NULL REFERENCES app_user (id),
    begun_at TEXT NOT NULL,
    latest_version BIGINT NOT NULL
);

-- files maps names to texts, as JSON; report is what the checker found in them. digest is the identity of the set that they
-- make, null while a problem stands in the way.
CREATE TABLE rule_draft_version (
    draft_id TEXT NOT NULL REFERENCES rule_draft (id),
    number BIGINT NOT NULL,
    files TEXT NOT NULL,
    digest TEXT,
    report TEXT NOT NULL,
    by_user TEXT NOT NULL REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (draft_id, number)
);

-- The life of a rule set, added to and never changed. number is one more than that of the step it was based on, so that of
-- two people who act at once one is refused. A proposal carries its record and the draft it came from; a set that is sent
-- back or withdrawn, the reason; a withdrawal, the first day on which the set is not in force any more.
CREATE TABLE rule_set_step (
    digest TEXT NOT NULL REFERENCES rule_set (digest),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('shipped', 'proposed', 'sent_back', 'approved', 'withdrawn')),
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    draft_id TEXT,
    draft_version BIGINT,
    record TEXT,
    note TEXT NOT NULL,
    from_on TEXT,
    PRIMARY KEY (digest, number),
    FOREIGN KEY (draft_id, draft_version) REFERENCES rule_draft_version (draft_id, number),
    CHECK ((draft_id IS NULL) = (draft_version IS NULL)),
    CHECK (kind <> 'proposed' OR record IS NOT NULL),
    CHECK (kind NOT IN ('sent_back', 'withdrawn') OR note <> ''),
    CHECK ((kind = 'withdrawn') = (from_on IS NOT NULL))
);
CREATE INDEX rule_set_step_by_draft ON rule_set_step (draft_id);

-- Sets that were in use before their life was recorded stay in use, and say so.
INSERT INTO rule_set_step (digest, number, kind, at, note)
    SELECT digest, 1, 'shipped', recorded_at, 'Shipped with the product' FROM rule_set WHERE state = 'approved';
INSERT INTO rule_set_step (digest, number, kind, at, note)
    SELECT digest, 2, 'approved', recorded_at, 'In use before approvals were recorded' FROM rule_set
    WHERE state = 'approved';
ALTER TABLE rule_set DROP COLUMN state;
