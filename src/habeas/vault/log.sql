-- The truth of a vault: envelopes, sealed bodies, tree nodes, signed heads, keyboxes.
-- Append-only by trigger: an entry is never changed or removed; only a sealed body may
-- be erased (set to NULL), and a keybox destroyed, when a consent is withdrawn.

CREATE TABLE IF NOT EXISTS device (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  box_private BLOB NOT NULL,
  member BLOB NOT NULL
) STRICT;

-- What a person switched on at this vault; no record of a case, and so not in a log.
CREATE TABLE IF NOT EXISTS settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS logs (
  id BLOB PRIMARY KEY,
  case_id BLOB NOT NULL,
  ed25519_seed BLOB,
  mldsa44_seed BLOB,
  mldsa44_public BLOB NOT NULL,
  opened INTEGER NOT NULL UNIQUE -- 1, 2, 3 … in the order this vault met them
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS logs_of ON logs (case_id, opened);

-- Both have rowids: without them a row of more than a kilobyte takes a page of its own.
CREATE TABLE IF NOT EXISTS entries (
  log BLOB NOT NULL REFERENCES logs (id),
  position INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  sealed BLOB,
  unit BLOB NOT NULL,
  lamport INTEGER NOT NULL,
  PRIMARY KEY (log, position)
) STRICT;

CREATE TABLE IF NOT EXISTS nodes (
  log BLOB NOT NULL,
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (log, level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS checkpoints (
  log BLOB NOT NULL REFERENCES logs (id),
  size INTEGER NOT NULL,
  note BLOB NOT NULL,
  PRIMARY KEY (log, size)
) STRICT;

CREATE TABLE IF NOT EXISTS epochs (
  case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  public BLOB NOT NULL,
  PRIMARY KEY (case_id, compartment, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS epochboxes (
  case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  member BLOB NOT NULL,
  box BLOB NOT NULL,
  PRIMARY KEY (case_id, compartment, epoch, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS units (
  id BLOB PRIMARY KEY,
  case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  subject TEXT NOT NULL,
  keybox BLOB
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX IF NOT EXISTS unit_of
  ON units (case_id, compartment, epoch, subject);

-- INSERT OR REPLACE would delete without asking the DELETE triggers of a connection
-- that has recursive_triggers off: the INSERT triggers refuse it everywhere. They also
-- refuse a gap.
CREATE TRIGGER IF NOT EXISTS entries_follow BEFORE INSERT ON entries
WHEN NEW.position IS NOT
  (SELECT coalesce(max(position) + 1, 0) FROM entries WHERE log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'entries follow one another'); END;

CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

CREATE TRIGGER IF NOT EXISTS entries_hold
BEFORE UPDATE OF log, position, envelope, unit, lamport ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER IF NOT EXISTS bodies_hold BEFORE UPDATE OF sealed ON entries
WHEN NEW.sealed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a body may be erased, never changed'); END;

CREATE TRIGGER IF NOT EXISTS logs_once BEFORE INSERT ON logs
WHEN EXISTS (SELECT 1 FROM logs WHERE id = NEW.id OR opened = NEW.opened)
BEGIN SELECT RAISE(ABORT, 'a log is opened once'); END;

CREATE TRIGGER IF NOT EXISTS logs_stay BEFORE DELETE ON logs
BEGIN SELECT RAISE(ABORT, 'logs are never removed'); END;

CREATE TRIGGER IF NOT EXISTS logs_hold BEFORE UPDATE ON logs
BEGIN SELECT RAISE(ABORT, 'logs are never changed'); END;

CREATE TRIGGER IF NOT EXISTS checkpoints_once BEFORE INSERT ON checkpoints
WHEN EXISTS (SELECT 1 FROM checkpoints WHERE log = NEW.log AND size >= NEW.size)
BEGIN SELECT RAISE(ABORT, 'signed heads only grow'); END;

CREATE TRIGGER IF NOT EXISTS checkpoints_stay BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'signed heads are never removed'); END;

CREATE TRIGGER IF NOT EXISTS checkpoints_hold BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'signed heads are never changed'); END;

CREATE TRIGGER IF NOT EXISTS nodes_once BEFORE INSERT ON nodes
WHEN EXISTS (SELECT 1 FROM nodes
  WHERE log = NEW.log AND level = NEW.level AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'a tree node is written once'); END;

CREATE TRIGGER IF NOT EXISTS nodes_stay BEFORE DELETE ON nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes are never removed'); END;

CREATE TRIGGER IF NOT EXISTS nodes_hold BEFORE UPDATE ON nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes are never changed'); END;

CREATE TRIGGER IF NOT EXISTS epochs_once BEFORE INSERT ON epochs
WHEN EXISTS (SELECT 1 FROM epochs WHERE case_id = NEW.case_id
  AND compartment = NEW.compartment AND epoch = NEW.epoch)
BEGIN SELECT RAISE(ABORT, 'an epoch is begun once'); END;

CREATE TRIGGER IF NOT EXISTS epochs_stay BEFORE DELETE ON epochs
BEGIN SELECT RAISE(ABORT, 'epochs are never removed'); END;

CREATE TRIGGER IF NOT EXISTS epochs_hold BEFORE UPDATE ON epochs
BEGIN SELECT RAISE(ABORT, 'epochs are never changed'); END;

CREATE TRIGGER IF NOT EXISTS units_once BEFORE INSERT ON units
WHEN EXISTS (SELECT 1 FROM units WHERE id = NEW.id OR (case_id = NEW.case_id
  AND compartment = NEW.compartment AND epoch = NEW.epoch AND subject = NEW.subject))
BEGIN SELECT RAISE(ABORT, 'a unit is made once'); END;

CREATE TRIGGER IF NOT EXISTS units_stay BEFORE DELETE ON units
BEGIN SELECT RAISE(ABORT, 'units are never removed'); END;

CREATE TRIGGER IF NOT EXISTS units_hold
BEFORE UPDATE OF id, case_id, compartment, epoch, subject ON units
BEGIN SELECT RAISE(ABORT, 'units are never changed'); END;

CREATE TRIGGER IF NOT EXISTS keyboxes_hold BEFORE UPDATE OF keybox ON units
WHEN NEW.keybox IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a keybox may be destroyed, never changed'); END;
