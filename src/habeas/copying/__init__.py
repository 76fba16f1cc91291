"""Copies of a case: what goes to its hubs and comes from them, and what is where."""
