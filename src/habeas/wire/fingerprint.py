"""How two people compare keys: read out over the phone, or from a slip of paper."""

import re

from habeas.crypto.digest import sha256

_LABEL = b"habeas.org/fingerprint/v1\n"
_DIGITS = 20
_NOISE = re.compile(r"[\s-]+")


def fingerprint(*keys: bytes) -> str:
    """Return five groups of four digits that stand for these public keys together.

    80 bits: nobody finds other keys with the same ones.
    """
    digest = sha256(_LABEL + b"".join(sha256(one) for one in keys)).hex()[:_DIGITS]
    return "-".join(digest[at : at + 4] for at in range(0, _DIGITS, 4))


def same(told: str, shown: str) -> bool:
    """Say whether somebody typed a fingerprint, however they spaced it."""
    return _NOISE.sub("", told).lower() == shown.replace("-", "")
