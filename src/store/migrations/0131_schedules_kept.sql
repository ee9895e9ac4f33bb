-- What a year's payments came to when they were worked out last: the part 'year' and a part for each period, as documents of
-- sums without a name. stamp says of which records, calendar and program. It is no record: it can be worked out again.
CREATE TABLE schedule_kept (
    year_on TEXT NOT NULL,
    part TEXT NOT NULL,
    stamp TEXT NOT NULL,
    document TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (year_on, part)
);
