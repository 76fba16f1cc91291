"""Documents out: bundles that a stranger can check."""
