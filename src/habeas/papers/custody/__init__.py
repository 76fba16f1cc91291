"""The custody report: every exhibit, from hand to hand, for a court and its experts."""
