-- Whether an exception to the six weeks applies. A SEN2 return does not say it, and leaves what a case system said.
ALTER TABLE request ADD COLUMN week_6_exception BOOLEAN;
