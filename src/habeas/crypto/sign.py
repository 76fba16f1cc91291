"""Signatures: Ed25519 (RFC 8032) for today, ML-DSA-44 (FIPS 204) for the years after.

Evidence must outlive today's curves, so a checkpoint carries both.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
)

from habeas.crypto.nonce import random_bytes

SEED_SIZE = 32
ED25519_PUBLIC_SIZE = 32
MLDSA44_PUBLIC_SIZE = 1312
MLDSA44_SIGNATURE_SIZE = 2420

_KEYS = 1024
_FIELD = 2**255 - 19
_SIGN_BIT = 2**255
# The y of the eight points of small order. A signature under such a key would hold
# for many messages at once, so it could not bind anybody to one.
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        int.from_bytes(
            bytes.fromhex(
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
            ),
            "little",
        ),
        int.from_bytes(
            bytes.fromhex(
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
            ),
            "little",
        ),
    }
)


def generate_seed() -> bytes:
    """Return 32 random bytes: the private key of either signature."""
    return random_bytes(SEED_SIZE)


def ed25519_public(seed: bytes) -> bytes:
    """Return the 32-byte public key."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw()


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature; the same message always gives the same."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `public` signed `message`.

    Strict: a public key of small order or in a second spelling is refused, as are
    R and S in a second spelling; the equation is checked without the cofactor
    (docs/spec/log.md names what this decides in the public edge cases).
    """
    key = _ed25519_key(public)
    try:
        if key is not None:
            key.verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return key is not None


@lru_cache(maxsize=_KEYS)  # public; whoever signed once signs again
def _ed25519_key(public: bytes) -> Ed25519PublicKey | None:
    """Return a key ready for use, None where it is not sound."""
    if not _ed25519_key_is_sound(public):
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        return None


def mldsa44_public(seed: bytes) -> bytes:
    """Return the 1312-byte public key."""
    key = MLDSA44PrivateKey.from_seed_bytes(seed)
    return key.public_key().public_bytes_raw()


def mldsa44_sign(seed: bytes, message: bytes) -> bytes:
    """Return a 2420-byte signature, with empty context; randomised."""
    return MLDSA44PrivateKey.from_seed_bytes(seed).sign(message)


def mldsa44_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `public` signed `message`, with empty context."""
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Signer:
    """Both private keys of one signer; to expand them takes longer than to sign."""

    def __init__(self, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519_seed)
        self._mldsa44 = MLDSA44PrivateKey.from_seed_bytes(mldsa44_seed)
        self.ed25519_public = self._ed25519.public_key().public_bytes_raw()
        self.mldsa44_public = self._mldsa44.public_key().public_bytes_raw()

    def ed25519(self, message: bytes) -> bytes:
        """Return the 64-byte signature; the same message always gives the same."""
        return self._ed25519.sign(message)

    def mldsa44(self, message: bytes) -> bytes:
        """Return a 2420-byte signature, with empty context; randomised."""
        return self._mldsa44.sign(message)


def _ed25519_key_is_sound(public: bytes) -> bool:
    y = int.from_bytes(public, "little") % _SIGN_BIT
    return len(public) == ED25519_PUBLIC_SIZE and y < _FIELD and y not in _SMALL_ORDER_Y
