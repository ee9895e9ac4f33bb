-- Every rule set ever used, by the digest of its canonical JSON: a determination of years ago finds its own rules here,
-- whatever the files say today. The document is never changed; the state is.
CREATE TABLE rule_set (
    digest TEXT PRIMARY KEY,
    reference TEXT NOT NULL,
    authority TEXT NOT NULL,
    title TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'withdrawn')),
    document TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX rule_set_by_reference ON rule_set (reference);
