"""Bech32 (BIP 173) without its length limit, as age writes keys."""

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as Bech32; upper case when `prefix` is upper case."""
    low = prefix.lower()
    values = _regroup(data, 8, 5, pad=True)
    residue = _polymod([*_expand(low), *values, *[0] * _CHECKSUM_SIZE]) ^ 1
    check = [(residue >> 5 * (5 - i)) & 31 for i in range(_CHECKSUM_SIZE)]
    text = low + "1" + "".join(_ALPHABET[v] for v in [*values, *check])
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
    values = [_ALPHABET.index(letter) for letter in low[cut + 1 :]]
    if _polymod([*_expand(low[:cut]), *values]) != 1:
        raise ValueError("wrong checksum")
    return text[:cut], bytes(_regroup(values[:-_CHECKSUM_SIZE], 5, 8, pad=False))


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            check ^= generator if (top >> i) & 1 else 0
    return check


def _expand(prefix: str) -> list[int]:
    codes = [ord(letter) for letter in prefix]
    return [c >> 5 for c in codes] + [0] + [c & 31 for c in codes]


def _regroup(data: bytes | list[int], size: int, into: int, *, pad: bool) -> list[int]:
    """Read `data` as groups of `size` bits and return groups of `into` bits."""
    pending, bits, out = 0, 0, []
    for value in data:
        pending = (pending << size | value) & 0xFFF
        bits += size
        while bits >= into:
            bits -= into
            out.append(pending >> bits & (1 << into) - 1)
    rest = pending & (1 << bits) - 1
    if pad and bits:
        out.append(rest << into - bits)
    if not pad and (bits >= size or rest):
        raise ValueError("loose bits at the end")
    return out
