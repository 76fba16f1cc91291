"""A case to be carried: its form under the seal, and what is refused."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.sign import ed25519_public
from habeas.wire.carry import LEAST, CutShortError, Reading, Writing
from habeas.wire.inventory import Inventory, read_inventory, sign_inventory
from habeas.wire.padding import padded
from habeas.wire.refusal import UnsignedError, WireError

CASE = bytes(range(16))
SEED = bytes(32)
DEVICE = bytes([7]) * 32
BLOB = "ab" * 32
THINGS = [("inventory", b"i"), ("box", b"b"), ("box", b""), ("pack", b"p" * 70_000)]


def made(things: list[tuple[str, bytes]], blobs: list[bytes] = []) -> bytes:  # noqa: B006
    writing = Writing()
    pieces = [writing.head(CASE)]
    pieces += [writing.item(kind, data) for kind, data in things]
    for data in blobs:
        pieces += [writing.blob(BLOB, len(data)), data]
    return b"".join([*pieces, *writing.end()])


def in_steps(data: bytes, step: int) -> Iterator[bytes]:
    return (data[at : at + step] for at in range(0, len(data), step))


def read(data: bytes, step: int = 1000) -> list[tuple[str, bytes]]:
    reading = Reading(in_steps(data, step))
    assert reading.case() == CASE
    return [(item.kind, item.whole()) for item in reading.items()]


@pytest.mark.parametrize("step", [1, 7, 64 * 1024])
def test_what_was_written_is_read(step: int) -> None:
    found = read(made(THINGS, [b"one", b"x" * 5000]), step)
    assert found == [*THINGS, ("blob", b"one"), ("blob", b"x" * 5000)]


def test_what_nobody_reads_is_passed_over() -> None:
    reading = Reading(in_steps(made(THINGS, [b"x" * 200_000]), 999))
    reading.case()
    assert [item.kind for item in reading.items()] == [
        *("inventory", "box", "box", "pack", "blob")
    ]


def test_the_length_tells_little() -> None:
    assert len(made([])) == len(made(THINGS)) == LEAST
    long = made([], [bytes(3_000_001)])
    assert len(long) == len(made([], [bytes(3_005_000)])) == padded(3_000_001)


@pytest.mark.parametrize("cut", [1, 30, 52, 60, 100, LEAST - 1])
def test_a_file_that_ends_early_says_so(cut: int) -> None:
    data = made(THINGS)
    with pytest.raises((CutShortError, WireError)):
        read(data[:cut])
    assert read(data) == THINGS


def test_a_file_that_ends_in_an_item_is_cut_short() -> None:
    with pytest.raises(CutShortError):
        read(made(THINGS)[:500])


GOOD = made(THINGS)
HEAD = GOOD[:58]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04" + bytes(100),
        GOOD + b"\0",
        GOOD[:-1] + b"x",
        HEAD + b"pack 1\npbox 1\nb" + b"end\n",  # out of order
        HEAD + b"pack 99999999999\n",
        HEAD + b"box 16385\n",
        HEAD + b"blob " + BLOB.encode() + b" 999999999999\n",
        HEAD + b"blob 00 1\nx",
        HEAD + b"pack 01\np",
        HEAD + b"pack -1\n",
        HEAD + b"letter 1\nx",
        HEAD + b"x" * 1000,
        HEAD.replace(b"v1", b"v2") + b"end\n",
    ],
)
def test_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        read(data)


@given(st.integers(0, 10**13))
def test_padding(size: int) -> None:
    found = padded(size)
    assert size <= found <= size + size // 8 + 1
    assert padded(found) == found


def test_padding_by_known_values() -> None:
    """Of 1 MB, 4 + 1 bits of its length are told."""
    assert [padded(one) for one in (0, 1, 9, 100, 1_000_001)] == [
        0,
        1,
        10,
        104,
        1015808,
    ]
    with pytest.raises(ValueError, match="no less than nothing"):
        padded(-1)


INVENTORY = Inventory(
    CASE,
    DEVICE,
    {bytes([one]) * 32: (one, bytes(32)) for one in (1, 2)},
    frozenset({bytes(16), bytes([1]) * 16}),
    frozenset({BLOB, hashlib.sha256(b"").hexdigest()}),
)


def test_an_inventory_is_read_as_it_was_signed() -> None:
    made = sign_inventory(INVENTORY, SEED)
    signed = read_inventory(made)
    assert signed.require(ed25519_public(SEED)) == INVENTORY
    with pytest.raises(UnsignedError):
        signed.require(ed25519_public(bytes([1]) * 32))
    changed = made.replace(b"log 0101", b"log 0102", 1)
    with pytest.raises(UnsignedError):
        read_inventory(changed).require(ed25519_public(SEED))


TEXT = sign_inventory(INVENTORY, SEED)
LINES = TEXT.splitlines(keepends=True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT + b"\n",
        TEXT.upper(),
        b"".join([*LINES[:3], LINES[4], LINES[3], *LINES[5:]]),
        b"".join([*LINES[:4], *LINES[3:]]),
        b"".join(LINES[:-1]),
        TEXT.replace(b" 1 ", b" 01 "),
        TEXT.replace(b"\n", b"\r\n"),
    ],
)
def test_another_spelling_of_an_inventory_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        read_inventory(data)


def test_values_that_no_inventory_can_hold_are_refused() -> None:
    with pytest.raises(WireError):
        sign_inventory(replace(INVENTORY, blobs=frozenset({"../x"})), SEED)
