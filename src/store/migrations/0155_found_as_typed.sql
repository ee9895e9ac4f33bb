-- What a child's reference is found by however it is typed: its letters and digits without what parts them, and its digits
-- alone. Filled when the store is opened, as name_near is: SQL cannot take a reference apart.
CREATE TABLE reference_key (
    found_by TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES child (id),
    PRIMARY KEY (found_by, child_id)
);
CREATE INDEX reference_key_by_child ON reference_key (child_id);

-- The words of establishments' names, each whole and with every single letter left out, so that a school typed with a
-- mistake is found. Words, not names: a thousand primary schools share one.
CREATE TABLE school_word (
    variant TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (variant, word)
);
CREATE INDEX school_word_by_word ON school_word (word);

-- The words of a school's name are sought in the names alone, and from there the placements.
CREATE INDEX establishment_by_words ON establishment (name_key, id);
