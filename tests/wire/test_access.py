"""Access lists: one spelling, one signature."""

from dataclasses import replace

import pytest

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_public, ed25519_sign, mldsa44_public
from habeas.log.note import parse, serialise
from habeas.log.refusal import LogError
from habeas.wire.access import (
    MAX_LEADS,
    NO_LIST,
    AccessList,
    read_access,
    sign_access,
)
from habeas.wire.refusal import UnsignedError, WireError

SEED = bytes(range(32))
LEAD = ed25519_public(SEED)
MLDSA44 = mldsa44_public(bytes(32))


def key(name: str) -> bytes:
    return sha256(name.encode())


LISTED = AccessList(
    bytes(16),
    2,
    key("version 1"),
    frozenset({LEAD, key("lead")}),
    {key("log"): MLDSA44, key("log 2"): MLDSA44},
    frozenset({key("reader"), key("reader 2")}),
)
NOTE = sign_access(LISTED, SEED)


def test_what_is_signed_is_read() -> None:
    read = read_access(NOTE)
    assert (read.listed, read.signer, read.note) == (LISTED, LEAD, NOTE)


def test_the_hash_is_that_of_the_text_alone() -> None:
    assert LISTED.hash() == sha256(parse(NOTE).text.encode())


def resigned(text: str) -> bytes:
    """Sign any text as a list would be."""
    (one,) = parse(NOTE).signatures
    return serialise(text, [replace(one, blob=ed25519_sign(SEED, text.encode()))])


TEXT = LISTED.text
LINES = TEXT.splitlines(keepends=True)
LEADS = sorted(line for line in LINES if line.startswith("lead"))
SPELLINGS = {
    "another version": TEXT.replace("access/v1", "access/v2"),
    "no lead": "".join(line for line in LINES if not line.startswith("lead")),
    "out of order": TEXT.replace("".join(LEADS), "".join(reversed(LEADS))),
    "named twice": TEXT.replace(LEADS[0], LEADS[0] * 2),
    "upper case": TEXT.replace(LEAD.hex(), LEAD.hex().upper()),
    "leading zero": TEXT.replace("version 2", "version 02"),
    "version 0": TEXT.replace("version 2", "version 0"),
    "first with one before": TEXT.replace("version 2", "version 1"),
    "second with none before": TEXT.replace(LISTED.previous.hex(), NO_LIST.hex()),
    "another kind": TEXT.replace("read ", "write "),
    "a name in it": TEXT + "name Somebody Invented\n",
    "ML-DSA-44 in another spelling": TEXT.replace("A\n", "B\n").replace("=\n", "A\n"),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_is_refused(name: str) -> None:
    assert SPELLINGS[name] != TEXT
    with pytest.raises(WireError):
        read_access(resigned(SPELLINGS[name]))
    assert read_access(resigned(TEXT)).listed == LISTED


def test_a_changed_list_is_not_signed() -> None:
    with pytest.raises(UnsignedError):
        read_access(NOTE.replace(b"version 2", b"version 3"))


def test_two_signatures_are_refused() -> None:
    parsed = parse(NOTE)
    with pytest.raises(UnsignedError):
        read_access(serialise(parsed.text, parsed.signatures * 2))


def test_the_name_of_another_key_is_refused() -> None:
    (one,) = parse(NOTE).signatures
    for name in ("habeas.org/log/" + "00" * 32, "hub.example.org"):
        with pytest.raises(UnsignedError):
            read_access(serialise(TEXT, [replace(one, name=name)]))


def test_too_much_is_refused() -> None:
    many = frozenset(key(f"{n}") for n in range(MAX_LEADS + 1))
    with pytest.raises(WireError):
        sign_access(replace(LISTED, leads=many), SEED)
    with pytest.raises(WireError):
        read_access(NOTE + b"\n" * 300_000)


@pytest.mark.parametrize("at", range(0, len(NOTE), 37))
def test_no_flipped_bit_is_read(at: int) -> None:
    broken = bytearray(NOTE)
    broken[at] ^= 1
    with pytest.raises((WireError, LogError)):
        read_access(bytes(broken))
