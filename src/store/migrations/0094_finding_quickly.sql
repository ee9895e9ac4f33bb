-- The list of everybody is read along the index of names, and a search by the first letters of a word instead of in every
-- name. The rows are filled when the store is opened, as those of name_near are: SQL cannot take a name apart.

CREATE TABLE name_start (
    start_of_word TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES child (id),
    PRIMARY KEY (start_of_word, child_id)
);
CREATE INDEX name_start_by_child ON name_start (child_id);

DROP INDEX child_identity_by_sort_key;
CREATE INDEX child_identity_in_order ON child_identity (sort_key, child_id);

-- Whom a page may show, without the rest of the row.
CREATE INDEX child_seen ON child (id, restricted);

-- A former UPN is sought in the few names that have one.
CREATE INDEX child_identity_with_former_upns ON child_identity (child_id) WHERE former_upns <> ' ';
