"""The forms that come with the program: a folder each, no code."""
