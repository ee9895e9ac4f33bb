-- A sent profile that is to be scored a second time by somebody who does not see the first levels, and what came of it.
-- The second scorer and the levels are written once.
CREATE TABLE second_scoring (
    profile_id TEXT NOT NULL,
    profile_version BIGINT NOT NULL,
    chosen_by TEXT NOT NULL REFERENCES app_user (id),
    chosen_at TEXT NOT NULL,
    scorer TEXT REFERENCES app_user (id),
    document TEXT,
    scored_at TEXT,
    PRIMARY KEY (profile_id, profile_version),
    FOREIGN KEY (profile_id, profile_version) REFERENCES profile_version (profile_id, number),
    CHECK ((scorer IS NULL) = (document IS NULL)),
    CHECK ((scorer IS NULL) = (scored_at IS NULL))
);
CREATE INDEX second_scoring_by_time ON second_scoring (scored_at, chosen_at);
