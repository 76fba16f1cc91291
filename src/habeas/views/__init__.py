"""Encrypted projections of the log; they may be deleted at any time."""
