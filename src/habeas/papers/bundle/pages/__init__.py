"""The readable page of a bundle: values, template, style."""
