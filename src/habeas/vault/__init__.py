"""A case on disk: folder, log, exhibits, lock."""
