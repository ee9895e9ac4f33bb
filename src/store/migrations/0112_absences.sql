-- Days that a child is educated elsewhere or suspended while its place is kept. Whether and from which day an absence stops
-- payment is for the rules in force to say, and is worked out with each schedule. An absence that was entered in error is
-- marked so and never deleted. No words of anybody's: dates, a kind and a place.
CREATE TABLE absence (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    kind TEXT NOT NULL CHECK (kind IN ('educated_elsewhere', 'suspended')),
    from_on TEXT NOT NULL,
    to_on TEXT,
    in_error BOOLEAN NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (to_on IS NULL OR to_on > from_on)
);
CREATE INDEX absence_by_child ON absence (child_id, from_on);
CREATE INDEX absence_by_days ON absence (from_on, to_on);
