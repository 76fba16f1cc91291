"""What two people exchange so that a device comes into a case: a request, a welcome.

docs/spec/joining.md. Neither is believed for the way it came: each has a number that
the two read out to each other, in digits, which every language has.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from habeas.crypto.boxes import PUBLIC_SIZE, box, box_fingerprint, box_public, unbox
from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.sign import MLDSA44_PUBLIC_SIZE
from habeas.log.base64lines import decode_line, encode_line
from habeas.wire.refusal import UnsignedError, WireError
from habeas.wire.signed import open_text, sign_text, text_signed
from habeas.words import N_

MAX_JOINING: Final = 64 * 1024
"""Bytes of a request or a welcome."""
LONGEST_LABEL: Final = 80
GROUPS: Final = 6
"""Of five digits each in a number that is read out: 99.6 bits."""

_REQUEST = re.compile(
    r"habeas\.org/join-request/v1\n"
    r"device ([^\n]{1,80})\n"
    r"box ([A-Za-z0-9+/=]+)\n"
    r"log ([0-9a-f]{64}) ([A-Za-z0-9+/=]+)\n"
    r"request ([0-9a-f]{64})\n"
)
_WELCOME = re.compile(
    r"habeas\.org/welcome/v1\n"
    r"case ([0-9a-f]{32})\n"
    r"request sha256:([0-9a-f]{64})\n"
    r"member ([0-9a-f]{32})\n"
    r"founder ([0-9a-f]{64}) ([A-Za-z0-9+/=]+)\n"
    r"((?:hub [^\n]+\n)*)"
)
_HUB = re.compile(
    r"hub (https?://[^ ]{1,300}) ([a-z0-9.:\[\]-]{1,300}) ([0-9a-f]{64})"
    r" ([A-Za-z0-9+/=]+) (-|[0-9a-f]{64})"
)
_SEALED = re.compile(rb"habeas\.org/sealed-welcome/v1\nfor ([0-9a-f]{64})\n\n")
_NOTICE = b"habeas.org/notice/v1\n"
"""How what follows the welcome begins, for a device that reads nothing of the case."""


@dataclass(frozen=True)
class Asking:
    """The public keys of a device that asks to be let in, and what it is called."""

    label: str
    box: bytes
    log: bytes
    mldsa44: bytes
    request: bytes

    @property
    def device(self) -> bytes:
        """What names the device in the case: the SHA-256 of its box key."""
        return box_fingerprint(self.box)

    @property
    def text(self) -> str:
        """Return the exact text that is signed."""
        return (
            "habeas.org/join-request/v1\n"
            f"device {self.label}\n"
            f"box {encode_line(self.box)}\n"
            f"log {self.log.hex()} {encode_line(self.mldsa44)}\n"
            f"request {self.request.hex()}\n"
        )


@dataclass(frozen=True)
class HubAt:
    """A hub where a case is kept: its address, its name, both its keys.

    `pin` is the SHA-256 of the key in its certificate, empty where authorities vouch.
    """

    address: str
    name: str
    key: bytes
    mldsa44: bytes
    pin: bytes = b""

    @property
    def line(self) -> str:
        """Return how a welcome names it."""
        keys = f"{self.key.hex()} {encode_line(self.mldsa44)}"
        return f"hub {self.address} {self.name} {keys} {self.pin.hex() or '-'}"


@dataclass(frozen=True)
class Welcome:
    """What a device must know of a case before it can read any of it.

    `founder` is the log that the case began with, `mldsa44` its second key: whoever
    works on the case is let in from there on. `request` is the SHA-256 of the request
    that this answers, `member` the id of the record of who was let in. `notice` is the
    signed notice (habeas.wire.notice) that came along, for who reads nothing.
    """

    case: bytes
    request: bytes
    member: bytes
    founder: bytes
    mldsa44: bytes
    hubs: tuple[HubAt, ...] = ()
    notice: bytes = b""

    @property
    def text(self) -> str:
        """Return the exact text that is signed: without the notice, which is a note."""
        lines = [
            "habeas.org/welcome/v1",
            f"case {self.case.hex()}",
            f"request sha256:{self.request.hex()}",
            f"member {self.member.hex()}",
            f"founder {self.founder.hex()} {encode_line(self.mldsa44)}",
            *(hub.line for hub in self.hubs),
        ]
        return "\n".join(lines) + "\n"


def number(data: bytes) -> str:
    """Return what two people read out to compare a request or a welcome: 30 digits.

    Whoever changed it on its way would have to try 2**99 others to meet its number.
    """
    value = int.from_bytes(sha256(data)) % 10 ** (5 * GROUPS)
    digits = f"{value:0{5 * GROUPS}}"
    return " ".join(digits[at : at + 5] for at in range(0, len(digits), 5))


def write_request(asking: Asking, ed25519_seed: bytes) -> bytes:
    """Return a request, signed by the log that it names.

    Raises:
        WireError: a label that does not fit into one line.
    """
    note = sign_text(asking.text, ed25519_seed)
    read_request(note)  # refuses values that the form cannot hold
    return note


def read_request(data: bytes) -> Asking:
    """Read a request. That it comes from whoever says so, only its number can show.

    Raises:
        NoteError, WireError: another form than the one.
        UnsignedError: the signature is wrong, or not the log's own.
    """
    text, signer = _opened(data)
    hit = _REQUEST.fullmatch(text)
    if hit is None:
        raise _no_request()
    label, made, log, second, request = hit.groups()
    box_key = decode_line(made, PUBLIC_SIZE)
    mldsa44 = decode_line(second, MLDSA44_PUBLIC_SIZE)
    if box_key is None or mldsa44 is None or label != label.strip():
        raise _no_request()
    asking = Asking(label, box_key, bytes.fromhex(log), mldsa44, bytes.fromhex(request))
    if signer != asking.log:
        raise _unsigned()
    return asking


def rewrite_request(asking: Asking, signature: bytes) -> bytes:
    """Return a request as it was written, from what it says and its signature.

    Raises:
        NoteError, WireError, UnsignedError: that is not how it was signed.
    """
    note = text_signed(asking.text, asking.log, signature)
    read_request(note)
    return note


def seal_welcome(welcome: Welcome, asking: Asking, ed25519_seed: bytes) -> bytes:
    """Return a welcome that the device which asked can open, signed by a log.

    Raises:
        WireError: a hub that the form cannot hold.
    """
    note = sign_text(welcome.text, ed25519_seed)
    _parse_welcome(welcome.text)
    head = _head(asking.device)
    return head + box(asking.box, note + welcome.notice, head)


def device_of(data: bytes) -> bytes:
    """Return the device that a sealed welcome is for.

    Raises:
        WireError: it is no welcome.
    """
    hit = _SEALED.match(data)
    if hit is None or len(data) > MAX_JOINING:
        raise _no_welcome()
    return bytes.fromhex(hit[1].decode())


def open_welcome(data: bytes, box_private: bytes) -> tuple[Welcome, bytes]:
    """Return a welcome, and the log that signed it.

    Raises:
        WireError: it is no welcome, or does not open with this key.
        UnsignedError: its signature is wrong.
    """
    head = _head(device_of(data))
    if box_fingerprint(box_public(box_private)).hex().encode() not in head:
        raise _not_ours()
    try:
        note = unbox(box_private, data[len(head) :], head)
    except OpenError:
        raise _not_ours() from None
    note, mark, rest = note.partition(_NOTICE)
    text, signer = _opened(note)
    return replace(_parse_welcome(text), notice=mark + rest), signer


def _parse_welcome(text: str) -> Welcome:
    hit = _WELCOME.fullmatch(text)
    if hit is None:
        raise _no_welcome()
    case, request, member, founder, second, lines = hit.groups()
    mldsa44 = decode_line(second, MLDSA44_PUBLIC_SIZE)
    hubs = [hub_line(line) for line in lines.splitlines()]
    if mldsa44 is None:
        raise _no_welcome()
    raw = [bytes.fromhex(one) for one in (case, request, member, founder)]
    welcome = Welcome(raw[0], raw[1], raw[2], raw[3], mldsa44, tuple(hubs))
    if welcome.text != text:
        raise _no_welcome()
    return welcome


def hub_line(line: str) -> HubAt:
    """Read how a welcome, or a notice, names a hub.

    Raises:
        WireError: another form than the one.
    """
    hit = _HUB.fullmatch(line)
    mldsa44 = decode_line(hit[4], MLDSA44_PUBLIC_SIZE) if hit else None
    if hit is None or mldsa44 is None:
        raise _no_welcome()
    pin = b"" if hit[5] == "-" else bytes.fromhex(hit[5])
    return HubAt(hit[1], hit[2], bytes.fromhex(hit[3]), mldsa44, pin)


def _head(device: bytes) -> bytes:
    return f"habeas.org/sealed-welcome/v1\nfor {device.hex()}\n\n".encode()


def _opened(note: bytes) -> tuple[str, bytes]:
    """Return the text of a note and the one log that signed it."""
    if len(note) > MAX_JOINING:
        raise _no_request()
    text, signer = open_text(note)
    if not signer:
        raise _unsigned()
    return text, signer


def _no_request() -> WireError:
    return WireError(
        N_("This is not a request to join a case."),
        advice=N_("Take the file or the text that their Habeas made, whole."),
    )


def _no_welcome() -> WireError:
    return WireError(
        N_("This is not a welcome into a case."),
        advice=N_("Take the file that their Habeas made when it let you in, whole."),
    )


def _not_ours() -> WireError:
    return WireError(
        N_("This welcome is for another device, or it was changed on its way."),
        advice=N_(
            "It opens in the vault that asked, and nowhere else. Compare the numbers:"
            " if they differ, let it be made and sent anew."
        ),
    )


def _unsigned() -> UnsignedError:
    return UnsignedError(
        N_("The signature on this is wrong: it was changed on its way."),
        advice=N_("Let it be sent again, by another way. Nothing was taken in."),
    )
