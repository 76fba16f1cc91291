"""A request and a welcome: one spelling, one signature, one device that can open it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.boxes import box_public, generate_box_key
from habeas.crypto.sign import ed25519_public, generate_seed, mldsa44_public
from habeas.errors import BadInputError
from habeas.wire.joining import (
    Asking,
    HubAt,
    Welcome,
    device_of,
    number,
    open_welcome,
    read_request,
    seal_welcome,
    write_request,
)
from habeas.wire.refusal import UnsignedError, WireError

PRIVATE, SEED, OTHER = generate_box_key(), generate_seed(), generate_seed()
ASKING = Asking(
    "Laptop of Beth",
    box_public(PRIVATE),
    ed25519_public(SEED),
    mldsa44_public(OTHER),
    bytes(range(32)),
)
HUB = HubAt(
    "https://hub.example.org",
    "hub.example.org",
    bytes(32),
    mldsa44_public(SEED),
    bytes(range(32)),
)
WELCOME = Welcome(
    bytes(16), bytes(32), bytes(range(16)), bytes(32), mldsa44_public(OTHER), (HUB,)
)


def test_a_request_is_read_as_it_was_written() -> None:
    assert read_request(write_request(ASKING, SEED)) == ASKING


@given(st.integers(0, len(write_request(ASKING, SEED)) - 1), st.integers(1, 255))
def test_no_changed_byte_of_a_request_is_taken(at: int, by: int) -> None:
    data = bytearray(write_request(ASKING, SEED))
    data[at] ^= by
    with pytest.raises(BadInputError):
        read_request(bytes(data))


@pytest.mark.parametrize("label", ["", " x", "x\ny", "x" * 81, "x\x00"])
def test_a_label_is_one_line(label: str) -> None:
    with pytest.raises(BadInputError):
        write_request(replace(ASKING, label=label), SEED)


def test_a_request_signed_by_another_log_is_refused() -> None:
    note = write_request(ASKING, SEED)
    lent = write_request(replace(ASKING, log=ed25519_public(OTHER)), OTHER)
    text = note.split(b"\n\n")[0]
    with pytest.raises(UnsignedError):
        read_request(text + b"\n\n" + lent.split(b"\n\n")[1])


@pytest.mark.parametrize("hubs", [(), (HUB,), (replace(HUB, pin=b""), HUB)])
def test_a_welcome_opens_for_whoever_asked(hubs: tuple[HubAt, ...]) -> None:
    welcome = replace(WELCOME, hubs=hubs)
    sealed = seal_welcome(welcome, ASKING, SEED)
    assert device_of(sealed) == ASKING.device
    assert open_welcome(sealed, PRIVATE) == (welcome, ed25519_public(SEED))


def test_a_welcome_opens_for_nobody_else() -> None:
    sealed = seal_welcome(WELCOME, ASKING, SEED)
    with pytest.raises(WireError):
        open_welcome(sealed, generate_box_key())


def test_a_welcome_says_nothing_to_whoever_carries_it() -> None:
    sealed = seal_welcome(WELCOME, ASKING, SEED)
    assert b"hub.example" not in sealed
    assert b"founder" not in sealed


@given(st.data())
def test_no_changed_byte_of_a_welcome_is_taken(data: st.DataObject) -> None:
    sealed = bytearray(seal_welcome(WELCOME, ASKING, SEED))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadInputError):
        open_welcome(bytes(sealed), PRIVATE)


@pytest.mark.parametrize(
    "hub",
    [
        replace(HUB, address="ftp://hub"),
        replace(HUB, address="https://a b"),
        replace(HUB, name="a b"),
        replace(HUB, mldsa44=b"short"),
        replace(HUB, name="a\nhub x"),
    ],
)
def test_a_hub_that_the_form_cannot_hold_is_refused(hub: HubAt) -> None:
    with pytest.raises(WireError):
        seal_welcome(replace(WELCOME, hubs=(hub,)), ASKING, SEED)


def test_a_number_is_thirty_digits_in_groups() -> None:
    assert number(b"") == _groups(b"")
    assert number(b"x") != number(b"y")


def _groups(data: bytes) -> str:
    import hashlib  # noqa: PLC0415 - the second implementation, of one line

    value = str(int(hashlib.sha256(data).hexdigest(), 16))[-30:]
    return " ".join(value[at : at + 5] for at in range(0, 30, 5))


@pytest.mark.parametrize("data", [b"", b"\n", b"habeas.org/join-request/v1\n", b"\xff"])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(BadInputError):
        read_request(data)
    with pytest.raises(WireError):
        device_of(data)
