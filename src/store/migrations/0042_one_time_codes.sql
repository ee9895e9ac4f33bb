-- The secret that a user's app and this service share for one-time codes. It is sealed with a key that is not in the
-- database, so that a copy of the tables makes no codes. last_step is the time step of the last code that was used: no
-- code counts twice. Not confirmed: the app has not shown yet that it has the secret.
CREATE TABLE one_time_secret (
    user_id TEXT PRIMARY KEY REFERENCES app_user (id),
    sealed TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    last_step BIGINT NOT NULL
);

-- What lets somebody in who has lost the app, each once. Only digests are kept: the codes are random and long.
CREATE TABLE recovery_code (
    user_id TEXT NOT NULL REFERENCES app_user (id),
    code_digest TEXT NOT NULL,
    PRIMARY KEY (user_id, code_digest)
);

-- A password was right and a code is awaited. Only the token's hash is kept.
CREATE TABLE half_sign_in (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES app_user (id),
    expires_at TEXT NOT NULL
);
CREATE INDEX half_sign_in_by_expiry ON half_sign_in (expires_at);
