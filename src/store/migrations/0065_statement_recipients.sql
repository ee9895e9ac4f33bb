-- What officers noted of who may receive the statement to a family: that the recipients were checked, or why it is held.
-- Added to and never changed; the highest number counts. No free text: a reason is a code, so that nothing personal
-- outlives the identity.
CREATE TABLE statement_recipient (
    child_id TEXT NOT NULL REFERENCES child (id),
    number BIGINT NOT NULL,
    noted TEXT NOT NULL CHECK (noted IN ('checked', 'separated_parents', 'social_worker', 'died', 'other')),
    by_user TEXT NOT NULL REFERENCES app_user (id),
    at TEXT NOT NULL,
    PRIMARY KEY (child_id, number)
);
