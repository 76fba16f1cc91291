-- The truth of a vault: envelopes, sealed bodies, tree nodes, signed heads, keyboxes.
-- Append-only by trigger: an entry is never changed or removed; only a sealed body may
-- be erased (set to NULL), and a keybox destroyed, when a consent is withdrawn. A body
-- that never came is filled in once (vault/lacking.py).

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

-- The highest counter of a log, which need not be its last; and what no key opened yet.
CREATE INDEX IF NOT EXISTS entries_counted ON entries (log, lamport, position);
CREATE INDEX IF NOT EXISTS entries_closed ON entries (log, position) WHERE unit = x'';
CREATE INDEX IF NOT EXISTS entries_bare ON entries (log, position) WHERE sealed IS NULL;

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

-- The keys of this device in a case; a case begun by an older version has none and uses
-- the device's own.
CREATE TABLE IF NOT EXISTS case_keys (
  case_id BLOB PRIMARY KEY,
  box_private BLOB NOT NULL,
  request_seed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The log that a case joined from others began with: the root of who may do what.
CREATE TABLE IF NOT EXISTS case_roots (
  case_id BLOB PRIMARY KEY,
  founder BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- `key` is the SHA-256 of `public`: two members may begin epochs of one number.
CREATE TABLE IF NOT EXISTS epoch_keys (
  case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  key BLOB NOT NULL,
  public BLOB NOT NULL,
  PRIMARY KEY (case_id, compartment, epoch, key)
) STRICT, WITHOUT ROWID;

-- Which of them is written in now.
CREATE TABLE IF NOT EXISTS epoch_now (
  case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (case_id, compartment)
) STRICT, WITHOUT ROWID;

-- Boxes as they travel (docs/spec/members.md): whom an epochbox is for isn't said.
CREATE TABLE IF NOT EXISTS epoch_boxes (
  id BLOB PRIMARY KEY,
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  box BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS epoch_boxes_of ON epoch_boxes (case_id, key);

-- To whom this device gave which epoch.
CREATE TABLE IF NOT EXISTS given (
  key BLOB NOT NULL,
  device BLOB NOT NULL,
  PRIMARY KEY (key, device)
) STRICT, WITHOUT ROWID;

-- `subject` is NULL until the box was opened; `own` is 1 for what was made here. A second
-- box of one unit stands here with its id for the unit: no box is believed to be the one.
CREATE TABLE IF NOT EXISTS unit_boxes (
  unit BLOB PRIMARY KEY,
  case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  key BLOB NOT NULL,
  subject TEXT,
  own INTEGER NOT NULL,
  id BLOB NOT NULL,
  box BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS units_of ON unit_boxes (case_id, compartment, epoch, key);

-- Entries that say who may do what: found without opening all the others.
CREATE TABLE IF NOT EXISTS acts (
  case_id BLOB NOT NULL,
  log BLOB NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (case_id, log, position)
) STRICT, WITHOUT ROWID;

-- Two signed heads of one log that contradict each other: kept for good.
CREATE TABLE IF NOT EXISTS forks (
  log BLOB NOT NULL,
  first BLOB NOT NULL,
  second BLOB NOT NULL,
  path BLOB NOT NULL,
  PRIMARY KEY (log, first, second)
) STRICT;

-- INSERT OR REPLACE would delete without asking the DELETE triggers of a connection
-- that has recursive_triggers off: the INSERT triggers refuse it everywhere. They also
-- refuse a gap.
CREATE TRIGGER IF NOT EXISTS entries_follow BEFORE INSERT ON entries
WHEN NEW.position IS NOT
  (SELECT coalesce(max(position) + 1, 0) FROM entries WHERE log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'entries follow one another'); END;

CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

DROP TRIGGER IF EXISTS entries_hold;
CREATE TRIGGER IF NOT EXISTS envelopes_hold
BEFORE UPDATE OF log, position, envelope ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

-- Whose unit an entry of another device is, is known once a key has opened it.
CREATE TRIGGER IF NOT EXISTS units_hold_entries
BEFORE UPDATE OF unit, lamport ON entries WHEN OLD.unit != x''
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

DROP TRIGGER IF EXISTS bodies_hold;
CREATE TRIGGER IF NOT EXISTS bodies_fill BEFORE UPDATE OF sealed ON entries
WHEN NEW.sealed IS NOT NULL AND (OLD.sealed IS NOT NULL OR OLD.unit != x'')
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

CREATE TRIGGER IF NOT EXISTS case_keys_stay BEFORE UPDATE ON case_keys
BEGIN SELECT RAISE(ABORT, 'the keys of a device in a case stay'); END;

CREATE TRIGGER IF NOT EXISTS case_roots_hold BEFORE UPDATE ON case_roots
BEGIN SELECT RAISE(ABORT, 'a case has one root'); END;

CREATE TRIGGER IF NOT EXISTS epoch_keys_once BEFORE INSERT ON epoch_keys
WHEN EXISTS (SELECT 1 FROM epoch_keys WHERE case_id = NEW.case_id
  AND compartment = NEW.compartment AND epoch = NEW.epoch AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'an epoch is begun once'); END;

CREATE TRIGGER IF NOT EXISTS epoch_keys_stay BEFORE DELETE ON epoch_keys
BEGIN SELECT RAISE(ABORT, 'epochs are never removed'); END;

CREATE TRIGGER IF NOT EXISTS epoch_keys_hold BEFORE UPDATE ON epoch_keys
BEGIN SELECT RAISE(ABORT, 'epochs are never changed'); END;

CREATE TRIGGER IF NOT EXISTS unit_boxes_once BEFORE INSERT ON unit_boxes
WHEN EXISTS (SELECT 1 FROM unit_boxes WHERE unit = NEW.unit)
BEGIN SELECT RAISE(ABORT, 'a unit is made once'); END;

CREATE TRIGGER IF NOT EXISTS unit_boxes_stay BEFORE DELETE ON unit_boxes
BEGIN SELECT RAISE(ABORT, 'units are never removed'); END;

CREATE TRIGGER IF NOT EXISTS unit_boxes_hold
BEFORE UPDATE OF unit, case_id, compartment, epoch, key, own, id ON unit_boxes
BEGIN SELECT RAISE(ABORT, 'units are never changed'); END;

CREATE TRIGGER IF NOT EXISTS unit_subject_hold BEFORE UPDATE OF subject ON unit_boxes
WHEN OLD.subject IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'whose a unit is never changes'); END;

CREATE TRIGGER IF NOT EXISTS keyboxes_stay BEFORE UPDATE OF box ON unit_boxes
WHEN NEW.box IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a keybox may be destroyed, never changed'); END;

CREATE TRIGGER IF NOT EXISTS epoch_boxes_stay BEFORE DELETE ON epoch_boxes
BEGIN SELECT RAISE(ABORT, 'an epochbox stays named'); END;

CREATE TRIGGER IF NOT EXISTS epoch_boxes_hold BEFORE UPDATE ON epoch_boxes
WHEN NEW.box IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an epochbox may be destroyed, never changed'); END;

CREATE TRIGGER IF NOT EXISTS forks_stay BEFORE DELETE ON forks
BEGIN SELECT RAISE(ABORT, 'a proof of a fork is kept'); END;

-- Erasures that were met here, and how far each is carried out (docs/spec/erasure.md):
-- 1 the keys are destroyed, 2 the files and the index are gone too, 3 it was said so.
CREATE TABLE IF NOT EXISTS erasures (
  record TEXT PRIMARY KEY,
  case_id BLOB NOT NULL,
  whose TEXT NOT NULL,
  stage INTEGER NOT NULL,
  units INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  files INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What must be nowhere any more. `kind`: unit, box, file, part; an entry is named by its
-- log and its number in eight bytes.
CREATE TABLE IF NOT EXISTS erased (
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (case_id, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS erasures_stay BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'an erasure stands'); END;

CREATE TRIGGER IF NOT EXISTS erasures_hold BEFORE UPDATE ON erasures
WHEN NEW.record != OLD.record OR NEW.case_id != OLD.case_id OR NEW.whose != OLD.whose
  OR NEW.stage < OLD.stage
BEGIN SELECT RAISE(ABORT, 'an erasure stands'); END;

CREATE TRIGGER IF NOT EXISTS erased_stay BEFORE DELETE ON erased
BEGIN SELECT RAISE(ABORT, 'what was erased stays named'); END;

CREATE TRIGGER IF NOT EXISTS erased_hold BEFORE UPDATE ON erased
BEGIN SELECT RAISE(ABORT, 'what was erased stays named'); END;

-- What this copy knows of the places where the case is kept: not of the case itself, and
-- asked again where it is lost. `key` is a hub's Ed25519 key.

-- How a hub is reached, by who was told it: a welcome, or a person who added it.
CREATE TABLE IF NOT EXISTS known_hubs (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  mldsa44 BLOB NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  pin BLOB NOT NULL, -- SHA-256 of the key of its certificate; empty: by authorities
  invitation TEXT NOT NULL, -- what opens the case there; empty once it did
  PRIMARY KEY (case_id, key)
) STRICT, WITHOUT ROWID;

-- Each hub's last word: the cursor of its changes, when it was asked, what went wrong.
-- `mark` says how this copy stood when the two had the same.
CREATE TABLE IF NOT EXISTS holders (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  cursor INTEGER NOT NULL,
  told INTEGER NOT NULL, -- POSIX seconds, by this device's clock
  mark BLOB NOT NULL,
  fault TEXT NOT NULL, -- the sentences of what went wrong last; empty: nothing
  PRIMARY KEY (case_id, key)
) STRICT, WITHOUT ROWID;

-- Entries without content, named by an erasure, whose content each hub was asked for.
CREATE TABLE IF NOT EXISTS asked (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  log BLOB NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (case_id, key, log, position)
) STRICT, WITHOUT ROWID;

-- When each hub was asked for all that it holds, and when it held less than before last,
-- in POSIX seconds by this device's clock; 0: never, or it is to be asked anew.
CREATE TABLE IF NOT EXISTS looks (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  at INTEGER NOT NULL,
  lost_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, key)
) STRICT, WITHOUT ROWID;

-- What each hub said that it holds; kinds as in docs/spec/hub.md, 'Changes'.
CREATE TABLE IF NOT EXISTS holdings (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (case_id, key, kind, id)
) STRICT, WITHOUT ROWID;

-- The newest head of each log that each hub cosigned.
CREATE TABLE IF NOT EXISTS cosigned (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  log BLOB NOT NULL,
  size INTEGER NOT NULL,
  note BLOB NOT NULL,
  PRIMARY KEY (case_id, key, log)
) STRICT;

-- The access lists that a hub held, as a lead signed them.
CREATE TABLE IF NOT EXISTS access_lists (
  case_id BLOB NOT NULL,
  key BLOB NOT NULL,
  version INTEGER NOT NULL,
  note BLOB NOT NULL,
  PRIMARY KEY (case_id, key, version)
) STRICT;

-- The parts that a sealed file travels in: SHA-256 of each, in order.
CREATE TABLE IF NOT EXISTS file_parts (
  stored BLOB NOT NULL,
  number INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (stored, number)
) STRICT, WITHOUT ROWID;

-- Lists of parts that led to another file, by the SHA-256 of their hashes.
CREATE TABLE IF NOT EXISTS refused_parts (
  stored BLOB NOT NULL,
  parts BLOB NOT NULL,
  PRIMARY KEY (stored, parts)
) STRICT, WITHOUT ROWID;

-- Keys of this device for a case that it asked to be let into: kept until it comes in,
-- and then moved. `note` is the request that was signed; `case_id` is known once a
-- welcome was taken: until the log may be begun, its keys wait here.
CREATE TABLE IF NOT EXISTS joinings (
  device BLOB PRIMARY KEY,
  case_id BLOB,
  made TEXT NOT NULL,
  note BLOB NOT NULL,
  box_private BLOB NOT NULL,
  request_seed BLOB NOT NULL,
  mldsa44 BLOB NOT NULL,
  ed25519_seed BLOB NOT NULL,
  mldsa44_seed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- When this vault first heard that a device asks to be a member's who lost theirs: from
-- then on its clock counts the time in which anybody may say no.
CREATE TABLE IF NOT EXISTS recoveries_heard (
  case_id BLOB NOT NULL,
  recovery TEXT PRIMARY KEY,
  heard TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When this vault first took something in, by its own clock: `what` is a log, with the
-- size that it had, or a record. Signs of life are counted from then. With 'looked at '
-- before it, it is an act that a person has seen among the members since.
CREATE TABLE IF NOT EXISTS met (
  case_id BLOB NOT NULL,
  what TEXT NOT NULL,
  size INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (case_id, what)
) STRICT, WITHOUT ROWID;

-- Since when it has listened to others without a long break, and when it did last.
CREATE TABLE IF NOT EXISTS listening (
  case_id BLOB PRIMARY KEY,
  since TEXT NOT NULL,
  last TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Cases that leave this device for a journey: decided, and being removed. All three
-- tables are empty before and after; what is in them is finished at the next unlock.
CREATE TABLE IF NOT EXISTS leaving (case_id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS leftovers (
  stored TEXT PRIMARY KEY -- a sealed file that goes with them
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tidying (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1)
) STRICT;

-- What each device said it has of a case, in the last file of its that was read here
-- (docs/spec/carry.md): the next file for it leaves that out.
CREATE TABLE IF NOT EXISTS inventories (
  case_id BLOB NOT NULL,
  device BLOB NOT NULL,
  said BLOB NOT NULL,
  PRIMARY KEY (case_id, device)
) STRICT;

-- Notices for devices outside the case (docs/spec/outside.md), as they travel: every copy
-- carries them, and only the device that one is for can open it.
CREATE TABLE IF NOT EXISTS notice_boxes (
  id BLOB PRIMARY KEY,
  case_id BLOB NOT NULL,
  state BLOB NOT NULL,
  box BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS notice_boxes_of ON notice_boxes (case_id, state);

-- The notice that this device believes, where it is outside of a case. `against` is 1
-- once somebody who led before contradicted it: until two people compared a number,
-- nothing is sealed.
CREATE TABLE IF NOT EXISTS notices (
  case_id BLOB PRIMARY KEY,
  note BLOB NOT NULL,
  at TEXT NOT NULL,
  against INTEGER NOT NULL
) STRICT;

-- Logs that led by an earlier notice, with the number of the last one that named them.
CREATE TABLE IF NOT EXISTS once_leads (
  case_id BLOB NOT NULL,
  log BLOB NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (case_id, log)
) STRICT, WITHOUT ROWID;

-- What this device wrote and can't read: when, and its sealed files. `parts` is a file's
-- sealed list of parts, made while its key was known; empty for a file of one part.
CREATE TABLE IF NOT EXISTS handed (
  case_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  log BLOB NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (case_id, log, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS handed_files (
  case_id BLOB NOT NULL,
  stored TEXT NOT NULL,
  log BLOB NOT NULL,
  position INTEGER NOT NULL,
  parts BLOB NOT NULL,
  PRIMARY KEY (case_id, stored)
) STRICT;
