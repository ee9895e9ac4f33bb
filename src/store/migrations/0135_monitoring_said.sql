-- What officers say of a line of a year at the end of a period: how high and how low it may come out, who answers for it, which
-- provider it is about, and why it is not the budget. Added to; the last number counts.
CREATE TABLE monitoring_said (
    year_on TEXT NOT NULL,
    period BIGINT NOT NULL CHECK (period BETWEEN 1 AND 12),
    line TEXT NOT NULL,
    number BIGINT NOT NULL,
    low_pence BIGINT,
    high_pence BIGINT,
    owner TEXT NOT NULL,
    provider TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (year_on, period, line, number)
);
-- The forecast by line as it was reported at the end of a period, '1.2.1:2500000 1.2.3:90000' in pence: what later ones have moved
-- from. Added to; the last number counts.
CREATE TABLE monitoring_reported (
    year_on TEXT NOT NULL,
    period BIGINT NOT NULL CHECK (period BETWEEN 1 AND 12),
    number BIGINT NOT NULL,
    forecasts TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (year_on, period, number)
);
-- From which share of the budget on a variance is amber or red, in tenths of a per cent, from a day on. Added to; the last number
-- of a day counts.
CREATE TABLE monitoring_threshold (
    from_on TEXT NOT NULL,
    number BIGINT NOT NULL,
    amber BIGINT NOT NULL,
    red BIGINT NOT NULL,
    least_pence BIGINT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (from_on, number)
);
