-- What a finance officer enters of the section 251 statement besides what the record holds: the budget, the outturn of lines
-- that no placement bears, and the place funding of academies that is added back. Every entry stays; the highest number counts.
CREATE TABLE section_251_figure (
    financial_year TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('budget', 'outturn', 'academy_places')),
    line TEXT NOT NULL,
    phase TEXT NOT NULL,
    number BIGINT NOT NULL,
    gross_pence BIGINT NOT NULL,
    income_pence BIGINT NOT NULL,
    note TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (financial_year, kind, line, phase, number)
);
