"""The access list of a case at a hub: which keys may do what, and nobody's name.

A signed note (C2SP signed-note) in one spelling (docs/spec/hub.md, 'Access list'). It
opens the hub's door and nothing else: who is a member stands in the case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from habeas.crypto.digest import sha256
from habeas.crypto.sign import (
    ED25519_PUBLIC_SIZE,
    MLDSA44_PUBLIC_SIZE,
    ed25519_public,
    ed25519_sign,
    ed25519_verify,
)
from habeas.log.base64lines import decode_line, encode_line
from habeas.log.checkpoint import origin
from habeas.log.note import ED25519, Signature, key_id, parse, serialise
from habeas.wire.refusal import UnsignedError, WireError
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
_NAME = re.compile(r"habeas\.org/log/([0-9a-f]{64})")


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
    name = origin(key := ed25519_public(ed25519_seed))
    blob = ed25519_sign(ed25519_seed, listed.text.encode())
    note = serialise(listed.text, [Signature(name, key_id(name, ED25519, key), blob)])
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
    parsed = parse(note)
    listed = _parse(parsed.text)
    return SignedList(listed, _signer(parsed.text, parsed.signatures), note)


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


def _signer(text: str, signatures: tuple[Signature, ...]) -> bytes:
    (one, *others) = signatures
    hit = _NAME.fullmatch(one.name)
    key = bytes.fromhex(hit[1]) if hit else b""
    good = (
        not others
        and len(key) == ED25519_PUBLIC_SIZE
        and one.key_id == key_id(one.name, ED25519, key)
        and ed25519_verify(key, text.encode(), one.blob)
    )
    if not good:
        raise UnsignedError(N_("The signature on this access list is wrong."))
    return key


def _no_list() -> WireError:
    return WireError(N_("This is not an access list."))
