-- The part that an authority has in a child's case on some days: who pays the provider, who pays whom back, who looks after
-- the child. Of days of which nothing is said the child's own row counts. Added to and ended, never overwritten: one that was
-- entered in error is marked so and never deleted. Dates, a part and a number, and no words of anybody's.
CREATE TABLE case_authority (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    part TEXT NOT NULL CHECK (part IN ('we_pay', 'we_recover', 'pays_directly', 'recovers_from_us', 'looks_after')),
    authority TEXT,
    from_on TEXT NOT NULL,
    to_on TEXT,
    with_transport BOOLEAN NOT NULL,
    in_error BOOLEAN NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (to_on IS NULL OR to_on > from_on),
    CHECK ((part = 'we_pay') = (authority IS NULL))
);
CREATE INDEX case_authority_by_child ON case_authority (child_id, from_on);

-- Whose database it is, is the authority that maintains the most plans.
CREATE INDEX child_by_maintaining ON child (maintaining_authority);

-- Children for whom the record names another authority as the one that pays.
CREATE INDEX child_paid_by_another ON child (id) WHERE paying_authority <> maintaining_authority;
