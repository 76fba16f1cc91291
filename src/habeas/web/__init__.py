"""The localhost pages."""
