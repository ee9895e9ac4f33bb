-- A head of SEND lifts what was declared by mistake. The row stays, and says who lifted it.
ALTER TABLE conflict_of_interest ADD COLUMN lifted_at TEXT;
ALTER TABLE conflict_of_interest ADD COLUMN lifted_by TEXT REFERENCES app_user (id);
