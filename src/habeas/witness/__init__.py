"""A witness: cosigns heads of logs that only grow, and keeps those heads alone."""
