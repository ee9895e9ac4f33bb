-- A forecast's cohort is kept too, so that a page of levers need not read every child: what may be kept of a kind is the
-- program's to say. Nothing is lost but the time to work it out again.
DROP TABLE forecast_kept;
CREATE TABLE forecast_kept (
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    model TEXT NOT NULL,
    document TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (kind, digest, model)
);
-- When the sums of what placements cost were last those of all records; none before they were.
ALTER TABLE spend_state ADD COLUMN in_step_at TEXT;
