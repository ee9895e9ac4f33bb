-- Who signs in. The password is kept only as its argon2 hash; a user is disabled, never deleted, since decisions name them.
CREATE TABLE app_user (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    password_hash TEXT,
    disabled BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);

-- A person may hold several roles.
CREATE TABLE app_user_role (
    user_id TEXT NOT NULL REFERENCES app_user (id),
    role TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
);

-- The establishments a school's or trust's user belongs to. The school's list joins this table and takes no list from
-- its caller, so that it cannot be asked for another establishment's child.
CREATE TABLE app_user_establishment (
    user_id TEXT NOT NULL REFERENCES app_user (id),
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    PRIMARY KEY (user_id, establishment_id)
);

-- Who is signed in. Only the token's hash is kept: a copy of the database signs nobody in. message is what one page
-- leaves to be said on the next, so that it need not be in an address.
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES app_user (id),
    created_at TEXT NOT NULL,
    idle_until TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    message TEXT
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Attempts to sign in, counted over a window. The key is a digest: people type passwords into the name field.
CREATE TABLE login_attempt (
    key_digest TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX login_attempt_by_key ON login_attempt (key_digest, at);
