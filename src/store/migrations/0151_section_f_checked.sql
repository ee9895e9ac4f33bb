-- Which pages or lines of Section F an officer checked before deciding that the funding secures every one. A decision of before
-- has none.
CREATE TABLE section_f_check (
    decision_id TEXT PRIMARY KEY REFERENCES decision (id),
    checked TEXT NOT NULL
);
