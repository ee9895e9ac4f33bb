-- What the record of a year comes to by section 251 line, as it was worked out last: pages of a large authority read it, and a job
-- works it out. Nothing is lost with it but the time to work it out again.
CREATE TABLE year_record_kept (
    year_on TEXT NOT NULL PRIMARY KEY,
    stamp TEXT NOT NULL,
    document TEXT NOT NULL,
    kept_at TEXT NOT NULL
);
