-- The administrators' list of establishments: by status in the order of names, and who may see one.
CREATE INDEX establishment_by_status ON establishment (status, name_key);
CREATE INDEX app_user_establishment_by_place ON app_user_establishment (establishment_id);
