-- How families reach the council, as administrators enter it: the entry of the highest number counts. A blank document is
-- none: then what the server was started with counts again.
CREATE TABLE contacts (
    number BIGINT PRIMARY KEY,
    document TEXT NOT NULL,
    by_user TEXT NOT NULL REFERENCES app_user (id),
    at TEXT NOT NULL
);
