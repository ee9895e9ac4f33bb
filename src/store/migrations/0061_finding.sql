-- The words of a child's name, each whole and with every single letter left out, so that a name typed with a mistake is
-- found by an index. It says who a child is and is emptied with child_identity.
CREATE TABLE name_near (
    variant TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES child (id),
    PRIMARY KEY (variant, child_id)
);
CREATE INDEX name_near_by_child ON name_near (child_id);

-- The work list asks for a scorer's own profiles, and for phase transfers by the day they must be settled.
CREATE INDEX profile_version_by_scorer ON profile_version (scored_by, state);
CREATE INDEX plan_by_phase_transfer ON plan (phase_transfer_due_on);
