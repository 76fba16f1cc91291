"""The hub's store in two SQLite files, which several processes may use at once."""
