-- A cost line's agreed rise: from which day, by how many per cent. Both or neither. A line that was entered in error is
-- marked so and never deleted: nothing was ever due on it. Top-ups and exceptional amounts are the award's own and no lines.
ALTER TABLE cost_line ADD COLUMN uplift_on TEXT;
ALTER TABLE cost_line ADD COLUMN uplift_percent TEXT;
ALTER TABLE cost_line ADD COLUMN in_error BOOLEAN NOT NULL DEFAULT FALSE;
DELETE FROM cost_line WHERE kind IN ('band_top_up', 'exceptional');
