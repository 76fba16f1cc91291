"""The readable page of a bundle: its values, template and style."""
