-- The high needs allocation is entered gross with what is added and deducted, and its net sum is kept beside them as before:
-- other kinds of figure than the table allowed.
ALTER TABLE high_needs_figure RENAME TO high_needs_figure_before;
CREATE TABLE high_needs_figure (
    financial_year TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('brought_forward', 'allocation', 'other_spend', 'outturn', 'gross_allocation',
        'import_export', 'place_deductions', 'other_deductions', 'block_transfer', 'other_income')),
    number BIGINT NOT NULL,
    pence BIGINT NOT NULL,
    note TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (financial_year, kind, number)
);
INSERT INTO high_needs_figure (financial_year, kind, number, pence, note, by_user, at)
    SELECT financial_year, kind, number, pence, note, by_user, at FROM high_needs_figure_before;
DROP TABLE high_needs_figure_before;
