-- Under which code of the general ledger a line of the section 251 statement is paid, or VAT under the line 'VAT'. Every entry
-- adds a version; the highest number counts. '' takes the code back.
CREATE TABLE ledger_code (
    line TEXT NOT NULL,
    number BIGINT NOT NULL,
    code TEXT NOT NULL,
    set_by TEXT REFERENCES app_user (id),
    set_at TEXT NOT NULL,
    PRIMARY KEY (line, number)
);

-- The code that a payment line was proposed under, and on which terms it pays: the price of a year, the days of the stay that
-- it is part of, the share of full time, how the year is shared out, the rule set that prices it, and what of the record
-- changed where an earlier period is put right. A line of before has none.
ALTER TABLE payment_line ADD COLUMN gl_code TEXT;
ALTER TABLE payment_line ADD COLUMN annual_pence BIGINT;
ALTER TABLE payment_line ADD COLUMN stay_from TEXT;
ALTER TABLE payment_line ADD COLUMN stay_to TEXT;
ALTER TABLE payment_line ADD COLUMN fte TEXT;
ALTER TABLE payment_line ADD COLUMN basis TEXT;
ALTER TABLE payment_line ADD COLUMN rules TEXT;
ALTER TABLE payment_line ADD COLUMN cause TEXT;
