-- The lines of Section F as an officer went through them for a decision, each with whether the funding secures it. A decision
-- for which no line was known or written down has none.
CREATE TABLE section_f_line (
    decision_id TEXT NOT NULL REFERENCES decision (id),
    number BIGINT NOT NULL,
    words TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('secured', 'not_secured', 'unclear')),
    PRIMARY KEY (decision_id, number)
);
