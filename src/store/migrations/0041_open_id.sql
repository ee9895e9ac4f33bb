-- Who a person of the council's sign-in provider is here. Only the provider's own unchanging name for them counts: an
-- e-mail address may be given to somebody else.
CREATE TABLE open_id_subject (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX open_id_subject_by_user ON open_id_subject (user_id);

-- Answers of the provider that were used, by the digest of their state: none is used twice. Kept for a day.
CREATE TABLE open_id_answer (
    state_digest TEXT PRIMARY KEY,
    at TEXT NOT NULL
);
CREATE INDEX open_id_answer_by_time ON open_id_answer (at);
