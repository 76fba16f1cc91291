-- Logs that go on from another one, as the log before signed it: let in as that one is.
CREATE TABLE IF NOT EXISTS continued (
  log BYTEA PRIMARY KEY,
  case_id BYTEA NOT NULL REFERENCES cases (id),
  before BYTEA NOT NULL,
  note BYTEA NOT NULL
);
