"""The records of a case: one schema each, read by form, page, search and export."""
