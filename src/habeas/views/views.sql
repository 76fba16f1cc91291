-- Projections of the log. They hold nothing that the log does not: delete the file and
-- it is folded again. `version` in `about` is raised whenever a fold changes.

CREATE TABLE IF NOT EXISTS about (version INTEGER NOT NULL) STRICT;

-- How much of each log is folded, and the tree's root at that size: a log that was
-- replaced under the same name is noticed, and everything folded again.
CREATE TABLE IF NOT EXISTS folded (
  log BLOB PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What had been taken from whom when a case was folded: if that changes, what counted
-- may count no more, and all is folded again.
CREATE TABLE IF NOT EXISTS judged (
  case_id TEXT PRIMARY KEY,
  mark TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Entries that could not be read, do not fit or do not count: shown, never dropped silently.
CREATE TABLE IF NOT EXISTS unread (
  log TEXT NOT NULL,
  position INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (log, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unread_of ON unread (case_id);

-- `called` is the beginning of the title, as it is looked up; `number` and `sha256` a document's own;
-- `doubled`: two changed a field without knowing of each other, and nobody settled it.
CREATE TABLE IF NOT EXISTS records (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  type TEXT NOT NULL,
  compartment INTEGER NOT NULL,
  title TEXT NOT NULL,
  called TEXT NOT NULL,
  number INTEGER,
  sha256 TEXT,
  withdrawn INTEGER NOT NULL,
  doubled INTEGER NOT NULL,
  subject TEXT NOT NULL,
  state BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS records_of ON records (case_id, type, withdrawn, ordinal);
CREATE INDEX IF NOT EXISTS records_called ON records (case_id, called);
CREATE INDEX IF NOT EXISTS records_number ON records (case_id, number)
  WHERE number IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_sha256 ON records (case_id, sha256)
  WHERE sha256 IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_doubled ON records (case_id, ordinal)
  WHERE doubled = 1;

CREATE TABLE IF NOT EXISTS links (
  source TEXT NOT NULL,
  field TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (source, field, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_to ON links (target, field);

-- One row an account that stands (a claim not withdrawn); `item` is what it is shown
-- under on the timeline: its incident, or itself. `said` sorts; `about` and `told` are
-- EDTF: when it is said to have happened, when it was said.
CREATE TABLE IF NOT EXISTS accounts (
  claim TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  item TEXT NOT NULL,
  speaker TEXT NOT NULL,
  stance TEXT NOT NULL,
  said TEXT NOT NULL,
  about TEXT NOT NULL,
  told TEXT NOT NULL,
  ordinal INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accounts_of ON accounts (item, said, ordinal);
CREATE INDEX IF NOT EXISTS accounts_by ON accounts (case_id, speaker, said, ordinal);
CREATE INDEX IF NOT EXISTS accounts_stance ON accounts (case_id, stance, item);
CREATE INDEX IF NOT EXISTS accounts_words ON accounts (ordinal, item);

-- One row a card of the timeline.
CREATE TABLE IF NOT EXISTS items (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  sort TEXT NOT NULL,
  month TEXT NOT NULL,
  disputed INTEGER NOT NULL,
  ordinal INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_of ON items (case_id, month, sort, ordinal);

-- One row a thing that has its time, as the rooms work it out without a clock. The cases
-- in `dues_stale` are worked out anew before anybody reads, and all of them if
-- `dues_rules` names other rules of law than this program has.
CREATE TABLE IF NOT EXISTS dues (
  case_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  sort TEXT NOT NULL,
  record TEXT NOT NULL,
  page TEXT NOT NULL,
  at TEXT NOT NULL,
  until TEXT NOT NULL,
  compartment TEXT NOT NULL,
  what TEXT NOT NULL,
  lang TEXT NOT NULL,
  term TEXT NOT NULL,
  proposed INTEGER NOT NULL,
  soft INTEGER NOT NULL,
  ends TEXT NOT NULL,
  held TEXT NOT NULL,
  whom TEXT NOT NULL,
  PRIMARY KEY (case_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dues_stale (case_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dues_rules (digest TEXT NOT NULL) STRICT;

-- The words of a record, under its ordinal.
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
  text,
  tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

-- One row a submission in a register (a matter), withdrawn ones too. Days are whole
-- dates or NULL; '' is a code that the source does not give. `term` names the pack and
-- the term; `first` and `longer` are the days that the law computes from it, `judged`
-- the pack that they were computed by ('' not yet).
CREATE TABLE IF NOT EXISTS matters (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  register TEXT NOT NULL,
  line INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  number TEXT NOT NULL,
  level TEXT NOT NULL,
  facility TEXT NOT NULL,
  office TEXT NOT NULL,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reasons TEXT NOT NULL,
  received TEXT,
  due TEXT,
  decided TEXT,
  term TEXT NOT NULL,
  first TEXT,
  longer TEXT,
  judged TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS matters_of ON matters (register, line);
CREATE INDEX IF NOT EXISTS matters_term ON matters (register, term, received);

-- The reasons of a submission, each once.
CREATE TABLE IF NOT EXISTS reasons (
  ordinal INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (ordinal, reason)
) STRICT, WITHOUT ROWID;
