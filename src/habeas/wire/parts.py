"""The list of parts of a sealed file that is larger than one part.

docs/spec/sync.md, 'Files': sealed under a key that only the file's own key gives, it
tells a hub nothing, and every copy makes the same one.
"""

from collections.abc import Sequence

from habeas.crypto.aead import NONCE_SIZE, lock, unlock
from habeas.crypto.digest import hkdf
from habeas.crypto.failure import OpenError

PART = 8 * 1024 * 1024
"""Bytes of every part but the last."""
HASH_SIZE, TAG_SIZE = 32, 16
_LABEL = b"habeas.org/parts/v1"
_ONCE = bytes(NONCE_SIZE)  # each key seals one list, ever


def seal_parts(identity: str, stored: str, parts: Sequence[bytes]) -> bytes:
    """Return the list of a file's parts, by their SHA-256, as it lies at a hub."""
    about = _LABEL + bytes.fromhex(stored)
    return lock(_key(identity), _ONCE, b"".join(parts), about)[NONCE_SIZE:]


def open_parts(identity: str, stored: str, sealed: bytes) -> list[bytes] | None:
    """Return the parts of a file, None if this is not its list."""
    about = _LABEL + bytes.fromhex(stored)
    try:
        plain = unlock(_key(identity), _ONCE + sealed, about)
    except OpenError:
        return None
    return [plain[at : at + HASH_SIZE] for at in range(0, len(plain), HASH_SIZE)]


def _key(identity: str) -> bytes:
    return hkdf(identity.encode(), _LABEL)
