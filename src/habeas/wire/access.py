"""The access list of a case at a hub: which keys may do what, and nobody's name.

A signed note (C2SP signed-note) in one spelling (docs/spec/hub.md, 'Access list'). It
opens the hub's door and nothing else: who is a member stands in the case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from habeas.crypto.digest import sha256
from habeas.crypto.sign import MLDSA44_PUBLIC_SIZE
from habeas.log.base64lines import decode_line, encode_line
from habeas.wire.refusal import UnsignedError, WireError
from habeas.wire.signed import open_text, sign_text
from habeas.words import N_

MAX_ACCESS = 256 * 1024
NO_LIST = bytes(32)
"""What the first list names as the one before it."""
MAX_LEADS, MAX_LOGS, MAX_READERS = 16, 100, 256

_HEAD = re.compile(
    r"habeas\.org/hub-access/v1\n"
    r"case ([0-9a-f]{32})\n"
    r"version ([1-9][0-9]{0,8})\n"
    r"previous sha256:([0-9a-f]{64})\n"
    r"((?:lead [0-9a-f]{64}\n)+)"
    r"((?:log [0-9a-f]{64} [A-Za-z0-9+/=]{1752}\n)*)"
    r"((?:read [0-9a-f]{64}\n)*)"
)


@dataclass(frozen=True)
class AccessList:
    """Ed25519 keys by what they may do; `logs` gives each log's ML-DSA-44 key too.

    `previous` is the SHA-256 of the text of the list before, NO_LIST for version 1.
    """

    case: bytes
    version: int
    previous: bytes
    leads: frozenset[bytes]
    logs: Mapping[bytes, bytes] = field(default_factory=dict)
    readers: frozenset[bytes] = frozenset()

    @property
    def text(self) -> str:
        """Return the exact text that is signed."""
        lines = [
            "habeas.org/hub-access/v1",
            f"case {self.case.hex()}",
            f"version {self.version}",
            f"previous sha256:{self.previous.hex()}",
            *(f"lead {key.hex()}" for key in sorted(self.leads)),
            *(f"log {k.hex()} {encode_line(m)}" for k, m in sorted(self.logs.items())),
            *(f"read {key.hex()}" for key in sorted(self.readers)),
        ]
        return "\n".join(lines) + "\n"

    def hash(self) -> bytes:
        """Return what the next list names as the one before it."""
        return sha256(self.text.encode())


@dataclass(frozen=True)
class SignedList:
    """A list, the key that was seen to have signed it, and the note."""

    listed: AccessList
    signer: bytes
    note: bytes


def sign_access(listed: AccessList, ed25519_seed: bytes) -> bytes:
    """Return the list as a note that one lead signed.

    Raises:
        WireError: more keys than a list may hold, or none that leads.
    """
    note = sign_text(listed.text, ed25519_seed)
    read_access(note)  # refuses values that the form cannot hold
    return note


def read_access(note: bytes) -> SignedList:
    """Read a list. Whether its signer may change anything is for others to say.

    Raises:
        NoteError: not a signed note.
        WireError: another form than the one, or too many keys.
        UnsignedError: the signature is wrong, or there is more than one.
    """
    if len(note) > MAX_ACCESS:
        raise _no_list()
    text, signer = open_text(note)
    listed = _parse(text)
    if not signer:
        raise UnsignedError(N_("The signature on this access list is wrong."))
    return SignedList(listed, signer, note)


def _parse(text: str) -> AccessList:
    match = _HEAD.fullmatch(text)
    if not match:
        raise _no_list()
    case, version, previous, leads, logs, readers = match.groups()
    listed = AccessList(
        bytes.fromhex(case),
        int(version),
        bytes.fromhex(previous),
        frozenset(bytes.fromhex(line[5:]) for line in leads.splitlines()),
        dict(_log(line) for line in logs.splitlines()),
        frozenset(bytes.fromhex(line[5:]) for line in readers.splitlines()),
    )
    # keys out of order or named twice are another spelling
    if listed.text != text or not _fits(listed):
        raise _no_list()
    return listed


def _fits(listed: AccessList) -> bool:
    return (
        len(listed.leads) <= MAX_LEADS
        and len(listed.logs) <= MAX_LOGS
        and len(listed.readers) <= MAX_READERS
        and (listed.version == 1) == (listed.previous == NO_LIST)
    )


def _log(line: str) -> tuple[bytes, bytes]:
    _word, key, public = line.split(" ")
    mldsa44 = decode_line(public, MLDSA44_PUBLIC_SIZE)
    if mldsa44 is None:
        raise _no_list()
    return bytes.fromhex(key), mldsa44


def _no_list() -> WireError:
    return WireError(N_("This is not an access list."))
