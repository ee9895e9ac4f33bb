-- Where a child is, or that it is nowhere (home-educated, not in education, not known: no establishment, a setting all
-- the same). from_on is null where a return does not say since when. Rank 1 is the main one of several at once.
CREATE TABLE placement (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    establishment_id TEXT REFERENCES establishment (id),
    setting TEXT NOT NULL,
    setting_other TEXT,
    rank BIGINT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    fte TEXT NOT NULL,
    in_sen_unit BOOLEAN NOT NULL,
    in_resourced_provision BOOLEAN NOT NULL,
    residential TEXT,
    work_based TEXT,
    provider_authority TEXT,
    source TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (to_on IS NULL OR from_on IS NULL OR to_on > from_on)
);
CREATE INDEX placement_by_child ON placement (child_id, rank, from_on);
CREATE INDEX placement_by_establishment ON placement (establishment_id, from_on);

-- What a placement costs, line by line: the costliest children have no band at all, so spend reads these and never
-- bands alone. net_pence is for the period named in per; contributions are income and stored positive, their kind says so.
CREATE TABLE cost_line (
    id TEXT PRIMARY KEY,
    placement_id TEXT NOT NULL REFERENCES placement (id),
    kind TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    per TEXT NOT NULL CHECK (per IN ('year', 'term', 'week', 'once')),
    net_pence BIGINT NOT NULL,
    vat_pence BIGINT NOT NULL,
    order_number TEXT,
    notice_weeks BIGINT,
    notes TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (to_on IS NULL OR to_on > from_on)
);
CREATE INDEX cost_line_by_placement ON cost_line (placement_id);
