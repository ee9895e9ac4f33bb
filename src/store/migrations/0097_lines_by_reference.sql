-- What officers wrote of a line that no award names is found by the child's reference: for retention, and for who asks what is
-- held. The references of both sides compare without case.
CREATE INDEX reconciliation_line_by_reference ON reconciliation_line (LOWER(reference));
