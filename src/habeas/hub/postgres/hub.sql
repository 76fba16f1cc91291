-- What a hub keeps, as sqlite/hub.sql and sqlite/nonces.sql have it, in PostgreSQL's
-- types. Envelopes and heads are as their writers signed them; bodies and boxes are
-- ciphertext. Nothing here has a key (docs/adr/0020-a-blind-hub.md).

CREATE TABLE nonces (
  key BYTEA NOT NULL,
  nonce BYTEA NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (key, nonce)
);
CREATE INDEX nonces_by_end ON nonces (expires);

CREATE TABLE invitations (
  token_hash BYTEA PRIMARY KEY,
  most_bytes BIGINT NOT NULL,
  most_entries BIGINT NOT NULL,
  until BIGINT NOT NULL
);

-- A row of these is written over and over: room for it beside the old one.
CREATE TABLE cases (
  id BYTEA PRIMARY KEY,
  version BIGINT NOT NULL,
  list_hash BYTEA NOT NULL,
  access BYTEA NOT NULL,
  cursor BIGINT NOT NULL DEFAULT 0,
  used_bytes BIGINT NOT NULL DEFAULT 0,
  used_entries BIGINT NOT NULL DEFAULT 0,
  most_bytes BIGINT NOT NULL,
  most_entries BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE keys (
  case_id BYTEA NOT NULL,
  key BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('lead', 'log', 'read')),
  PRIMARY KEY (case_id, key, kind)
);

CREATE TABLE logs (
  id BYTEA PRIMARY KEY,
  case_id BYTEA NOT NULL REFERENCES cases (id),
  mldsa44 BYTEA NOT NULL,
  size BIGINT NOT NULL DEFAULT 0,
  tree BYTEA NOT NULL DEFAULT '', -- the frontier's hashes, one behind the other
  note BYTEA NOT NULL DEFAULT '',
  head_hash BYTEA NOT NULL DEFAULT '',
  forked INTEGER NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE entries (
  log BYTEA NOT NULL,
  position BIGINT NOT NULL,
  envelope BYTEA NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (log, position)
);
ALTER TABLE entries ALTER COLUMN sealed SET STORAGE EXTERNAL; -- it can't be compressed

CREATE TABLE forks (
  log BYTEA PRIMARY KEY,
  first BYTEA NOT NULL,
  second BYTEA NOT NULL,
  path BYTEA NOT NULL
);

-- A keybox or a blob; what was erased stays as a name, so that it never comes back.
CREATE TABLE things (
  case_id BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('blob', 'keybox')),
  id BYTEA NOT NULL,
  size BIGINT NOT NULL,
  box BYTEA,
  erased INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, kind, id)
);
CREATE INDEX things_erased ON things (case_id, id) WHERE erased = 1;

CREATE TABLE changes (
  case_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  cursor BIGINT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (case_id, kind, id)
);
CREATE UNIQUE INDEX changes_in_order ON changes (case_id, cursor);

CREATE TABLE hub_tree (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  size BIGINT NOT NULL,
  tree BYTEA NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE hub_hashes (
  level INTEGER NOT NULL,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (level, position)
);

CREATE TABLE hub_heads (
  position BIGINT PRIMARY KEY,
  head_hash BYTEA NOT NULL
);

CREATE TABLE witnesses (
  url TEXT PRIMARY KEY,
  vkeys TEXT NOT NULL, -- a line each
  size BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  trouble TEXT NOT NULL
);

-- The newest head of the hub's own log that witnesses cosigned.
CREATE TABLE shown_head (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  size BIGINT NOT NULL,
  note BYTEA NOT NULL
);

-- Until when a process of this hub asks the witnesses, alone.
CREATE TABLE witness_turn (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  until BIGINT NOT NULL
);

-- What a log took in is never changed or removed; a body may be erased.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

CREATE FUNCTION entries_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.position > 0 AND NOT EXISTS (
    SELECT 1 FROM entries WHERE log = NEW.log AND position = NEW.position - 1
  ) THEN RAISE EXCEPTION 'entries follow one another'; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER entries_follow BEFORE INSERT ON entries
FOR EACH ROW EXECUTE FUNCTION entries_follow();

CREATE TRIGGER entries_stay BEFORE DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse('entries are never removed');

CREATE TRIGGER entries_hold BEFORE UPDATE ON entries FOR EACH ROW
WHEN (NEW.log IS DISTINCT FROM OLD.log OR NEW.position IS DISTINCT FROM OLD.position
  OR NEW.envelope IS DISTINCT FROM OLD.envelope)
EXECUTE FUNCTION refuse('entries are never changed');

CREATE TRIGGER bodies_hold BEFORE UPDATE ON entries FOR EACH ROW
WHEN (NEW.sealed IS NOT NULL AND NEW.sealed IS DISTINCT FROM OLD.sealed)
EXECUTE FUNCTION refuse('a body may be erased, never changed');

CREATE TRIGGER logs_grow BEFORE UPDATE ON logs FOR EACH ROW
WHEN (NEW.size < OLD.size OR NEW.forked < OLD.forked OR NEW.id <> OLD.id
  OR NEW.case_id <> OLD.case_id OR NEW.mldsa44 <> OLD.mldsa44)
EXECUTE FUNCTION refuse('a log only grows');

CREATE TRIGGER logs_stay BEFORE DELETE OR TRUNCATE ON logs
FOR EACH STATEMENT EXECUTE FUNCTION refuse('logs are never removed');

CREATE TRIGGER things_stay BEFORE DELETE OR TRUNCATE ON things
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an erased thing stays as a name');

CREATE TRIGGER erased_stays BEFORE UPDATE ON things FOR EACH ROW
WHEN (OLD.erased = 1 AND NEW.erased = 0)
EXECUTE FUNCTION refuse('what was erased never comes back');
