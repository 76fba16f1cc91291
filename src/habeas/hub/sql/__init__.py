"""The hub's store in SQL that SQLite and PostgreSQL both speak."""
