"""What passes between a copy of a case and a hub, as exact bytes. No I/O."""
