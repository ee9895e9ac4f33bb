-- What oversight asks of the whole caseload: determinations by time, and what the law gives a day for by its day.
-- Phase transfers have their index since 0061.
CREATE INDEX determination_by_time ON determination (rule_set_digest, made_at);
CREATE INDEX determination_by_making ON determination (made_at);
CREATE INDEX request_by_day ON request (received_on);
CREATE INDEX review_by_meeting ON review (meeting_on);

-- A distribution of determinations frozen on a day, against which later ones are watched. Frozen ones are kept: the
-- newest is the one that is watched. frozen_at is also the instant up to which determinations are in it.
CREATE TABLE baseline (
    id TEXT PRIMARY KEY,
    rule_set_digest TEXT NOT NULL REFERENCES rule_set (digest),
    frozen_at TEXT NOT NULL,
    frozen_by TEXT NOT NULL REFERENCES app_user (id),
    reason TEXT NOT NULL
);
CREATE INDEX baseline_by_time ON baseline (frozen_at, id);

-- Its counts by band and by where the child was placed; no establishment where the child was placed at none.
CREATE TABLE baseline_count (
    baseline_id TEXT NOT NULL REFERENCES baseline (id),
    number BIGINT NOT NULL,
    establishment_id TEXT REFERENCES establishment (id),
    band TEXT NOT NULL,
    cases BIGINT NOT NULL CHECK (cases > 0),
    PRIMARY KEY (baseline_id, number)
);
