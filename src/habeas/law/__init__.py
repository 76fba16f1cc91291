"""What sources say about time, as dated data. It reads its own files alone."""
