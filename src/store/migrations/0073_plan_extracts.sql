-- Extracts of a plan (Sections B, F and K), each for the version of the plan that it was taken from. The file and its name
-- are a blob. When it is removed, or the child forgotten, the blob goes and the row stays: which file it was, by its
-- digest, who attached it and why it went. The reason is a code, so that nothing personal outlives the file.
CREATE TABLE plan_extract (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    plan_version_id TEXT NOT NULL REFERENCES plan_version (id),
    blob_id TEXT REFERENCES blob (id),
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'word')),
    size_bytes BIGINT NOT NULL CHECK (size_bytes > 0),
    digest TEXT NOT NULL,
    attached_by TEXT NOT NULL REFERENCES app_user (id),
    attached_at TEXT NOT NULL,
    removed_by TEXT REFERENCES app_user (id),
    removed_at TEXT,
    removed_because TEXT CHECK (removed_because IN ('other_child', 'other_version', 'too_much', 'somebody_else', 'unreadable')),
    CHECK ((removed_by IS NULL) = (removed_at IS NULL)),
    CHECK ((removed_by IS NULL) = (removed_because IS NULL)),
    CHECK (removed_by IS NULL OR blob_id IS NULL)
);
CREATE INDEX plan_extract_by_child ON plan_extract (child_id, attached_at);
CREATE INDEX plan_extract_by_version ON plan_extract (plan_version_id);
CREATE INDEX plan_extract_by_blob ON plan_extract (blob_id);
-- The same file is attached to one version once, even if a form is sent twice.
CREATE UNIQUE INDEX plan_extract_once ON plan_extract (plan_version_id, digest) WHERE blob_id IS NOT NULL;
