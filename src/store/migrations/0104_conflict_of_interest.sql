-- Officers who have an interest in a child's case: none of them decides on it. Added to and never taken away.
CREATE TABLE conflict_of_interest (
    child_id TEXT NOT NULL REFERENCES child (id),
    officer TEXT NOT NULL REFERENCES app_user (id),
    declared_at TEXT NOT NULL,
    PRIMARY KEY (child_id, officer)
);
