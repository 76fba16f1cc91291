"""Packs: one form, whatever is not that is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.log.note import MAX_NOTE
from habeas.wire import pack
from habeas.wire.pack import MAX_SEALED, Pack, Packed, decode, encode
from habeas.wire.refusal import WireError

entries = st.builds(
    Packed,
    envelope=st.binary(min_size=1, max_size=200),
    sealed=st.none() | st.binary(max_size=200),
)
made = st.builds(
    Pack,
    log=st.binary(min_size=32, max_size=32),
    start=st.integers(0, 2**63 - 1),
    note=st.binary(max_size=100),
    entries=st.lists(entries, max_size=5).map(tuple),
)


@given(made)
def test_what_is_written_is_read(one: Pack) -> None:
    assert decode(encode(one)) == one


@given(made, st.data())
def test_every_pack_cut_off_or_gone_on_is_refused(
    one: Pack, data: st.DataObject
) -> None:
    whole = encode(one)
    cut = data.draw(st.integers(0, len(whole) - 1))
    for other in (whole[:cut], whole + b"\n"):
        with pytest.raises(WireError):
            decode(other)


GOOD = encode(Pack(bytes(32), 7, b"note", (Packed(b"envelope", b"sealed"),)))
OTHERS = {
    "nothing": b"",
    "another version": GOOD.replace(b"pack/v1", b"pack/v2"),
    "CRLF": GOOD.replace(b"\n", b"\r\n"),
    "leading zero": GOOD.replace(b"from 7", b"from 07"),
    "negative": GOOD.replace(b"from 7", b"from -7"),
    "a sign": GOOD.replace(b"from 7", b"from +7"),
    "upper case": GOOD.replace(b"log 00", b"log AA"),
    "more entries than there are": GOOD.replace(b"entries 1", b"entries 2"),
    "fewer entries": GOOD.replace(b"entries 1", b"entries 0"),
    "too many entries": GOOD.replace(b"entries 1", b"entries 1025"),
    "a head of a megabyte": GOOD.replace(b"checkpoint 4", b"checkpoint 1000000"),
    "an empty envelope": GOOD.replace(b"entry 8 6\nenvelope", b"entry 0 6\n"),
    "a longer body than there is": GOOD.replace(b"entry 8 6", b"entry 8 7"),
    "an erased body that is there": GOOD.replace(b"entry 8 6", b"entry 8 -"),
    "a body too large": GOOD.replace(
        b"entry 8 6", f"entry 8 {MAX_SEALED + 1}".encode()
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_form_is_refused(name: str) -> None:
    assert OTHERS[name] != GOOD
    with pytest.raises(WireError):
        decode(OTHERS[name])


def test_more_than_a_pack_holds_is_not_written() -> None:
    large = Packed(b"e", bytes(MAX_SEALED))
    assert encode(Pack(bytes(32), 0, b"", (large,)))
    with pytest.raises(WireError):
        encode(Pack(bytes(32), 0, b"", (large, large)))


ONE = Pack(bytes(32), 7, b"note", (Packed(b"envelope", b"sealed"),))


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, log=bytes(31)),
        replace(ONE, start=-1),
        replace(ONE, start=10**19),
        replace(ONE, note=bytes(MAX_NOTE + 1)),
        replace(ONE, entries=tuple(ONE.entries) * 1025),
        replace(ONE, entries=(Packed(b"", b"sealed"),)),
        replace(ONE, entries=(Packed(bytes(10**6), b"sealed"),)),
        replace(ONE, entries=(Packed(b"e", bytes(MAX_SEALED + 1)),)),
    ],
    ids=["log", "negative", "number", "head", "many", "none", "envelope", "body"],
)
def test_what_the_form_cannot_hold_is_not_written(other: Pack) -> None:
    with pytest.raises(WireError):
        encode(other)


def test_the_largest_entry_fits_with_the_largest_head() -> None:
    weight = pack.weight(64 * 1024, MAX_SEALED)
    assert weight < pack.room(bytes(256 * 1024))


@given(made)
def test_a_weight_is_never_too_small(one: Pack) -> None:
    weights = sum(
        pack.weight(len(e.envelope), len(e.sealed or b"")) for e in one.entries
    )
    assert len(encode(one)) <= pack.MAX_PACK - pack.room(one.note) + weights
