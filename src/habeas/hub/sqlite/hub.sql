-- What a hub keeps. Envelopes and heads are as their writers signed them; bodies, boxes
-- and blobs are ciphertext. Nothing here has a key (docs/adr/0020-a-blind-hub.md).

CREATE TABLE IF NOT EXISTS invitations (
  token_hash BLOB PRIMARY KEY,
  most_bytes INTEGER NOT NULL,
  most_entries INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS cases (
  id BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  list_hash BLOB NOT NULL,
  access BLOB NOT NULL,
  cursor INTEGER NOT NULL DEFAULT 0,
  used_bytes INTEGER NOT NULL DEFAULT 0,
  used_entries INTEGER NOT NULL DEFAULT 0,
  most_bytes INTEGER NOT NULL,
  most_entries INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS keys (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('lead', 'log', 'read')),
  PRIMARY KEY (case_id, key, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS logs (
  id BLOB PRIMARY KEY,
  case_id BLOB NOT NULL REFERENCES cases (id),
  mldsa44 BLOB NOT NULL,
  size INTEGER NOT NULL DEFAULT 0,
  tree BLOB NOT NULL DEFAULT x'', -- the frontier's hashes, one behind the other
  note BLOB NOT NULL DEFAULT x'',
  head_hash BLOB NOT NULL DEFAULT x'',
  forked INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Logs that go on from another one, as the log before signed it: let in as that one is.
CREATE TABLE IF NOT EXISTS continued (
  log BLOB PRIMARY KEY,
  case_id BLOB NOT NULL REFERENCES cases (id),
  before BLOB NOT NULL,
  note BLOB NOT NULL
) STRICT;

-- With a rowid: without it a row of more than a kilobyte takes a page of its own.
CREATE TABLE IF NOT EXISTS entries (
  log BLOB NOT NULL,
  position INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  sealed BLOB,
  PRIMARY KEY (log, position)
) STRICT;

CREATE TABLE IF NOT EXISTS forks (
  log BLOB PRIMARY KEY,
  first BLOB NOT NULL,
  second BLOB NOT NULL,
  path BLOB NOT NULL
) STRICT;

-- A keybox or a blob; what was erased stays as a name, so that it never comes back.
CREATE TABLE IF NOT EXISTS things (
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('blob', 'keybox')),
  id BLOB NOT NULL,
  size INTEGER NOT NULL,
  box BLOB,
  erased INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, kind, id)
) STRICT;

CREATE TABLE IF NOT EXISTS changes (
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (case_id, kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS changes_in_order ON changes (case_id, cursor);

CREATE TABLE IF NOT EXISTS hub_tree (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  size INTEGER NOT NULL,
  tree BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS hub_hashes (
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS hub_heads (
  position INTEGER PRIMARY KEY,
  head_hash BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS witnesses (
  url TEXT PRIMARY KEY,
  vkeys TEXT NOT NULL, -- a line each
  size INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  trouble TEXT NOT NULL
) STRICT;

-- The newest head of the hub's own log that witnesses cosigned.
CREATE TABLE IF NOT EXISTS shown_head (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  size INTEGER NOT NULL,
  note BLOB NOT NULL
) STRICT;

-- Until when a process of this hub asks the witnesses, alone.
CREATE TABLE IF NOT EXISTS witness_turn (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  until INTEGER NOT NULL
) STRICT;

-- What a log took in is never changed or removed; a body may be erased.
CREATE TRIGGER IF NOT EXISTS entries_follow BEFORE INSERT ON entries
WHEN NEW.position IS NOT
  (SELECT coalesce(max(position) + 1, 0) FROM entries WHERE log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'entries follow one another'); END;

CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

CREATE TRIGGER IF NOT EXISTS entries_hold
BEFORE UPDATE OF log, position, envelope ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER IF NOT EXISTS bodies_hold BEFORE UPDATE OF sealed ON entries
WHEN NEW.sealed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a body may be erased, never changed'); END;

CREATE TRIGGER IF NOT EXISTS logs_grow BEFORE UPDATE ON logs
WHEN NEW.size < OLD.size OR NEW.forked < OLD.forked
  OR NEW.id IS NOT OLD.id OR NEW.case_id IS NOT OLD.case_id
  OR NEW.mldsa44 IS NOT OLD.mldsa44
BEGIN SELECT RAISE(ABORT, 'a log only grows'); END;

CREATE TRIGGER IF NOT EXISTS logs_stay BEFORE DELETE ON logs
BEGIN SELECT RAISE(ABORT, 'logs are never removed'); END;

CREATE TRIGGER IF NOT EXISTS things_stay BEFORE DELETE ON things
BEGIN SELECT RAISE(ABORT, 'an erased thing stays as a name'); END;

CREATE TRIGGER IF NOT EXISTS erased_stays BEFORE UPDATE ON things
WHEN OLD.erased = 1 AND NEW.erased = 0
BEGIN SELECT RAISE(ABORT, 'what was erased never comes back'); END;
