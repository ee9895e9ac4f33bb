-- The root of every record: the child or young person, not the plan, because an award needs no plan. Nothing here says
-- who the child is; who maintains, who pays and who is responsible for a looked-after child may be three authorities.
CREATE TABLE child (
    id TEXT PRIMARY KEY,
    local_id TEXT NOT NULL UNIQUE,
    uln TEXT UNIQUE,
    maintaining_authority TEXT NOT NULL,
    paying_authority TEXT NOT NULL,
    responsible_authority TEXT,
    sex TEXT CHECK (sex IN ('F', 'M')),
    looked_after BOOLEAN NOT NULL,
    restricted BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);

-- Who the child is, in one table and nowhere else, so that retention and erasure empty a row here without breaking any
-- history. Names are kept as given and, folded, as the key by which they are found in either database: LIKE ignores case
-- only on SQLite, and accents on neither. Former UPNs stand between spaces, to be found whole.
CREATE TABLE child_identity (
    child_id TEXT PRIMARY KEY REFERENCES child (id),
    surname TEXT NOT NULL,
    forename TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    birth_date TEXT,
    upn TEXT UNIQUE,
    upn_kind TEXT NOT NULL CHECK (upn_kind IN ('permanent', 'temporary', 'none')),
    upn_missing_reason TEXT,
    former_upns TEXT NOT NULL
);
CREATE INDEX child_identity_by_birth ON child_identity (birth_date);
CREATE INDEX child_identity_by_sort_key ON child_identity (sort_key);

-- Ethnicity stands apart: it is for equality analysis only and is never read with a profile.
CREATE TABLE child_ethnicity (
    child_id TEXT PRIMARY KEY REFERENCES child (id),
    code TEXT NOT NULL
);

-- Requests for a needs assessment, with SEN2's outcome codes and dates. A child may be requested for again, never twice
-- on one day.
CREATE TABLE request (
    child_id TEXT NOT NULL REFERENCES child (id),
    received_on TEXT NOT NULL,
    source TEXT,
    in_youth_accommodation BOOLEAN NOT NULL,
    outcome TEXT,
    outcome_on TEXT,
    mediation BOOLEAN NOT NULL,
    tribunal BOOLEAN NOT NULL,
    PRIMARY KEY (child_id, received_on)
);

-- The assessment that a request led to, at most one.
CREATE TABLE assessment (
    child_id TEXT NOT NULL,
    received_on TEXT NOT NULL,
    outcome TEXT,
    outcome_on TEXT,
    mediation BOOLEAN NOT NULL,
    tribunal BOOLEAN NOT NULL,
    other_mediation BOOLEAN NOT NULL,
    other_tribunal BOOLEAN NOT NULL,
    week_20_exception BOOLEAN NOT NULL,
    PRIMARY KEY (child_id, received_on),
    FOREIGN KEY (child_id, received_on) REFERENCES request (child_id, received_on)
);
