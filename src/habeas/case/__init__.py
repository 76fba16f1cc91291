"""What may be said in a case and what must hold. Pure: no input, no output."""
