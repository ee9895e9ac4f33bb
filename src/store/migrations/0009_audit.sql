-- Who did what to which record: ids and digests, no personal data, so that retention never breaks the chain. Each entry's
-- mac is an HMAC over the entry and the mac before it, with a key that is not in the database.
CREATE TABLE audit (
    sequence BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    detail_digest TEXT NOT NULL,
    mac TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject_kind, subject_id);

-- The chain's end, in one row. Taking the next number by updating it makes appenders queue: MAX + 1 lost races.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    mac TEXT NOT NULL
);
INSERT INTO audit_head (id, sequence, mac) VALUES (1, 0, '');
