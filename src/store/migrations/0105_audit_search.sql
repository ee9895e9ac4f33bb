-- The audit trail is searched by officer, by what was done and by day, along these; of a child, by its subjects.
CREATE INDEX audit_by_actor ON audit (actor, at, sequence);
CREATE INDEX audit_by_action ON audit (action, at, sequence);
CREATE INDEX audit_by_time ON audit (at, sequence);
