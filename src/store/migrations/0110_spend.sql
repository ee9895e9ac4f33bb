-- What each child with a plan costs a year as placements stand, and the sums of it: pages add up a few sums and not every
-- child. All of it is worked out from the records and can be again; who writes a record names the child in spend_stale.
-- rules is the digest of the rule books by which prices were found, '' after a rule set's life went on; on_day is the day up to
-- which children were worked out. There is no row before any was.
CREATE TABLE spend_state (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    rules TEXT NOT NULL,
    on_day TEXT NOT NULL
);

-- Children whose records were written since. times grows, so that on PostgreSQL a writer waits for who is working the child out.
CREATE TABLE spend_stale (
    child_id TEXT PRIMARY KEY REFERENCES child (id),
    times BIGINT NOT NULL
);
INSERT INTO spend_stale (child_id, times) SELECT id, 1 FROM child;

-- A child as it stands in the sums: is_counted where it has an open plan. parts is pence by line of the section 251
-- statement, '1.2.3:2500000 1.2.13:90000'. until_on is the first day on which it must be worked out again, 9999-12-31 never.
CREATE TABLE spend_of_child (
    child_id TEXT PRIMARY KEY REFERENCES child (id),
    is_counted BOOLEAN NOT NULL,
    setting TEXT NOT NULL,
    establishment_id TEXT,
    need TEXT NOT NULL,
    band TEXT NOT NULL,
    parts TEXT NOT NULL,
    unpriced BIGINT NOT NULL,
    until_on TEXT NOT NULL
);
CREATE INDEX spend_of_child_until ON spend_of_child (until_on);
CREATE INDEX spend_of_child_at ON spend_of_child (establishment_id, setting);
CREATE INDEX spend_of_child_unpriced ON spend_of_child (unpriced) WHERE unpriced > 0;

-- Children and pence a year. Of the line '' a child is counted once with all that it costs; of every other line with what is
-- coded to it. need, band and establishment are '' where there is none.
CREATE TABLE spend_by_kind (
    setting TEXT NOT NULL,
    need TEXT NOT NULL,
    band TEXT NOT NULL,
    line TEXT NOT NULL,
    children BIGINT NOT NULL,
    pence BIGINT NOT NULL,
    PRIMARY KEY (setting, need, band, line)
);
CREATE TABLE spend_by_place (
    setting TEXT NOT NULL,
    establishment_id TEXT NOT NULL,
    line TEXT NOT NULL,
    children BIGINT NOT NULL,
    pence BIGINT NOT NULL,
    PRIMARY KEY (setting, establishment_id, line)
);
CREATE INDEX spend_by_place_line ON spend_by_place (line);
