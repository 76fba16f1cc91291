"""Keyboxes and epochboxes as they travel: one spelling, one place, one key."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from habeas.crypto.boxes import box_fingerprint, box_public, generate_box_key
from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes
from habeas.wire.boxes import (
    MAX_BOX,
    BoxHead,
    epochbox_object,
    keybox_object,
    object_id,
    open_epochbox,
    open_keybox,
    read_head,
)
from habeas.wire.refusal import WireError

EPOCH, DEVICE, OTHER = (generate_box_key() for _ in range(3))
PUBLIC = box_public(EPOCH)
HEAD = BoxHead(bytes(16), 2, 3, box_fingerprint(PUBLIC))
UNIT = replace(HEAD, unit=bytes(range(16)))
KEY, PERSON = random_bytes(32), "ab" * 16


@pytest.fixture(scope="module")
def keybox() -> bytes:
    return keybox_object(UNIT, PUBLIC, KEY, PERSON)


@pytest.fixture(scope="module")
def epochbox() -> bytes:
    return epochbox_object(HEAD, PUBLIC, box_public(DEVICE), EPOCH)


def test_what_was_put_in_comes_out(keybox: bytes, epochbox: bytes) -> None:
    opened = open_keybox(EPOCH, keybox)
    assert (opened.id, opened.key, opened.subject) == (UNIT.unit, KEY, PERSON)
    assert open_epochbox(DEVICE, epochbox) == EPOCH
    assert (read_head(keybox), read_head(epochbox)) == (UNIT, HEAD)
    assert max(len(keybox), len(epochbox)) < MAX_BOX
    assert len(object_id(keybox)) == 16


def test_a_unit_of_nobody_alone() -> None:
    assert open_keybox(EPOCH, keybox_object(UNIT, PUBLIC, KEY, "")).subject == ""


def test_neither_says_whose_it_is(keybox: bytes, epochbox: bytes) -> None:
    assert PERSON.encode() not in keybox
    assert bytes.fromhex(PERSON) not in keybox
    assert box_fingerprint(box_public(DEVICE)).hex().encode() not in epochbox


def test_another_key_opens_neither(keybox: bytes, epochbox: bytes) -> None:
    with pytest.raises(OpenError):
        open_keybox(OTHER, keybox)
    with pytest.raises(OpenError):
        open_epochbox(OTHER, epochbox)


def test_one_cannot_pass_for_the_other(keybox: bytes, epochbox: bytes) -> None:
    with pytest.raises(WireError):
        open_keybox(EPOCH, epochbox)
    with pytest.raises(WireError):
        open_epochbox(DEVICE, keybox)


def test_no_changed_byte_of_a_keybox_is_taken(keybox: bytes) -> None:
    for bad in changed(keybox):
        with pytest.raises((WireError, OpenError)):
            open_keybox(EPOCH, bad)


def test_no_changed_byte_of_an_epochbox_is_taken(epochbox: bytes) -> None:
    for bad in changed(epochbox):
        with pytest.raises((WireError, OpenError)):
            open_epochbox(DEVICE, bad)


def changed(made: bytes) -> Iterator[bytes]:
    """Yield the bytes with one bit changed, at every place."""
    for at in range(len(made)):
        bad = bytearray(made)
        bad[at] ^= 1
        yield bytes(bad)


SPELT: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda one: one[:-1],
    "longer": lambda one: one + b"\n",
    "empty": lambda _: b"",
    "CR": lambda one: one.replace(b"\n", b"\r\n", 1),
    "upper case": lambda one: one.replace(b"case 00", b"case 0A", 1),
    "epoch 0": lambda one: one.replace(b"epoch 3", b"epoch 0", 1),
    "leading zero": lambda one: one.replace(b"epoch 3", b"epoch 03", 1),
    "another version": lambda one: one.replace(b"/v1", b"/v2", 1),
    "a unit in an epochbox": lambda one: one.replace(b"keybox", b"epochbox", 1),
    "no unit": lambda one: one.replace(b"unit " + b"00", b"", 1),
}


@pytest.mark.parametrize("name", SPELT)
def test_another_spelling_is_no_box(name: str, keybox: bytes) -> None:
    with pytest.raises(WireError):
        open_keybox(EPOCH, SPELT[name](keybox))


def test_a_box_of_another_epoch_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="names"):
        epochbox_object(HEAD, PUBLIC, box_public(DEVICE), OTHER)
    with pytest.raises(ValueError, match="record"):
        keybox_object(UNIT, PUBLIC, KEY, "abcd")
