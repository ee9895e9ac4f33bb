-- Who reads what is held back until the levels of a sent profile are judged, or scored a second time, without doing so: a
-- colleague does. Written once, and never taken back for that version.
CREATE TABLE stood_aside (
    profile_id TEXT NOT NULL,
    profile_version BIGINT NOT NULL,
    officer TEXT NOT NULL REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (profile_id, profile_version, officer),
    FOREIGN KEY (profile_id, profile_version) REFERENCES profile_version (profile_id, number)
);
