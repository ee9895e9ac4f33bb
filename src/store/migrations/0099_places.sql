-- High needs places of an establishment in a financial year ('2026-27'), by kind: commissioned, funded, and of the funded those
-- of pupils on roll, each for April to August and for September to March. others_reported are pupils of other authorities who
-- have no record here, as the school counted them on others_on. source says from whom the numbers are and agreed_on of which
-- day; both are officers' words about places and name nobody. Each entry is added to and never changed; the highest number
-- counts.
CREATE TABLE place_number (
    financial_year TEXT NOT NULL,
    establishment_id TEXT NOT NULL REFERENCES establishment (id),
    kind TEXT NOT NULL CHECK (kind IN ('special', 'unit', 'post_16', 'alternative')),
    number BIGINT NOT NULL,
    commissioned_by TEXT NOT NULL,
    commissioned_april BIGINT NOT NULL CHECK (commissioned_april >= 0),
    commissioned_september BIGINT NOT NULL CHECK (commissioned_september >= 0),
    funded_april BIGINT NOT NULL CHECK (funded_april >= 0),
    funded_september BIGINT NOT NULL CHECK (funded_september >= 0),
    on_roll_april BIGINT NOT NULL CHECK (on_roll_april BETWEEN 0 AND funded_april),
    on_roll_september BIGINT NOT NULL CHECK (on_roll_september BETWEEN 0 AND funded_september),
    others_reported BIGINT NOT NULL CHECK (others_reported >= 0),
    others_on TEXT,
    source TEXT NOT NULL CHECK (source <> ''),
    agreed_on TEXT NOT NULL,
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (financial_year, establishment_id, kind, number),
    CHECK ((others_reported = 0) OR (others_on IS NOT NULL))
);

-- What a place is paid a year from a day on, where an officer states it; the published rates are in the program. Each entry is
-- added to and never changed; of one kind and day the highest number counts.
CREATE TABLE place_rate (
    kind TEXT NOT NULL CHECK (kind IN ('special', 'unit_on_roll', 'unit_other', 'post_16', 'alternative')),
    from_on TEXT NOT NULL,
    number BIGINT NOT NULL,
    pence BIGINT NOT NULL CHECK (pence >= 0),
    note TEXT NOT NULL CHECK (note <> ''),
    by_user TEXT REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (kind, from_on, number)
);

-- Who fills a place on a day is counted from the index alone, but for who pays.
CREATE INDEX placement_filling ON placement (
    setting, establishment_id, from_on, to_on, in_sen_unit, in_resourced_provision, child_id
);
