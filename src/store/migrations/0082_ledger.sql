-- What the ledger holds of high needs, by cost centre and period, each amount of the period alone. Every import that changes
-- an entry adds a version of it; the highest number counts.
CREATE TABLE ledger_entry (
    year_on TEXT NOT NULL,
    period BIGINT NOT NULL CHECK (period BETWEEN 1 AND 12),
    centre TEXT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    line TEXT NOT NULL,
    budget_pence BIGINT NOT NULL,
    actual_pence BIGINT NOT NULL,
    accrual_pence BIGINT NOT NULL,
    import_run_id TEXT NOT NULL REFERENCES import_run (id),
    PRIMARY KEY (year_on, period, centre, number)
);
-- Of the latest year that names a cost centre, its line.
CREATE INDEX ledger_entry_by_centre ON ledger_entry (centre, year_on, period, number);

-- From which children a year's budget was worked out, as a document of volumes and amounts without a name; each is added.
CREATE TABLE budget_basis (
    year_on TEXT NOT NULL,
    number BIGINT NOT NULL,
    document TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (year_on, number)
);

-- Budget moved from one section 251 line to another: what one loses the other gains, so that moves sum to nought. A second
-- person approves. reason and answer are officers' words about money and name nobody.
CREATE TABLE virement (
    id TEXT PRIMARY KEY,
    year_on TEXT NOT NULL,
    from_line TEXT NOT NULL,
    to_line TEXT NOT NULL,
    pence BIGINT NOT NULL CHECK (pence > 0),
    reason TEXT NOT NULL CHECK (reason <> ''),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'declined')),
    proposed_by TEXT NOT NULL REFERENCES app_user (id),
    proposed_at TEXT NOT NULL,
    concluded_by TEXT REFERENCES app_user (id),
    concluded_at TEXT,
    CHECK (from_line <> to_line),
    CHECK ((state = 'proposed') = (concluded_by IS NULL)),
    CHECK (concluded_by IS NULL OR concluded_by <> proposed_by)
);
CREATE INDEX virement_of_year ON virement (year_on, proposed_at);
