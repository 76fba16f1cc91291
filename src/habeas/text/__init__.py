"""Documents in: clean text, passages and proposals, read in a child process."""
