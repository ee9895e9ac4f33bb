-- What an officer would agree for one child and may not: above the officer's limit, it waits for one with a higher limit.
-- Added to and never changed, but for words that retention takes away.
CREATE TABLE amount_proposal (
    profile_id TEXT NOT NULL,
    profile_version BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    officer TEXT NOT NULL REFERENCES app_user (id),
    annual_pence BIGINT NOT NULL,
    reason TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    fte TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (profile_id, profile_version, number),
    FOREIGN KEY (profile_id, profile_version) REFERENCES profile_version (profile_id, number),
    CHECK (to_on IS NULL OR to_on > from_on)
);
