-- What is held of one child is told to the family, and forgotten with it.
CREATE INDEX correction_by_child ON correction (child_id);
CREATE INDEX support_request_by_child ON support_request (child_id);
