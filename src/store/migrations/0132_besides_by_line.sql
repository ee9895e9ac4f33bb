-- What is planned besides placements is entered line by line, and a grant towards the deficit beside the allocation: other kinds
-- of figure than the table allowed.
ALTER TABLE high_needs_figure RENAME TO high_needs_figure_before;
CREATE TABLE high_needs_figure (
    financial_year TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('brought_forward', 'allocation', 'other_spend', 'outturn', 'gross_allocation',
        'import_export', 'place_deductions', 'other_deductions', 'block_transfer', 'other_income', 'stability_grant',
        'unit_places', 'special_places', 'alternative_places', 'post_sixteen_places', 'targeted', 'support_services',
        'hospital_education', 'alternative_provision', 'inclusion', 'difficulty', 'pfi', 'therapies', 'overheads')),
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
