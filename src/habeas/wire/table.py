"""The code that one laptop shows and another takes at a table (docs/spec/carry.md).

It holds all that is believed of the other side: where it listens, the hash of its key
(RFC 7469), and a word that opens once. Letters and digits that a QR code packs tight.
"""

import re
from base64 import b32decode, b32encode
from binascii import Error
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address

from habeas.errors import BadInputError, Word
from habeas.words import N_

TOKEN_SIZE = 16
_HEAD = "HABEAS-MEET-1"
_PARTS = (
    (re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"), N_("the address")),
    (re.compile(r"[1-9][0-9]{0,4}"), N_("the number behind the address")),
    (re.compile(r"[0-9A-F]{32}"), N_("the part of the case, 32 signs")),
    (re.compile(r"[A-Z2-7]{52}"), N_("the part of the key, 52 signs")),
    (re.compile(r"[A-Z2-7]{26}"), N_("the word at the end, 26 signs")),
)
"""What stands between the strokes, and what a person is told of it."""
_MOST_PORT = (1 << 16) - 1
_WHOLE = N_("Copy it whole from the other screen, or let the code be shown anew.")


@dataclass(frozen=True)
class Place:
    """A host at a table: its address, its case, its pin and the word that opens."""

    host: str
    port: int
    case: bytes
    pin: bytes
    token: bytes = field(repr=False)

    @property
    def base(self) -> str:
        """Return the address of its server."""
        return f"https://{self.host}:{self.port}"

    def code(self) -> str:
        """Return the code to be shown."""
        pin, token = _plain(self.pin), _plain(self.token)
        case = self.case.hex().upper()
        return f"HABEAS-MEET-1/{self.host}/{self.port}/{case}/{pin}/{token}"


def read_code(text: str) -> Place:
    """Read a code, as it was seen or typed; blanks in it count for nothing.

    Raises:
        BadInputError: it is none, and which part of it is not as it was shown.
    """
    head, *parts = "".join(text.split()).upper().split("/")
    if head != _HEAD:
        raise _no_code()
    if len(parts) != len(_PARTS):
        raise BadInputError(
            N_("The code has {parts} parts behind its name, not {all}."),
            advice=_WHOLE,
            parts=len(parts),
            all=len(_PARTS),
            field="code",
        )
    found = _read(parts)
    # the last letters of pin and word could be spelled otherwise
    again = found.code().split("/")[1:]
    for part, written, (_form, name) in zip(parts, again, _PARTS, strict=True):
        if part != written:
            raise _mistyped(name)
    return found


def _read(parts: list[str]) -> Place:
    for part, (form, name) in zip(parts, _PARTS, strict=True):
        if form.fullmatch(part) is None:
            raise _mistyped(name)
    host, port, case, pin, token = parts
    if not _is_address(host):
        raise _mistyped(_PARTS[0][1])
    if int(port) > _MOST_PORT:
        raise _mistyped(_PARTS[1][1])
    try:
        key, word = _padded(pin), _padded(token)
    except Error:
        raise _no_code() from None
    return Place(host, int(port), bytes.fromhex(case), key, word)


def _is_address(host: str) -> bool:
    """Say whether it is an address: a name, or half of one, would be looked up."""
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False


def _plain(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=")


def _padded(text: str) -> bytes:
    return b32decode(text + "=" * (-len(text) % 8))


def _no_code() -> BadInputError:
    return BadInputError(
        N_("This is not the code of a table."),
        advice=N_("It begins with HABEAS-MEET-1. Copy it whole from the other screen."),
        field="code",
    )


def _mistyped(part: str) -> BadInputError:
    return BadInputError(
        N_("The code is not as it was shown. Look at {part}."),
        advice=_WHOLE,
        part=Word(part),
        field="code",
    )
