-- The newest runs of one kind of work, whoever asked for them.
CREATE INDEX job_by_kind ON job (kind, created_at);
