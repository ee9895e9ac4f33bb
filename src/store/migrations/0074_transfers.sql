-- The public keys by which this authority knows packages of others. A key is withdrawn, never deleted, since packages that
-- were taken in name it; of one authority one key counts at a time.
CREATE TABLE authority_key (
    public_key TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    name TEXT NOT NULL,
    added_by TEXT NOT NULL REFERENCES app_user (id),
    added_at TEXT NOT NULL,
    withdrawn_by TEXT REFERENCES app_user (id),
    withdrawn_at TEXT,
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
CREATE UNIQUE INDEX authority_key_counting ON authority_key (authority) WHERE withdrawn_at IS NULL;

-- Packages that went out and came in, each once. digest is of the contents, public_key of whoever signed them; authority is
-- the other one. reason is an officer's own words: retention empties it.
CREATE TABLE transfer (
    package_id TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')),
    child_id TEXT NOT NULL REFERENCES child (id),
    authority TEXT NOT NULL,
    authority_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    public_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_user TEXT NOT NULL REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (package_id, direction)
);
CREATE INDEX transfer_by_child ON transfer (child_id, at);
CREATE INDEX transfer_by_time ON transfer (at, package_id);
