-- When notice was given of a fee that ends: until it runs out the fee is owed. Fees that ended are looked for by their last day.
ALTER TABLE cost_line ADD COLUMN notice_given_on TEXT;
CREATE INDEX cost_line_by_end ON cost_line (kind, to_on);
