-- Up to which yearly amount an officer may agree individually; without a row, up to none. Above it another officer agrees.
CREATE TABLE award_limit (
    user_id TEXT PRIMARY KEY REFERENCES app_user (id),
    annual_pence BIGINT NOT NULL CHECK (annual_pence >= 0)
);

-- Registers ask for the decisions of a kind over a year.
CREATE INDEX decision_by_kind ON decision (kind, decided_on);
