-- What a forecast was worked out to be, by a digest of what it was made of and the version of the model: nothing is lost by
-- forgetting a row but the time to work it out again.
CREATE TABLE forecast_kept (
    kind TEXT NOT NULL CHECK (kind IN ('basis', 'outlook')),
    digest TEXT NOT NULL,
    model TEXT NOT NULL,
    document TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (kind, digest, model)
);
