"""SHA-256 (FIPS 180-4), HKDF-SHA256 (RFC 5869), two old hashes to match lists by."""

import hashlib
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Hasher(Protocol):
    """A hash that is fed piece by piece."""

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        """Take the next bytes."""
        ...

    def digest(self) -> bytes:
        """Return the hash of all bytes so far; more may follow."""
        ...

    def hexdigest(self) -> str:
        """Return the same as lower-case hex digits."""
        ...


def new_sha256() -> Hasher:
    """Return an empty hasher, for what is too long to hold in memory."""
    return hashlib.sha256()


def new_md5() -> Hasher:
    """Return an empty MD5: other people's lists name files by it. It proves nothing."""
    return hashlib.md5(usedforsecurity=False)


def new_sha1() -> Hasher:
    """Return an empty SHA-1: other people's lists name files by it, no more."""
    return hashlib.sha1(usedforsecurity=False)


def sha256(data: bytes | bytearray | memoryview) -> bytes:
    """Return the 32-byte SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def hkdf(ikm: bytes, info: bytes, length: int = 32, *, salt: bytes = b"") -> bytes:
    """Derive `length` bytes from key material, for the purpose that `info` names."""
    return HKDF(SHA256(), length, salt or None, info).derive(ikm)
