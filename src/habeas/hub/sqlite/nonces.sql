-- What was signed once and has not expired. A file of its own: it isn't synced, and the
-- rest is.
CREATE TABLE IF NOT EXISTS nonces (
  key BLOB NOT NULL,
  nonce BLOB NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (key, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nonces_by_end ON nonces (expires);
