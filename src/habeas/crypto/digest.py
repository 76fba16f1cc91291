"""SHA-256 (FIPS 180-4), HKDF-SHA256 (RFC 5869), and hashes that others have made."""

import hashlib
from collections.abc import Iterable
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


OLD = ("md5", "sha1")
"""Other people's lists name files by them: taken of every file, and prove nothing."""


class Digests:
    """Several hashes of the same bytes, by name: SHA-256 and `OLD` always."""

    def __init__(self, others: Iterable[str] = ()) -> None:
        self._made: dict[str, Hasher] = {"sha256": new_sha256()}
        for name in (*OLD, *others):
            self._made[name] = hashlib.new(name, usedforsecurity=False)

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next bytes."""
        for one in self._made.values():
            one.update(data)

    def hexdigests(self) -> dict[str, str]:
        """Return each hash of all bytes so far in lower-case hex, by its name."""
        return {name: one.hexdigest() for name, one in self._made.items()}


def sha256(data: bytes | bytearray | memoryview) -> bytes:
    """Return the 32-byte SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def hkdf(ikm: bytes, info: bytes, length: int = 32, *, salt: bytes = b"") -> bytes:
    """Derive `length` bytes from key material, for the purpose that `info` names."""
    return HKDF(SHA256(), length, salt or None, info).derive(ikm)
