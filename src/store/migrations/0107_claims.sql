-- What one authority recovers from another for a child and some days of a financial year. Amounts are as they were worked out
-- when the claim was raised: a late change of the record is in the next claim. The clock's days are kept as its rule said when
-- the claim was sent. No words of anybody's: codes, dates, sums and an invoice's number.
CREATE TABLE claim (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES child (id),
    side TEXT NOT NULL CHECK (side IN ('owed_to_us', 'owed_by_us')),
    authority TEXT NOT NULL,
    own_authority TEXT NOT NULL,
    year_on TEXT NOT NULL REFERENCES payment_calendar (year_on),
    number BIGINT NOT NULL,
    period BIGINT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('raised', 'sent', 'disputed', 'agreed', 'paid', 'written_off', 'withdrawn')),
    looked_after BOOLEAN NOT NULL,
    cost_pence BIGINT NOT NULL,
    transport_pence BIGINT NOT NULL,
    all_transport_pence BIGINT NOT NULL,
    grant_pence BIGINT NOT NULL CHECK (grant_pence >= 0),
    agreed_pence BIGINT,
    invoice_number TEXT,
    sent_on TEXT,
    clock_from_on TEXT,
    clock_out_on TEXT,
    raised_by TEXT REFERENCES app_user (id),
    raised_at TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (to_on > from_on),
    CHECK ((clock_from_on IS NULL) = (clock_out_on IS NULL)),
    CHECK (state IN ('raised', 'withdrawn') OR (invoice_number IS NOT NULL AND sent_on IS NOT NULL)),
    CHECK (state NOT IN ('agreed', 'paid') OR agreed_pence IS NOT NULL)
);
CREATE UNIQUE INDEX claim_in_order ON claim (child_id, side, authority, year_on, number);
CREATE INDEX claim_by_year ON claim (year_on, state);
CREATE INDEX claim_listed ON claim (raised_at, id);
CREATE INDEX claim_overdue ON claim (clock_out_on) WHERE state IN ('sent', 'disputed');

-- What a claim is made of: by what it pays for, where, and the line of the section 251 statement.
CREATE TABLE claim_part (
    claim_id TEXT NOT NULL REFERENCES claim (id),
    number BIGINT NOT NULL,
    establishment_id TEXT REFERENCES establishment (id),
    kind TEXT NOT NULL,
    coding TEXT NOT NULL,
    claimed_pence BIGINT NOT NULL,
    all_pence BIGINT NOT NULL,
    PRIMARY KEY (claim_id, number)
);

-- Each step of a claim, added to and never changed.
CREATE TABLE claim_step (
    claim_id TEXT NOT NULL REFERENCES claim (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    on_day TEXT NOT NULL,
    pence BIGINT,
    reason TEXT,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (claim_id, number)
);
