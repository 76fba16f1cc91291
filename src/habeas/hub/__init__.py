"""The blind hub: keeps copies of cases, and can't read them."""
