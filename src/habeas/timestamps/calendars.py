"""OpenTimestamps: a commitment to a calendar, its proof, and how far that is.

A proof that ends in a Bitcoin block cannot be judged offline: that needs the headers
of the blocks. Its form is checked, and that it begins with the hash that was stamped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, TypeVar

from opentimestamps.core.notary import (
    BitcoinBlockHeaderAttestation,
    PendingAttestation,
)
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import (
    BytesDeserializationContext,
    BytesSerializationContext,
    DeserializationError,
)
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

MOST: Final = 10_000
"""Bytes of a calendar's answer, as the reference client has it."""
MOST_PROOF: Final = 64 * 1024
TYPE: Final = "application/vnd.opentimestamps.v1"
NONCE: Final = 16
_MOST_BLOCK = 100_000_000
_MALFORMED = (DeserializationError, ValueError, TypeError, AssertionError, KeyError)
T = TypeVar("T")


class MalformedError(Exception):
    """A calendar's answer, or a proof, is not in the form of OpenTimestamps."""


@dataclass(frozen=True)
class Commitment:
    """What is sent to a calendar: a hash over the imprint and a nonce of its own."""

    imprint: bytes
    nonce: bytes

    @property
    def digest(self) -> bytes:
        """The 32 bytes that are sent."""
        digest: bytes = _tip(self)[1].msg
        return digest

    def proof(self, answer: bytes) -> bytes:
        """Return the proof (a .ots file) that a calendar's answer completes.

        Raises:
            MalformedError: the answer is none, or it attests nothing.
        """
        root, tip = _tip(self)
        _strictly(lambda: tip.merge(_read(answer, tip.msg)))
        return _written(root)


@dataclass(frozen=True)
class Proof:
    """How far a proof is: `pending` are (calendar, commitment to ask it for), `block`
    the lowest Bitcoin block that it names, 0 if none.
    """  # noqa: D205 - one sentence

    imprint: bytes
    pending: tuple[tuple[str, bytes], ...]
    block: int


def tool() -> str:
    """Return what checks the form of a proof here."""
    return f"opentimestamps {version('opentimestamps')}"


def read_proof(proof: bytes) -> Proof:
    """Return what a .ots file says.

    Raises:
        MalformedError: it is none.
    """
    stamp = _opened(proof)
    pending, blocks = [], []
    for message, one in stamp.all_attestations():
        if isinstance(one, PendingAttestation):
            pending.append((one.uri, message))
        elif isinstance(one, BitcoinBlockHeaderAttestation):
            blocks.append(one.height)
    if any(not 0 < one < _MOST_BLOCK for one in blocks):
        raise MalformedError
    return Proof(stamp.msg, tuple(sorted(pending)), min(blocks, default=0))


def upgraded(proof: bytes, commitment: bytes, answer: bytes) -> bytes:
    """Return a proof with what its calendar now adds for a pending commitment.

    Raises:
        MalformedError: the answer is none.
    """
    root = _opened(proof)
    more = _strictly(lambda: _read(answer, commitment))
    for one in _every(root):
        if one.msg == commitment:
            _strictly(lambda one=one: one.merge(more))  # type: ignore[misc]
    return _written(root)


def _tip(asked: Commitment) -> tuple[Timestamp, Timestamp]:
    root = Timestamp(asked.imprint)
    return root, root.ops.add(OpAppend(asked.nonce)).ops.add(OpSHA256())


def _every(stamp: Timestamp) -> list[Timestamp]:
    return [stamp, *(one for below in stamp.ops.values() for one in _every(below))]


def _opened(proof: bytes) -> Timestamp:
    if len(proof) > MOST_PROOF:
        raise MalformedError
    context = BytesDeserializationContext(proof)
    file = _strictly(lambda: DetachedTimestampFile.deserialize(context))
    if not isinstance(file.file_hash_op, OpSHA256):
        raise MalformedError
    return file.timestamp


def _read(answer: bytes, message: bytes) -> Timestamp:
    if len(answer) > MOST:
        raise MalformedError
    context = BytesDeserializationContext(answer)
    found = Timestamp.deserialize(context, message)
    context.assert_eof()
    return found


def _written(root: Timestamp) -> bytes:
    context = BytesSerializationContext()
    _strictly(lambda: DetachedTimestampFile(OpSHA256(), root).serialize(context))
    made: bytes = context.getbytes()
    read_proof(made)  # nothing is kept that could not be read again
    return made


def _strictly(work: Callable[[], T]) -> T:
    try:
        return work()
    except _MALFORMED as error:
        raise MalformedError from error
