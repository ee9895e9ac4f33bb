-- The first day of a child's known placement without an end stands on the plan: the work list counts those whose placement is
-- not known, and looks only at plans that no such placement covers. 9999-12-31 is never, '' is since always.
ALTER TABLE plan ADD COLUMN placed_from TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE plan SET placed_from = COALESCE((SELECT MIN(COALESCE(x.from_on, '')) FROM placement x
    WHERE x.child_id = plan.child_id AND x.setting <> 'UNK' AND x.to_on IS NULL), '9999-12-31');
CREATE INDEX plan_open_placed ON plan (placed_from, child_id) WHERE ceased_on IS NULL;
