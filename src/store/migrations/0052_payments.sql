-- The periods by which a financial year is paid, named by the year's first day. periods is a list of half-open periods,
-- pay_days a day for each, terms the three school terms by which termly amounts are shared. It stays as it is once a run
-- of its year exists.
CREATE TABLE payment_calendar (
    year_on TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('monthly', 'four_weekly', 'termly', 'bespoke')),
    periods TEXT NOT NULL,
    pay_days TEXT NOT NULL,
    terms TEXT NOT NULL,
    set_by TEXT REFERENCES app_user (id),
    set_at TEXT NOT NULL
);

-- What one period pays. Proposed by one officer and released by another; from then on the period is closed for ever. The
-- digest is of its lines. One run of a period stands at a time: proposed or released.
CREATE TABLE payment_run (
    id TEXT PRIMARY KEY,
    year_on TEXT NOT NULL REFERENCES payment_calendar (year_on),
    period BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'released', 'withdrawn')),
    lines BIGINT NOT NULL,
    total_pence BIGINT NOT NULL,
    digest TEXT NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES app_user (id),
    proposed_at TEXT NOT NULL,
    concluded_by TEXT REFERENCES app_user (id),
    concluded_at TEXT,
    exported_by TEXT REFERENCES app_user (id),
    exported_at TEXT,
    CHECK (state = 'proposed' OR concluded_by IS NOT NULL),
    CHECK (state <> 'released' OR concluded_by <> proposed_by),
    CHECK (exported_by IS NULL OR state = 'released')
);
CREATE UNIQUE INDEX payment_run_standing ON payment_run (year_on, period) WHERE state <> 'withdrawn';

-- The lines of a run, written once. A strand is one cost of a child over time: its top-ups together, or one cost line.
-- belongs_year and belongs_to say which period the amount is for; reason is null for the period's own amount and says
-- why where an earlier period is put right. Who is paid is kept as it was when the run was proposed.
CREATE TABLE payment_line (
    run_id TEXT NOT NULL REFERENCES payment_run (id),
    number BIGINT NOT NULL,
    child_id TEXT NOT NULL REFERENCES child (id),
    strand TEXT NOT NULL,
    kind TEXT NOT NULL,
    establishment_id TEXT REFERENCES establishment (id),
    payee_key TEXT NOT NULL,
    payee_name TEXT NOT NULL,
    supplier_number TEXT,
    coding TEXT NOT NULL,
    order_number TEXT,
    band TEXT,
    from_on TEXT,
    to_on TEXT,
    belongs_year TEXT NOT NULL,
    belongs_to BIGINT NOT NULL,
    reason TEXT,
    amount_pence BIGINT NOT NULL,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX payment_line_by_child ON payment_line (child_id);
CREATE INDEX payment_line_by_establishment ON payment_line (establishment_id);
CREATE INDEX payment_line_by_year ON payment_line (belongs_year);
CREATE INDEX payment_line_by_payee ON payment_line (run_id, payee_key);

-- What each strand was due in a year when a run was proposed, as the engine's own document; only where it differs from the
-- run before. A later run compares with it to say why a closed period is put right.
CREATE TABLE payment_due (
    run_id TEXT NOT NULL REFERENCES payment_run (id),
    year_on TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES child (id),
    strand TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run_id, year_on, child_id, strand)
);
CREATE INDEX payment_due_by_year ON payment_due (year_on);

-- A year's schedule reads every award and every cost line that touches the year.
CREATE INDEX award_version_by_days ON award_version (from_on, to_on);
CREATE INDEX cost_line_by_days ON cost_line (from_on, to_on);
