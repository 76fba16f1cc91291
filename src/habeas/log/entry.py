"""The envelope of an entry: the leaf of a log, public, a few lines of text.

One form only (docs/spec/entry.md): whatever another spelling would say is refused,
so that one entry has one leaf hash.
"""

import re
from binascii import unhexlify
from dataclasses import dataclass

import msgspec

from habeas.log.refusal import EntryError
from habeas.words import N_

MAX_ENVELOPE = 64 * 1024
MAX_NUMBER = 2**63 - 1  # what SQLite and every other store can hold

_NUMBER = rb"(0|[1-9][0-9]{0,18})"
_FORM = re.compile(
    rb"habeas\.org/entry/v1\n"
    rb"case ([0-9a-f]{32})\n"
    rb"log ([0-9a-f]{64})\n"
    rb"index " + _NUMBER + rb"\n"
    rb"compartment " + _NUMBER + rb" epoch " + _NUMBER + rb"\n"
    rb"commit sha256:([0-9a-f]{64})\n"
    rb"body sha256:([0-9a-f]{64}) " + _NUMBER + rb"\n"
    rb"((?:seen [^\n]*\n)*)"
)
_SEEN = re.compile(rb"seen ([0-9a-f]{64}) " + _NUMBER + rb" ([0-9a-f]{64})\n")


@dataclass(frozen=True)
class Head:
    """How far another log had grown: its id, its size (1 or more) and its root."""

    log: bytes
    size: int
    root: bytes


class Envelope(msgspec.Struct, frozen=True):
    """What everybody may see of an entry; made fast, for a log has very many of them.

    `case` has 16 bytes; `log` (an Ed25519 public key), `commit` (SHA-256 of the
    body) and `body_hash` (SHA-256 of the sealed body) have 32. `compartment` and
    `epoch` count from 1, `index` from 0. `seen` is sorted by log id.
    """

    case: bytes
    log: bytes
    index: int
    compartment: int
    epoch: int
    commit: bytes
    body_hash: bytes
    body_size: int
    seen: tuple[Head, ...] = ()


def encode(envelope: Envelope) -> bytes:
    """Return the exact bytes of the leaf.

    Raises:
        EntryError: a value that the form cannot hold, or `seen` out of order.
    """
    seen = "".join(
        f"seen {head.log.hex()} {head.size} {head.root.hex()}\n"
        for head in envelope.seen
    )
    data = (
        "habeas.org/entry/v1\n"
        f"case {envelope.case.hex()}\n"
        f"log {envelope.log.hex()}\n"
        f"index {envelope.index}\n"
        f"compartment {envelope.compartment} epoch {envelope.epoch}\n"
        f"commit sha256:{envelope.commit.hex()}\n"
        f"body sha256:{envelope.body_hash.hex()} {envelope.body_size}\n"
        f"{seen}"
    ).encode("ascii")
    decode(data)  # refuses values that the form cannot hold
    return data


def decode(data: bytes) -> Envelope:
    """Read the exact bytes of a leaf.

    Raises:
        EntryError: any other form than the canonical one.
    """
    match = _FORM.fullmatch(data) if len(data) <= MAX_ENVELOPE else None
    if not match:
        raise _refusal()
    case, log, index, compartment, epoch, commit, body, size, seen = match.groups()
    envelope = Envelope(
        case=unhexlify(case),
        log=unhexlify(log),
        index=_number(index),
        compartment=_number(compartment, least=1),
        epoch=_number(epoch, least=1),
        commit=unhexlify(commit),
        body_hash=unhexlify(body),
        body_size=_number(size),
        seen=tuple(map(_head, seen.splitlines(keepends=True))) if seen else (),
    )
    if seen:
        _check_order(envelope)
    return envelope


def _head(line: bytes) -> Head:
    match = _SEEN.fullmatch(line)
    if not match:
        raise _refusal()
    log, size, root = match.groups()
    return Head(unhexlify(log), _number(size, least=1), unhexlify(root))


def _check_order(envelope: Envelope) -> None:
    logs = [head.log for head in envelope.seen]
    if logs != sorted(set(logs)) or envelope.log in logs:
        raise _refusal()


def _number(digits: bytes, least: int = 0) -> int:
    number = int(digits)
    if not least <= number <= MAX_NUMBER:
        raise _refusal()
    return number


def _refusal() -> EntryError:
    return EntryError(N_("This entry is not in the form that Habeas writes."))
