-- Up to which amount of a year an officer may add a cost line alone; without a row, any. Above it a second person agrees.
CREATE TABLE cost_limit (
    user_id TEXT PRIMARY KEY REFERENCES app_user (id),
    annual_pence BIGINT NOT NULL CHECK (annual_pence >= 0)
);

-- Cost lines that their officer may not add alone: what the line would be, under the id that it will have, who proposed it,
-- and what a second person made of it. annual_pence is the most that a year of it comes to, with VAT and an agreed rise.
CREATE TABLE cost_proposal (
    id TEXT PRIMARY KEY,
    placement_id TEXT NOT NULL REFERENCES placement (id),
    kind TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    per TEXT NOT NULL,
    net_pence BIGINT NOT NULL,
    vat_pence BIGINT NOT NULL,
    order_number TEXT,
    notice_weeks BIGINT,
    notice_given_on TEXT,
    notes TEXT NOT NULL,
    uplift_on TEXT,
    uplift_percent TEXT,
    annual_pence BIGINT NOT NULL,
    officer TEXT NOT NULL REFERENCES app_user (id),
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'agreed', 'declined')),
    concluded_by TEXT REFERENCES app_user (id),
    concluded_at TEXT,
    answer TEXT NOT NULL,
    CHECK ((state = 'waiting') = (concluded_by IS NULL)),
    CHECK ((state = 'waiting') = (concluded_at IS NULL))
);
CREATE INDEX cost_proposal_by_placement ON cost_proposal (placement_id);
CREATE INDEX cost_proposal_by_state ON cost_proposal (state, at);
