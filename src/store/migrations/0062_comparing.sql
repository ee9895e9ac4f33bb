-- A profile whose levels began as those of an agreed one, as at an annual review; both are kept.
CREATE TABLE profile_start (
    profile_id TEXT PRIMARY KEY REFERENCES profile (id),
    from_profile_id TEXT NOT NULL REFERENCES profile (id)
);

-- What an officer made of a sent profile before seeing the previous one or any like it. Written once.
CREATE TABLE first_judgement (
    profile_id TEXT NOT NULL,
    profile_version BIGINT NOT NULL,
    officer TEXT NOT NULL REFERENCES app_user (id),
    fits BOOLEAN NOT NULL,
    words TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (profile_id, profile_version, officer),
    FOREIGN KEY (profile_id, profile_version) REFERENCES profile_version (profile_id, number),
    CHECK (fits = TRUE OR words <> '')
);

-- Similar profiles are sought among the newest decisions of a rule set.
CREATE INDEX decision_by_rules ON decision (rule_set_digest, recorded_at);
