-- The case systems whose weekly extracts are read: how each names its columns and which fields it keeps, as the council's
-- own text (TOML) says. Pages ask it before they change a field.
CREATE TABLE case_system (
    code TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    kept_by TEXT REFERENCES app_user (id),
    kept_at TEXT NOT NULL
);

-- Which child stood in which system's extract, and on what day last. A child who is missing from an extract stays here.
CREATE TABLE case_child (
    child_id TEXT PRIMARY KEY REFERENCES child (id),
    system TEXT NOT NULL REFERENCES case_system (code),
    seen_on TEXT NOT NULL
);
CREATE INDEX case_child_by_system ON case_child (system, seen_on);
