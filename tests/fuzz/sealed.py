"""Oracles for what is sealed, signed or hashed: one form, and our own errors only."""

from collections.abc import Callable
from io import BytesIO

import pyrage  # type: ignore[import-untyped]

from habeas.case.codec import decode_body, encode_body
from habeas.crypto import bech32
from habeas.crypto.age import identity_recipient, read_age
from habeas.crypto.boxes import unbox
from habeas.crypto.failure import OpenError
from habeas.crypto.seal import open_sealed
from habeas.crypto.wrapping import unwrap
from habeas.errors import HabeasError
from habeas.log import entry, proof
from habeas.log.checkpoint import (
    checkpoint_text,
    open_checkpoint,
    parse_checkpoint_text,
)
from habeas.log.note import parse, parse_vkey, serialise, vkey

IDENTITY = bech32.encode("AGE-SECRET-KEY-", bytes(range(1, 33)))
KEY = bytes(range(32))


def envelope(data: bytes) -> None:
    try:
        read = entry.decode(data)
    except HabeasError:
        return
    assert entry.encode(read) == data


def body(data: bytes) -> None:
    try:
        read = decode_body(data)
    except HabeasError:
        return
    assert encode_body(read) == data


def note(data: bytes) -> None:
    try:
        read = parse(data)
    except HabeasError:
        return
    assert serialise(read.text, read.signatures) == data


def head(data: bytes) -> None:
    try:
        text = data.decode()
        read = parse_checkpoint_text(text)
    except (HabeasError, UnicodeDecodeError):
        return
    assert checkpoint_text(read) == text


def signed_head(data: bytes) -> None:
    """A note and the keys that it must be signed with, apart by a NUL."""
    signed, _, keys = data.partition(b"\0")
    try:
        read = open_checkpoint(signed, keys.decode("utf-8", "replace").splitlines())
    except HabeasError:
        return
    assert signed.startswith(checkpoint_text(read).encode())


def key(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        read = parse_vkey(text)
    except HabeasError:
        return
    assert vkey(read.name, read.kind, read.public) == text


def proof_file(data: bytes) -> None:
    try:
        read = proof.decode(data)
    except HabeasError:
        return
    assert proof.encode(read) == data


def exhibit(data: bytes) -> None:
    """What we open, another implementation opens, and reads the same in it."""
    try:
        plain = b"".join(read_age(BytesIO(data), IDENTITY))
    except HabeasError:
        return
    other = pyrage.x25519.Identity.from_str(IDENTITY)
    assert pyrage.decrypt(data, [other]) == plain


def bech(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        prefix, value = bech32.decode(text)
    except ValueError:
        return
    assert bech32.encode(prefix, value) == text


def age_key(data: bytes) -> None:
    try:
        recipient = identity_recipient(data.decode("utf-8", "replace"))
    except HabeasError:
        return
    assert recipient.startswith("age1")


def box(data: bytes) -> None:
    """Nobody without the key makes a box, a wrapped key or a body that opens."""
    for opened in (_unbox, _unwrap, _unseal):
        assert opened(data) is None


def _unbox(data: bytes) -> bytes | None:
    return _tried(lambda: unbox(KEY * 3, data, b"info"))


def _unwrap(data: bytes) -> bytes | None:
    return _tried(lambda: unwrap(KEY, data, b"context"))


def _unseal(data: bytes) -> bytes | None:
    return _tried(lambda: open_sealed(KEY, b"context", data))


def _tried(opened: Callable[[], bytes]) -> bytes | None:
    try:
        return opened()
    except OpenError:
        return None
