"""One file per rule, as people say it."""
