-- A what-if scenario, named by its newest version. latest_version counts the versions and is what a change must be based on.
CREATE TABLE scenario (
    id TEXT PRIMARY KEY,
    begun_by TEXT REFERENCES app_user (id),
    begun_at TEXT NOT NULL,
    latest_version BIGINT NOT NULL
);

-- document is the levers as JSON. Versions are added, never changed: a forecast names the version that it ran.
CREATE TABLE scenario_version (
    scenario_id TEXT NOT NULL REFERENCES scenario (id),
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (scenario_id, number)
);
