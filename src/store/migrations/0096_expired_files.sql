-- What belongs to a file that has expired goes with it: what was said of an upload, and that a job made it.
CREATE INDEX draft_by_subject ON draft (subject);
CREATE INDEX job_by_result ON job (result_blob_id);
