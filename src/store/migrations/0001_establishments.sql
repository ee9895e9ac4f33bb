-- Every table of every migration: TEXT, BIGINT and BOOLEAN only (BYTEA in one table), so that one text serves SQLite and
-- PostgreSQL. Days are ISO text, instants are UTC text with six decimals, money is whole pence, ids are UUIDs made by
-- the application. A period ends on its first day outside; without end it is null.

-- Who is paid, apart from where the child is taught: a trust is paid for all its academies, a company for its schools.
-- The supplier number is the finance system's own key.
CREATE TABLE payee (
    supplier_number TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- Schools, colleges and other providers, as GIAS lists them or as officers add them. URN is GIAS's key and unique; a
-- UKPRN is not: a school and the academy that follows it may share one. The setting is derived by data when the row is
-- written, since the list of types changes more often than the program.
CREATE TABLE establishment (
    id TEXT PRIMARY KEY,
    urn TEXT UNIQUE,
    ukprn TEXT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    phase TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closing', 'closed', 'proposed')),
    authority TEXT,
    number TEXT,
    setting TEXT NOT NULL,
    age_low BIGINT,
    age_high BIGINT,
    has_sen_unit BOOLEAN NOT NULL,
    has_resourced_provision BOOLEAN NOT NULL,
    supplier_number TEXT REFERENCES payee (supplier_number),
    version BIGINT NOT NULL
);
CREATE INDEX establishment_by_ukprn ON establishment (ukprn);
CREATE INDEX establishment_by_name ON establishment (name_key);
