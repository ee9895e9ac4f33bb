-- Files: uploads waiting to be read and results waiting to be fetched. The only bytes in the database.
CREATE TABLE blob (
    id TEXT PRIMARY KEY,
    owner TEXT REFERENCES app_user (id),
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    digest TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT
);
CREATE INDEX blob_by_expiry ON blob (expires_at);

-- Long work. A worker claims a job for as long as its lease lasts and renews it by a heartbeat; a job whose worker died is
-- claimed again, so several processes may work on one database.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    payload TEXT NOT NULL,
    owner TEXT REFERENCES app_user (id),
    created_at TEXT NOT NULL,
    worker TEXT,
    lease_until TEXT,
    attempts BIGINT NOT NULL,
    steps_done BIGINT NOT NULL,
    steps_total BIGINT NOT NULL,
    cancel_asked BOOLEAN NOT NULL,
    result_blob_id TEXT REFERENCES blob (id),
    outcome TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX job_by_state ON job (state, created_at);
CREATE INDEX job_by_owner ON job (owner, created_at);

-- A form that is not sent yet, one for each person, form and subject. version is what a save must be based on: the same
-- person may have it open in two windows.
CREATE TABLE draft (
    owner TEXT NOT NULL REFERENCES app_user (id),
    form TEXT NOT NULL,
    subject TEXT NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (owner, form, subject)
);

-- A search whose words stay out of addresses and logs; the address has the opaque id only.
CREATE TABLE saved_search (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES app_user (id),
    query TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX saved_search_by_expiry ON saved_search (expires_at);

-- What an import read and what it could not. A problem's sentence may quote a cell, so problems are shown to who may run
-- imports, never logged, and emptied by retention.
CREATE TABLE import_run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    source_digest TEXT NOT NULL,
    started_by TEXT REFERENCES app_user (id),
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_accepted BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    summary TEXT NOT NULL
);
CREATE INDEX import_run_by_start ON import_run (started_at);

CREATE TABLE import_problem (
    import_run_id TEXT NOT NULL REFERENCES import_run (id),
    number BIGINT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('refused', 'warning')),
    place TEXT NOT NULL,
    row_number BIGINT,
    sentence TEXT NOT NULL,
    PRIMARY KEY (import_run_id, number)
);
