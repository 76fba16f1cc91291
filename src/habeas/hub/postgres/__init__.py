"""The hub's store in PostgreSQL, for processes on several machines at once."""
