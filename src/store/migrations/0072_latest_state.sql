-- How far a profile has come stands on the profile itself too: a work list counts thousands of them, and each version holds
-- a whole document beside its state.
ALTER TABLE profile ADD COLUMN latest_state TEXT NOT NULL DEFAULT 'draft';
UPDATE profile SET latest_state = COALESCE((SELECT v.state FROM profile_version v WHERE v.profile_id = profile.id
    AND v.number = profile.latest_version), 'draft');
CREATE INDEX profile_by_state ON profile (latest_state);

-- Whether it is known where a child is, without reading the placement.
CREATE INDEX placement_known ON placement (child_id, setting, from_on, to_on);
