"""A pack: entries of one log, from one number on, with a signed head.

The body of an append and the answer to a reading are one format (docs/spec/hub.md,
'Pack'), so that what one hub gave can be brought to another as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from habeas.log.note import MAX_NOTE
from habeas.wire.refusal import WireError
from habeas.words import N_

MAX_PACK = 8 * 1024 * 1024
"""Bytes of a pack: one body of the largest size fits, with its envelope and head."""
MAX_ENTRIES = 1024
MAX_SEALED = 6 * 1024 * 1024
"""Bytes of a sealed body: so that each entry fits into a pack with any head."""

_HEAD_ROOM, _LINE_ROOM = 512, 32
_LOG = 32
_BEYOND, _LONG = 10**19, 10**6
"""The first number and the first length of an envelope that have a digit too many."""

_HEAD = re.compile(
    rb"habeas\.org/pack/v1\n"
    rb"log ([0-9a-f]{64})\n"
    rb"from (0|[1-9][0-9]{0,18})\n"
    rb"checkpoint (0|[1-9][0-9]{0,6})\n"
    rb"entries (0|[1-9][0-9]{0,3})\n"
)
_ENTRY = re.compile(rb"entry ([1-9][0-9]{0,5}) (-|0|[1-9][0-9]{0,7})\n")


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """An envelope and its sealed body; None for a body that was erased."""

    envelope: bytes
    sealed: bytes | None


@dataclass(frozen=True)
class Pack:
    """Entries of a log from number `start` on, and a signed head, unverified.

    `note` is empty only while a log has no entry yet.
    """

    log: bytes
    start: int
    note: bytes
    entries: Sequence[Packed]


def encode(pack: Pack) -> bytes:
    """Return the bytes of a pack.

    Raises:
        WireError: more than a pack may hold.
    """
    head = (
        f"habeas.org/pack/v1\nlog {pack.log.hex()}\nfrom {pack.start}\n"
        f"checkpoint {len(pack.note)}\nentries {len(pack.entries)}\n"
    )
    pieces = [head.encode("ascii"), pack.note]
    for one in pack.entries:
        length = "-" if one.sealed is None else len(one.sealed)
        pieces.append(f"entry {len(one.envelope)} {length}\n".encode("ascii"))
        pieces.append(one.envelope)
        pieces.append(one.sealed or b"")
    data = b"".join(pieces)
    if not (len(data) <= MAX_PACK and _fits(pack)):
        raise _no_pack()
    return data


def _fits(pack: Pack) -> bool:
    """Say whether the form can hold what a pack has."""
    return (
        len(pack.log) == _LOG
        and 0 <= pack.start < _BEYOND
        and len(pack.note) <= MAX_NOTE
        and len(pack.entries) <= MAX_ENTRIES
        and all(
            0 < len(one.envelope) < _LONG and len(one.sealed or b"") <= MAX_SEALED
            for one in pack.entries
        )
    )


def decode(data: bytes) -> Pack:
    """Read a pack; its envelopes and its head are not read yet.

    Raises:
        WireError: another form, or bytes that lack or follow.
    """
    match = _HEAD.match(data) if len(data) <= MAX_PACK else None
    if not match:
        raise _no_pack()
    log, start, note_size, count = match.groups()
    if int(note_size) > MAX_NOTE or int(count) > MAX_ENTRIES:
        raise _no_pack()
    note, at = _take(data, match.end(), int(note_size))
    entries = []
    for _ in range(int(count)):
        one, at = _entry(data, at)
        entries.append(one)
    if at != len(data):
        raise _no_pack()
    return Pack(bytes.fromhex(log.decode()), int(start), note, tuple(entries))


def room(note: bytes) -> int:
    """Return how many bytes of entries fit beside this head, each by its `weight`."""
    return MAX_PACK - _HEAD_ROOM - len(note)


def weight(envelope_size: int, sealed_size: int) -> int:
    """Return what an entry takes of a pack, at most."""
    return envelope_size + sealed_size + _LINE_ROOM


def _entry(data: bytes, at: int) -> tuple[Packed, int]:
    match = _ENTRY.match(data, at)
    if not match:
        raise _no_pack()
    envelope, at = _take(data, match.end(), int(match[1]))
    if match[2] == b"-":
        return Packed(envelope, None), at
    if int(match[2]) > MAX_SEALED:
        raise _no_pack()
    sealed, at = _take(data, at, int(match[2]))
    return Packed(envelope, sealed), at


def _take(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    if at + size > len(data):
        raise _no_pack()
    return data[at : at + size], at + size


def _no_pack() -> WireError:
    return WireError(N_("This is not a pack of entries."))
