-- From which day an award goes on though its child is not placed at its school any more, or has no plan: an officer looks at it
-- then. It follows from awards, placements and plans, and is written with them. until_on is the award's first unpaid day,
-- 9999-12-31 while it lasts.
CREATE TABLE award_to_look_at (
    award_id TEXT PRIMARY KEY REFERENCES award (id),
    child_id TEXT NOT NULL REFERENCES child (id),
    since_on TEXT NOT NULL,
    until_on TEXT NOT NULL
);
CREATE INDEX award_to_look_at_of_child ON award_to_look_at (child_id);
CREATE INDEX award_to_look_at_days ON award_to_look_at (until_on, since_on);

INSERT INTO award_to_look_at (award_id, child_id, since_on, until_on)
SELECT f.award_id, f.child_id, CASE WHEN f.gone_on < f.from_on THEN f.from_on ELSE f.gone_on END, COALESCE(f.to_on, '9999-12-31')
FROM (
    SELECT g.award_id, g.child_id, g.from_on, g.to_on,
        CASE WHEN g.ceased_on IS NULL THEN g.left_on WHEN g.left_on IS NULL THEN g.ceased_on
            WHEN g.ceased_on < g.left_on THEN g.ceased_on ELSE g.left_on END AS gone_on
    FROM (
        SELECT v.award_id, a.child_id, v.from_on, v.to_on,
            (SELECT CASE WHEN COUNT(p.ceased_on) = COUNT(*) THEN MAX(p.ceased_on) END
                FROM plan p WHERE p.child_id = a.child_id) AS ceased_on,
            CASE WHEN v.establishment_id IS NOT NULL THEN
                (SELECT CASE WHEN COUNT(*) = 0 THEN v.from_on WHEN COUNT(x.to_on) = COUNT(*) THEN MAX(x.to_on) END
                FROM placement x WHERE x.child_id = a.child_id AND x.establishment_id = v.establishment_id) END AS left_on
        FROM award a JOIN award_version v ON v.award_id = a.id AND v.number = a.latest_version
        WHERE v.to_on IS NULL OR v.from_on < v.to_on
    ) g
) f
WHERE f.gone_on IS NOT NULL AND (f.to_on IS NULL OR f.gone_on < f.to_on);
