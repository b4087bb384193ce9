-- The truth: reviews, amendments and undos are only ever added.
CREATE TABLE review (
  n          INTEGER PRIMARY KEY,            -- place in the log
  id         TEXT    NOT NULL UNIQUE,        -- uuid v7
  device     TEXT    NOT NULL,
  drill      TEXT    NOT NULL,               -- drill id, or challenge/<type>
  area       TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  text_hash  INTEGER NOT NULL,               -- the drill's text at the time
  attempt    INTEGER NOT NULL,               -- 1 for the first
  seed       INTEGER NOT NULL,               -- of numbers drawn and order shown
  answer     TEXT,                           -- null once erased
  score      REAL,
  grade      INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
  confidence REAL,
  elapsed_s  REAL    NOT NULL,
  seconds    REAL,                           -- the drill's own time
  late       INTEGER NOT NULL,
  retry      INTEGER NOT NULL,
  provisional INTEGER NOT NULL,
  guess      REAL    NOT NULL,
  points     TEXT    NOT NULL,               -- JSON: [[id, verdict], …]
  round      TEXT,                           -- the grilling round
  at         TEXT    NOT NULL,               -- RFC 3339 with offset
  at_s       INTEGER NOT NULL,               -- the same in Unix seconds
  day        INTEGER NOT NULL,               -- study day
  grader     INTEGER NOT NULL                -- version of the grader
) STRICT;
CREATE INDEX review_drill ON review (drill, n);

CREATE TABLE amendment (
  n      INTEGER PRIMARY KEY,
  id     TEXT    NOT NULL UNIQUE,
  device TEXT    NOT NULL,
  review TEXT    NOT NULL,
  score  REAL,
  grade  INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
  points TEXT    NOT NULL,                   -- JSON: [[id, verdict], …] as the learner sees it
  at     TEXT    NOT NULL,
  at_s   INTEGER NOT NULL
) STRICT;
CREATE INDEX amendment_review ON amendment (review, n);

CREATE TABLE undo (
  n      INTEGER PRIMARY KEY,
  id     TEXT    NOT NULL UNIQUE,
  device TEXT    NOT NULL,
  review TEXT    NOT NULL UNIQUE,
  at     TEXT    NOT NULL,
  at_s   INTEGER NOT NULL
) STRICT;

-- What the learner set.
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE interview (
  date     TEXT PRIMARY KEY,
  minutes  REAL NOT NULL,
  days_off TEXT NOT NULL                     -- JSON: ["sat", "sun"]
) STRICT;
CREATE TABLE skip (drill TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (drill, day)) STRICT;

-- Grilling rounds and stories.
CREATE TABLE round (
  id       TEXT PRIMARY KEY,
  scenario TEXT,
  story    TEXT,
  at       TEXT NOT NULL,
  at_s     INTEGER NOT NULL,
  seed     INTEGER NOT NULL,
  setup    TEXT NOT NULL,                    -- JSON
  events   TEXT NOT NULL,                    -- JSON: everything said
  summary  TEXT                              -- JSON; null while the round runs
) STRICT;
CREATE TABLE story_version (
  n      INTEGER PRIMARY KEY,
  story  TEXT    NOT NULL,
  kind   TEXT    NOT NULL,                   -- the check
  text   TEXT    NOT NULL,
  score  REAL,
  report TEXT    NOT NULL,                   -- JSON
  at     TEXT    NOT NULL,
  at_s   INTEGER NOT NULL
) STRICT;
CREATE INDEX story_version_story ON story_version (story, n);

-- Derived from the truth; safe to delete, rebuilt from it.
CREATE TABLE memory (
  drill      TEXT PRIMARY KEY,
  area       TEXT NOT NULL,
  stability  REAL,                           -- null where nothing counted yet
  difficulty REAL,
  last_day   INTEGER,
  counted    INTEGER NOT NULL,               -- events FSRS was told
  lapses     INTEGER NOT NULL,
  reviews    INTEGER NOT NULL,               -- not undone
  last_grade INTEGER,
  sure_wrong INTEGER NOT NULL,               -- the last counted answer was wrong and confident
  first_right INTEGER,
  text_hash  INTEGER NOT NULL,
  sessions   INTEGER NOT NULL                -- study days counted
) STRICT, WITHOUT ROWID;
CREATE TABLE trace (drill TEXT PRIMARY KEY, trace BLOB, evidence BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE area (
  area   TEXT PRIMARY KEY,
  state  BLOB NOT NULL,
  before BLOB NOT NULL,                      -- without the last review, so that it can be amended
  last   TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (                         -- what each day held, by area
  day INTEGER NOT NULL, area TEXT NOT NULL,
  reviews INTEGER NOT NULL, seconds REAL NOT NULL, correct INTEGER NOT NULL,
  firsts INTEGER NOT NULL, firsts_right INTEGER NOT NULL,
  PRIMARY KEY (day, area)
) STRICT, WITHOUT ROWID;
CREATE TABLE pace (kind TEXT PRIMARY KEY, costs BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE beliefs (one INTEGER PRIMARY KEY CHECK (one = 1), evidence BLOB NOT NULL) STRICT;
