-- A random sample of sent profiles, drawn to be scored a second time: everything by which it can be drawn again.
CREATE TABLE sample_draw (
    id TEXT PRIMARY KEY,
    drawn_by TEXT NOT NULL REFERENCES app_user (id),
    drawn_at TEXT NOT NULL,
    seed TEXT NOT NULL,
    asked TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT NOT NULL,
    by_setting BOOLEAN NOT NULL,
    frame_size BIGINT NOT NULL,
    frame_digest TEXT NOT NULL,
    chosen BIGINT NOT NULL
);
CREATE INDEX sample_draw_by_time ON sample_draw (drawn_at);

ALTER TABLE second_scoring ADD COLUMN draw_id TEXT REFERENCES sample_draw (id);
CREATE INDEX second_scoring_by_draw ON second_scoring (draw_id);
