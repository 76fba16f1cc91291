"""Sealing the body of an entry (docs/spec/sealed-body.md)."""

from habeas.crypto.aead import NONCE_SIZE, lock, unlock
from habeas.crypto.digest import hkdf
from habeas.crypto.nonce import random_bytes

LABEL = b"habeas.org/seal/v1\n"


def seal_context(
    case: bytes, log: bytes, index: int, compartment: int, epoch: int
) -> bytes:
    """Return the ASCII lines that say which entry a sealed body belongs to."""
    return (
        f"case {case.hex()}\nlog {log.hex()}\nindex {index}\n"
        f"compartment {compartment} epoch {epoch}\n"
    ).encode("ascii")


def seal(unit_key: bytes, context: bytes, body: bytes) -> bytes:
    """Return `body` sealed: 28 bytes longer, different every time.

    The key is derived for this one entry, so a random nonce can never meet another
    body under the same key unless an entry is sealed 2^48 times.
    """
    return lock(_key(unit_key, context), random_bytes(NONCE_SIZE), body, context)


def open_sealed(unit_key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return the body; the caller still checks it against the entry's `commit`.

    Raises:
        OpenError: another unit's key, another entry's context, or changed bytes.
    """
    return unlock(_key(unit_key, context), sealed, context)


def _key(unit_key: bytes, context: bytes) -> bytes:
    return hkdf(unit_key, LABEL + context)
