"""SHA-256 (FIPS 180-4) and HKDF-SHA256 (RFC 5869)."""

import hashlib
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sha256(Protocol):
    """A SHA-256 that is fed piece by piece."""

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        """Take the next bytes."""
        ...

    def digest(self) -> bytes:
        """Return the 32-byte hash of all bytes so far; more may follow."""
        ...

    def hexdigest(self) -> str:
        """Return the same as 64 lower-case hex digits."""
        ...


def new_sha256() -> Sha256:
    """Return an empty hasher, for what is too long to hold in memory."""
    return hashlib.sha256()


def sha256(data: bytes | bytearray | memoryview) -> bytes:
    """Return the 32-byte SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def hkdf(ikm: bytes, info: bytes, length: int = 32, *, salt: bytes = b"") -> bytes:
    """Derive `length` bytes from key material, for the purpose that `info` names."""
    return HKDF(SHA256(), length, salt or None, info).derive(ikm)
