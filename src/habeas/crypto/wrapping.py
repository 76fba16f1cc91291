"""A key wrapped under another key, bound to what it is for."""

from habeas.crypto.aead import NONCE_SIZE, lock, unlock
from habeas.crypto.nonce import random_bytes


def wrap(key: bytes, secret: bytes, context: bytes) -> bytes:
    """Return `secret` sealed under the 32-byte `key`: 12 + len + 16 bytes.

    `context` is not stored; the same must be given to `unwrap`, so that a wrapped
    key cannot be moved to another place.
    """
    return lock(key, random_bytes(NONCE_SIZE), secret, context)


def unwrap(key: bytes, wrapped: bytes, context: bytes) -> bytes:
    """Return the secret that `wrap` sealed.

    Raises:
        OpenError: the key or context is another, or the bytes were changed.
    """
    return unlock(key, wrapped, context)
