import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto import bech32
from habeas.crypto.bech32 import decode, encode

# C2SP age, 'The X25519 recipient type'
IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_the_examples_of_the_age_specification() -> None:
    assert decode(IDENTITY) == ("AGE-SECRET-KEY-", b"\x42" * 32)
    assert encode("AGE-SECRET-KEY-", b"\x42" * 32) == IDENTITY
    prefix, public = decode(RECIPIENT)
    assert prefix == "age"
    assert encode("age", public) == RECIPIENT


@given(st.binary(max_size=80))
def test_what_was_written_is_read(data: bytes) -> None:
    assert decode(encode("age", data)) == ("age", data)


@given(st.integers(0, 61), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l1b"))
def test_one_changed_letter_is_noticed(at: int, letter: str) -> None:
    changed = RECIPIENT[:at] + letter + RECIPIENT[at + 1 :]
    if changed != RECIPIENT:
        with pytest.raises(ValueError, match=r"."):
            decode(changed)


# BIP 173, 'Test vectors'
VALID = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11" + 82 * "q" + "c8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
]
NO_PARTS = "no prefix or no checksum"
WRONG = {
    "no separator": ("pzry9x0s0muk", NO_PARTS),
    "empty prefix": ("1pzry9x0s0muk", NO_PARTS),
    "prefix only": ("10a06t8", NO_PARTS),
    "letter outside the alphabet": ("x1b4n0q5v", "a letter outside the alphabet"),
    "checksum too short": ("li1dgmt3", NO_PARTS),
    "checksum made upper case first": ("A1G7SGD8", "wrong checksum"),
    "mixed case": ("a12UEL5L", "mixed case"),
    "not ASCII": ("age1\u0131", "mixed case"),
    "Kelvin sign": ("A12UEL5\u212a", "mixed case"),
    "empty": ("", NO_PARTS),
}


@pytest.mark.parametrize("text", VALID)
def test_valid_strings_of_bip_173_are_read(text: str) -> None:
    prefix, data = decode(text)
    assert encode(prefix, data) == text


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_other_strings_are_refused(case: tuple[str, str]) -> None:
    text, reason = case
    with pytest.raises(ValueError, match=f"^{reason}$"):
        decode(text)


def with_checksum(values: list[int]) -> str:
    residue = bech32._polymod([*bech32._expand("age"), *values, *[0] * 6]) ^ 1
    check = [residue >> 5 * (5 - i) & 31 for i in range(6)]
    return "age1" + "".join(bech32._ALPHABET[v] for v in [*values, *check])


def test_bits_that_fill_no_byte_are_refused() -> None:
    """The checksum is right, but another spelling says the same bytes."""
    assert decode(with_checksum([0, 0])) == ("age", b"\x00")
    for values in ([0], [0, 1], [0, 2], [0, 0, 0]):
        with pytest.raises(ValueError, match=r"^loose bits at the end$"):
            decode(with_checksum(values))


def test_each_bit_that_leaves_the_checksum_adds_its_own() -> None:
    """The numbers of BIP 173, worked out once when the module is loaded."""
    numbers = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    assert [bech32._step(1 << bit) for bit in range(5)] == list(numbers)
    assert bech32._step(0) == 0
    assert bech32._step(0b01011) == numbers[0] ^ numbers[1] ^ numbers[3]
