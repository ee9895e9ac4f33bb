-- People of the area by January and national curriculum year, as a published projection gives them. people is a decimal
-- text, because projections have parts of a person. The rows are replaced together.
CREATE TABLE population (
    january BIGINT NOT NULL,
    year_group BIGINT NOT NULL,
    people TEXT NOT NULL,
    PRIMARY KEY (january, year_group)
);

-- What a finance officer enters about a financial year ('2026-27'): the balance brought forward into it, the high needs
-- allocation, what is planned besides placements, and what was spent in a year that is over. Each number is added to and
-- never changed; the highest counts.
CREATE TABLE high_needs_figure (
    financial_year TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('brought_forward', 'allocation', 'other_spend', 'outturn')),
    number BIGINT NOT NULL,
    pence BIGINT NOT NULL,
    note TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (financial_year, kind, number)
);
