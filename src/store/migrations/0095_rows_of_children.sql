-- Whom a row of an extract that was not taken names: what it keeps and quotes is withheld when the record is restricted, and
-- forgotten with the child. Of a row that is withheld only the reference is kept.
CREATE TABLE import_row_child (
    import_run_id TEXT NOT NULL REFERENCES import_run (id),
    row_number BIGINT NOT NULL,
    child_id TEXT NOT NULL REFERENCES child (id),
    PRIMARY KEY (import_run_id, row_number, child_id)
);
CREATE INDEX import_row_child_by_child ON import_row_child (child_id);
ALTER TABLE import_row ADD COLUMN withheld BOOLEAN NOT NULL DEFAULT FALSE;
