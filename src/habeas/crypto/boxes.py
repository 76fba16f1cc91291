"""Boxes that only one key opens: HPKE (RFC 9180), MLKEM768-X25519 hybrid.

What is hoarded today stays closed as long as either ML-KEM-768 or X25519 holds.
Layouts: docs/spec/keys.md.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes

MLKEM_SEED_SIZE = 64
MLKEM_PUBLIC_SIZE = 1184
PUBLIC_SIZE = MLKEM_PUBLIC_SIZE + 32
PRIVATE_SIZE = MLKEM_SEED_SIZE + 32

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def generate_box_key() -> bytes:
    """Return a new private key: 64-byte ML-KEM-768 seed || 32-byte X25519 key."""
    return random_bytes(PRIVATE_SIZE)


def box_public(private: bytes) -> bytes:
    """Return the public key: 1184 bytes of ML-KEM-768 || 32 bytes of X25519."""
    mlkem, x25519 = _split_private(private)
    return (
        mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    )


def box_fingerprint(public: bytes) -> bytes:
    """Return the 32 bytes by which a public key is named: its SHA-256."""
    return sha256(public)


def box(public: bytes, secret: bytes, info: bytes) -> bytes:
    """Return `secret` sealed to a public key: 1136 bytes longer, never twice the same.

    `info` says what the box is for; it is not stored and must be given to `unbox`.

    Raises:
        ValueError: `public` is not a public key.
    """
    return _SUITE.encrypt(secret, _public(public), info)


def unbox(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """Return the secret of a box.

    Raises:
        OpenError: another key or `info`, or changed bytes.
    """
    key = MLKEM768X25519PrivateKey(*_split_private(private))
    try:
        return _SUITE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError) as error:
        raise OpenError("the box does not open with this key") from error


def keybox_info(case: bytes, compartment: int, epoch: int, unit: bytes) -> bytes:
    """Return the `info` of a unit key boxed to an epoch key."""
    return (
        f"habeas.org/keybox/v1\ncase {case.hex()}\n"
        f"compartment {compartment} epoch {epoch}\nunit {unit.hex()}\n"
    ).encode("ascii")


def epochbox_info(case: bytes, compartment: int, epoch: int, member: bytes) -> bytes:
    """Return the `info` of an epoch key boxed to a member's public key `member`."""
    return (
        f"habeas.org/epochbox/v1\ncase {case.hex()}\n"
        f"compartment {compartment} epoch {epoch}\n"
        f"member {box_fingerprint(member).hex()}\n"
    ).encode("ascii")


def _split_private(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != PRIVATE_SIZE:
        raise OpenError("a private key has 96 bytes")
    return (
        MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED_SIZE]),
        X25519PrivateKey.from_private_bytes(private[MLKEM_SEED_SIZE:]),
    )


def _public(public: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_SIZE:]),
    )
