-- A problem of an import says what to do about it, and how it was settled. What stood in the row is kept beside it, so that
-- it can be corrected and tried again; both are emptied by retention, since they quote personal data.
ALTER TABLE import_run ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE import_problem ADD COLUMN column_name TEXT;
ALTER TABLE import_problem ADD COLUMN fix TEXT NOT NULL DEFAULT '';
ALTER TABLE import_problem ADD COLUMN settled TEXT CHECK (settled IN ('corrected', 'dealt_with'));
ALTER TABLE import_problem ADD COLUMN settled_by TEXT REFERENCES app_user (id);
ALTER TABLE import_problem ADD COLUMN settled_at TEXT;
CREATE INDEX import_problem_by_row ON import_problem (import_run_id, row_number);

CREATE TABLE import_row (
    import_run_id TEXT NOT NULL REFERENCES import_run (id),
    row_number BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (import_run_id, row_number)
);
