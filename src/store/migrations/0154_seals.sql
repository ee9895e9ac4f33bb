-- What is written once and never changed bears a seal: an HMAC of the row with a key that is not in the database. A row
-- that was written before there were seals bears none until `audit seal`. The head of the
-- audit chain is sealed too, behind its mac: an entry can be written before this migration, by a backup.
ALTER TABLE profile_version ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE determination ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE decision ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE award_version ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE payment_line ADD COLUMN seal TEXT NOT NULL DEFAULT '';
