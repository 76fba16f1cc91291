"""Habeas keeps the case of a person who says they were abused in custody."""
