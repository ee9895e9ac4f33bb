-- Levels and evidence for a child, tied to the plan version they read (none where the child has no plan) and to the rule
-- set whose domains they use. latest_version counts the versions and is what a change must be based on.
CREATE TABLE profile (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    plan_version_id TEXT REFERENCES plan_version (id),
    rule_set_digest TEXT NOT NULL REFERENCES rule_set (digest),
    latest_version BIGINT NOT NULL
);
CREATE INDEX profile_by_child ON profile (child_id);

-- Each saved state of a profile, added to and never changed: a draft saved, sent for moderation, sent back, agreed. by_user
-- is who did that; scored_by is whose judgement the levels are, who may not approve them.
CREATE TABLE profile_version (
    profile_id TEXT NOT NULL REFERENCES profile (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'sent_back', 'agreed', 'withdrawn')),
    document TEXT NOT NULL,
    scored_by TEXT REFERENCES app_user (id),
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (profile_id, number)
);
CREATE INDEX profile_version_by_state ON profile_version (state, at);

-- What the engine made of a profile version: an indicative band, with its whole trace, so that it can be shown and
-- recomputed years later. Written once.
CREATE TABLE determination (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    profile_id TEXT NOT NULL,
    profile_version BIGINT NOT NULL,
    rule_set_digest TEXT NOT NULL REFERENCES rule_set (digest),
    engine_version BIGINT NOT NULL,
    trace_version BIGINT NOT NULL,
    on_day TEXT NOT NULL,
    context TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('determined', 'blocked', 'refused')),
    band TEXT,
    top_up_annual_pence BIGINT,
    document TEXT NOT NULL,
    made_by TEXT REFERENCES app_user (id),
    made_at TEXT NOT NULL,
    FOREIGN KEY (profile_id, profile_version) REFERENCES profile_version (profile_id, number)
);
CREATE INDEX determination_by_child ON determination (child_id);
CREATE INDEX determination_by_profile ON determination (profile_id, profile_version);

-- What a named officer decided after asking whether Section F is secured. An override has a reason; a decision made in
-- error is superseded by another, never changed. profile and determination are null for awards agreed without either.
CREATE TABLE decision (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    profile_id TEXT,
    profile_version BIGINT,
    determination_id TEXT REFERENCES determination (id),
    kind TEXT NOT NULL CHECK (kind IN ('agreed', 'override', 'exceptional', 'tribunal', 'carried_over')),
    officer TEXT NOT NULL REFERENCES app_user (id),
    decided_on TEXT NOT NULL,
    band TEXT,
    rule_set_digest TEXT REFERENCES rule_set (digest),
    reason TEXT NOT NULL,
    section_f_secured BOOLEAN NOT NULL,
    answers TEXT NOT NULL,
    no_conflict_declared BOOLEAN NOT NULL,
    supersedes TEXT REFERENCES decision (id),
    recorded_at TEXT NOT NULL,
    FOREIGN KEY (profile_id, profile_version) REFERENCES profile_version (profile_id, number),
    CHECK (kind <> 'override' OR reason <> ''),
    CHECK ((profile_id IS NULL) = (profile_version IS NULL))
);
CREATE INDEX decision_by_child ON decision (child_id);
CREATE INDEX decision_by_profile ON decision (profile_id);

-- Money from a date. The award is what persists; each change of its dates, band or price is a version with its decision.
CREATE TABLE award (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    latest_version BIGINT NOT NULL
);
CREATE INDEX award_by_child ON award (child_id);

-- An uplift changes the price and not the band: priced by 'band', each period takes the value table then in force;
-- 'protected' and 'individual' keep annual_pence as agreed. to_on may equal from_on: an award made in error, of which
-- nothing was ever due. The establishment is null where money follows the child outside any.
CREATE TABLE award_version (
    award_id TEXT NOT NULL REFERENCES award (id),
    number BIGINT NOT NULL,
    decision_id TEXT NOT NULL REFERENCES decision (id),
    establishment_id TEXT REFERENCES establishment (id),
    setting TEXT NOT NULL,
    paying_authority TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    fte TEXT NOT NULL,
    basis TEXT NOT NULL,
    band TEXT,
    rule_set_digest TEXT REFERENCES rule_set (digest),
    annual_pence BIGINT,
    price TEXT NOT NULL CHECK (price IN ('band', 'protected', 'individual')),
    recorded_by TEXT REFERENCES app_user (id),
    recorded_at TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (award_id, number),
    CHECK (to_on IS NULL OR to_on >= from_on),
    CHECK (price <> 'individual' OR annual_pence IS NOT NULL)
);
CREATE INDEX award_version_by_establishment ON award_version (establishment_id, from_on);
CREATE INDEX award_version_by_decision ON award_version (decision_id);
