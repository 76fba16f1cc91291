-- The truth of a vault: envelopes, sealed bodies, tree nodes, signed heads, keyboxes.
-- Append-only by trigger: an entry is never changed or removed; only a sealed body may
-- be erased (set to NULL), and a keybox destroyed, when a consent is withdrawn.

CREATE TABLE IF NOT EXISTS device (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  box_private BLOB NOT NULL,
  member BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS logs (
  id BLOB PRIMARY KEY,
  case_id BLOB NOT NULL,
  ed25519_seed BLOB,
  mldsa44_seed BLOB,
  mldsa44_public BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS entries (
  log BLOB NOT NULL REFERENCES logs (id),
  position INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  sealed BLOB,
  unit BLOB NOT NULL,
  lamport INTEGER NOT NULL,
  PRIMARY KEY (log, position)
) STRICT, WITHOUT ROWID;

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
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

CREATE TRIGGER IF NOT EXISTS entries_hold
BEFORE UPDATE OF log, position, envelope, unit, lamport ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER IF NOT EXISTS bodies_hold BEFORE UPDATE OF sealed ON entries
WHEN NEW.sealed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a body may be erased, never changed'); END;

CREATE TRIGGER IF NOT EXISTS checkpoints_stay BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'signed heads are never removed'); END;

CREATE TRIGGER IF NOT EXISTS checkpoints_hold BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'signed heads are never changed'); END;

CREATE TRIGGER IF NOT EXISTS nodes_stay BEFORE DELETE ON nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes are never removed'); END;

CREATE TRIGGER IF NOT EXISTS nodes_hold BEFORE UPDATE ON nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes are never changed'); END;
