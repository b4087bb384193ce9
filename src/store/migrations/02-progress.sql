-- Derived too: what progress looks at. Safe to delete, rebuilt from the log.
ALTER TABLE trace ADD COLUMN trail BLOB NOT NULL DEFAULT x'';      -- what FSRS was told: (day, grade), …
ALTER TABLE trace ADD COLUMN rights INTEGER NOT NULL DEFAULT 0;    -- reviews that were right, not undone
CREATE TABLE sure (                                                -- how sure, and how right
  day INTEGER NOT NULL, area TEXT NOT NULL,
  percent INTEGER NOT NULL,                                        -- the confidence, in whole percents
  n INTEGER NOT NULL, correct INTEGER NOT NULL,
  confidence REAL NOT NULL,                                        -- sum
  brier REAL NOT NULL,                                             -- sum of squared errors
  PRIMARY KEY (day, area, percent)
) STRICT, WITHOUT ROWID;
-- A history from before has none of this yet: it is rebuilt when next opened.
INSERT INTO setting (key, value) SELECT 'family', 'stale' WHERE EXISTS (SELECT 1 FROM review)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value;
