"""ChaCha20-Poly1305 (RFC 8439) with a random nonce in front of the ciphertext."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from habeas.crypto.failure import OpenError

NONCE_SIZE = 12
TAG_SIZE = 16
OVERHEAD = NONCE_SIZE + TAG_SIZE


def lock(key: bytes, nonce: bytes, plain: bytes, context: bytes) -> bytes:
    """Return nonce || ciphertext || tag; `nonce` is used once under `key`, ever."""
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, context)


def unlock(key: bytes, locked: bytes, context: bytes) -> bytes:
    """Open what `lock` made.

    Raises:
        OpenError: the key or context is another, or the bytes were changed.
    """
    nonce, sealed = locked[:NONCE_SIZE], locked[NONCE_SIZE:]
    if len(sealed) < TAG_SIZE:
        raise OpenError("shorter than a nonce and a tag")
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, context)
    except InvalidTag as error:
        raise OpenError("the tag does not match") from error
