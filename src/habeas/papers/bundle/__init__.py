"""The bundle: a part of a case that a stranger can check (docs/spec/bundle.md)."""
