"""Search of every output byte for protected names, dates and numbers. No I/O."""
