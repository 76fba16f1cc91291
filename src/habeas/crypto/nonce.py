"""The one door to randomness."""

import os


def random_bytes(count: int) -> bytes:
    """Return `count` unpredictable bytes from the operating system."""
    return os.urandom(count)
