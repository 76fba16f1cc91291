"""Bech32 (BIP 173) without its length limit, as age writes keys.

The letters carry the bits that base32 (RFC 4648) writes with another alphabet.
"""

import base64
from collections.abc import Iterable

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6

_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_AS_VALUES = bytes.maketrans(_BASE32, bytes(range(32)))
_FROM_VALUES = bytes.maketrans(bytes(range(32)), _BASE32)


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as Bech32; upper case when `prefix` is upper case."""
    low = prefix.lower()
    values = base64.b32encode(data).rstrip(b"=").translate(_AS_VALUES)
    residue = _polymod([*_expand(low), *values, *[0] * _CHECKSUM_SIZE]) ^ 1
    check = [(residue >> 5 * (5 - i)) & 31 for i in range(_CHECKSUM_SIZE)]
    text = low + "1" + "".join([_ALPHABET[v] for v in (*values, *check)])
    return text if prefix == low else text.upper()


def decode(text: str) -> tuple[str, bytes]:
    """Return (prefix as written, data).

    Raises:
        ValueError: mixed case, a wrong letter, a wrong checksum or loose bits.
    """
    low = text.lower()
    if text not in (low, text.upper()) or not text.isascii():
        raise ValueError("mixed case")
    cut = low.rfind("1")
    if cut < 1 or len(low) - cut - 1 < _CHECKSUM_SIZE:
        raise ValueError("no prefix or no checksum")
    try:
        values = [_VALUES[letter] for letter in low[cut + 1 :]]
    except KeyError as error:
        raise ValueError("a letter outside the alphabet") from error
    if _polymod([*_expand(low[:cut]), *values]) != 1:
        raise ValueError("wrong checksum")
    return text[:cut], _data(bytes(values[:-_CHECKSUM_SIZE]))


def _data(values: bytes) -> bytes:
    """Return the bytes that groups of five bits make, in their one spelling."""
    written = values.translate(_FROM_VALUES)
    try:
        data = base64.b32decode(written + b"=" * (-len(written) % 8))
    except ValueError as error:
        raise ValueError("loose bits at the end") from error
    if base64.b32encode(data).rstrip(b"=") != written:
        raise ValueError("loose bits at the end")
    return data


def _step(top: int) -> int:
    """Return what the five bits that leave the checksum add to it."""
    added = 0
    for i, generator in enumerate(_GENERATOR):
        added ^= generator if (top >> i) & 1 else 0
    return added


_STEPS = tuple(_step(top) for top in range(32))


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _STEPS[check >> 25]
    return check


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]
