"""A notice: what a device must know of a case that it reads nothing of.

docs/spec/outside.md. A lead signs it. It names the key that the device seals to and who
may sign the next notice; no title of the case, no name, no count of what is in it. It
travels among the boxes of the case, sealed, and always of one size.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from habeas.crypto.boxes import PUBLIC_SIZE, box, unbox
from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.log.base64lines import decode_line, encode_line
from habeas.log.entry import Head
from habeas.wire.boxes import MAX_BOX, read_head
from habeas.wire.joining import HubAt, hub_line
from habeas.wire.refusal import UnsignedError, WireError
from habeas.wire.signed import open_text, sign_text
from habeas.words import N_

SIZE: Final = MAX_BOX
"""Bytes of every sealed notice: by its size a device finds it, and nobody more."""
MOST_HUBS: Final = 2
KEY_HASH: Final = 16
"""Bytes by which the second key of a log is named to an auditor."""

_SEALED = re.compile(
    rb"habeas\.org/sealed-notice/v1\ncase ([0-9a-f]{32})\nstate ([0-9a-f]{64})\n\n"
)
_TEXT = re.compile(
    r"habeas\.org/notice/v1\n"
    r"case ([0-9a-f]{32})\n"
    r"device ([0-9a-f]{64})\n"
    r"role (contributor|auditor|out)\n"
    r"number ([1-9][0-9]{0,8})\n"
    r"(?:write ([1-9][0-9]{0,8}) ([A-Za-z0-9+/=]+)\n)?"
    r"((?:lead [0-9a-f]{64}\n){1,16})"
    r"((?:seen [0-9a-f]{64} [1-9][0-9]{0,17} [0-9a-f]{64}\n){0,16})"
    r"((?:log [0-9a-f]{64} [0-9a-f]{32}\n)*)"
    r"((?:hub [^\n]+\n){0,2})"
)
_BOX_ROOM = 1136


@dataclass(frozen=True)
class Notice:
    """What a lead says to one device outside the case.

    `role` is contributor, auditor, or out for whoever is suspended or removed. `number`
    only grows. `epoch` and `public` are what to seal to in the compartment `case`,
    empty for who is out; `leads` the logs that may sign the next notice; `seen` the
    heads that hold what was decided about this device. `logs` names to an auditor
    whatever is written in the case, by the first bytes of the hash of its second key.
    """

    case: bytes
    device: bytes
    role: str
    number: int
    leads: frozenset[bytes]
    epoch: int = 0
    public: bytes = b""
    seen: tuple[Head, ...] = ()
    logs: Mapping[bytes, bytes] = field(default_factory=dict)
    hubs: tuple[HubAt, ...] = ()

    @property
    def text(self) -> str:
        """Return the exact text that is signed."""
        write = f"write {self.epoch} {encode_line(self.public)}" if self.public else ""
        lines = [
            "habeas.org/notice/v1",
            f"case {self.case.hex()}",
            f"device {self.device.hex()}",
            f"role {self.role}",
            f"number {self.number}",
            *([write] if write else []),
            *(f"lead {log.hex()}" for log in sorted(self.leads)),
            *(f"seen {h.log.hex()} {h.size} {h.root.hex()}" for h in self.seen),
            *(f"log {log.hex()} {k.hex()}" for log, k in sorted(self.logs.items())),
            *(hub.line for hub in self.hubs),
        ]
        return "\n".join(lines) + "\n"

    def state(self, turns: int = 0) -> bytes:
        """Return what is the same for all who know the same, whatever the number is.

        `turns` counts what may come back to what it was: a hub that left and returned.
        """
        return sha256(f"{replace(self, number=1).text}{turns}\n".encode())


class Word(Enum):
    """What a notice is to a device that believes another one."""

    NEW = "new"
    OLD = "old"
    STRANGE = "strange"
    AGAINST = "against"


def weigh(held: Notice, once: Mapping[bytes, int], new: Notice, signer: bytes) -> Word:
    """Say what a notice is to whoever holds one, by the log that signed it.

    `once` are logs that led and do not any more, each with the number of the last
    notice that named it. What such a one signs later speaks against what is believed:
    either they do not know yet, or what is believed is theirs who pushed them out. No
    device outside the case can tell which.
    """
    if signer in held.leads:
        return Word.NEW if new.number > held.number else Word.OLD
    if signer not in once:
        return Word.STRANGE
    return Word.AGAINST if new.number > once[signer] else Word.OLD


def key_hash(mldsa44: bytes) -> bytes:
    """Return how a notice names the second key of a log."""
    return sha256(mldsa44)[:KEY_HASH]


def sign_notice(notice: Notice, ed25519_seed: bytes) -> bytes:
    """Return a notice as a note that a log signed.

    Raises:
        WireError: it says more than the form can hold.
    """
    note = sign_text(notice.text, ed25519_seed)
    read_notice(note)  # refuses values that the form cannot hold
    if len(note) > SIZE - _BOX_ROOM - len(_head(notice.case, bytes(32))):
        raise _no_notice()
    return note


def read_notice(note: bytes) -> tuple[Notice, bytes]:
    """Return a notice, and the log that signed it.

    Raises:
        NoteError: not a signed note.
        WireError: another form than the one.
        UnsignedError: its signature is wrong.
    """
    if len(note) > SIZE:
        raise _no_notice()
    text, signer = open_text(note)
    notice = _parse(text)
    if not signer:
        raise UnsignedError(N_("The signature on this notice is wrong."))
    return notice, signer


def seal_notice(note: bytes, state: bytes, device_public: bytes) -> bytes:
    """Return a signed notice for one device as it travels. For whom isn't said."""
    notice, _signer = read_notice(note)
    head = _head(notice.case, state)
    room = SIZE - len(head) - _BOX_ROOM
    return head + box(device_public, note.ljust(room, b"\0"), head)


def is_notice(made: bytes) -> bool:
    """Say whether something that lies among the boxes is a notice."""
    return len(made) == SIZE and _SEALED.match(made) is not None


def boxed_case(made: bytes) -> bytes:
    """Return the case that a box names: a keybox, an epochbox or a notice.

    Raises:
        WireError: it is none of them.
    """
    return notice_head(made)[0] if is_notice(made) else read_head(made).case


def notice_head(made: bytes) -> tuple[bytes, bytes]:
    """Return the case and the state that a sealed notice names.

    Raises:
        WireError: it is none.
    """
    hit = _SEALED.match(made)
    if hit is None or len(made) != SIZE:
        raise _no_notice()
    return bytes.fromhex(hit[1].decode()), bytes.fromhex(hit[2].decode())


def open_notice(made: bytes, box_private: bytes) -> bytes:
    """Return the signed note of a notice that is for the device with this key.

    Raises:
        WireError: it is none. OpenError: it is for another device.
    """
    head = _head(*notice_head(made))
    note = unbox(box_private, made[len(head) :], head).rstrip(b"\0")
    notice, _signer = read_notice(note)
    if notice.case != notice_head(made)[0]:
        raise OpenError("it is for another case")
    return note


def _parse(text: str) -> Notice:
    hit = _TEXT.fullmatch(text)
    if hit is None:
        raise _no_notice()
    case, device, role, number, epoch, key, leads, seen, logs, hubs = hit.groups()
    public = decode_line(key, PUBLIC_SIZE) if key else b""
    if public is None or bool(public) == (role == "out"):
        raise _no_notice()
    notice = Notice(
        bytes.fromhex(case),
        bytes.fromhex(device),
        role,
        int(number),
        frozenset(bytes.fromhex(line[5:]) for line in leads.splitlines()),
        int(epoch or 0),
        public,
        tuple(_seen(line) for line in seen.splitlines()),
        dict(_log(line) for line in logs.splitlines()),
        tuple(hub_line(line) for line in hubs.splitlines()),
    )
    in_order = [one.log for one in notice.seen]
    if notice.text != text or in_order != sorted(set(in_order)):
        raise _no_notice()
    return notice


def _seen(line: str) -> Head:
    _word, log, size, root = line.split(" ")
    return Head(bytes.fromhex(log), int(size), bytes.fromhex(root))


def _log(line: str) -> tuple[bytes, bytes]:
    _word, log, key = line.split(" ")
    return bytes.fromhex(log), bytes.fromhex(key)


def _head(case: bytes, state: bytes) -> bytes:
    return (
        f"habeas.org/sealed-notice/v1\ncase {case.hex()}\nstate {state.hex()}\n\n"
    ).encode("ascii")


def _no_notice() -> WireError:
    return WireError(
        N_("This is not a notice for a device outside a case."),
        advice=N_("Take the file that their Habeas made, whole."),
    )
