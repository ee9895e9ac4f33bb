-- A list is narrowed by the setting of the main placement.
CREATE INDEX placement_by_setting ON placement (setting, rank, child_id);
