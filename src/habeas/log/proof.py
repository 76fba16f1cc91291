"""Proof files: that an entry stands in a log (C2SP tlog-proof)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.log.base64lines import decode_line, encode_line
from habeas.log.checkpoint import MAX_SIZE, Checkpoint, open_checkpoint
from habeas.log.merkle import HASH_SIZE, verify_inclusion
from habeas.log.note import MAX_NOTE
from habeas.log.refusal import ProofError
from habeas.words import N_

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 2 * MAX_NOTE
MAX_HASHES = 63  # a tree of 2^63 leaves is not deeper

_FORM = re.compile(
    rb"c2sp\.org/tlog-proof@v1\n"
    rb"(?:extra ([A-Za-z0-9+/=]+)\n)?"
    rb"index (0|[1-9][0-9]{0,18})\n"
    rb"((?:[A-Za-z0-9+/=]+\n)*)"
    rb"\n"
    rb"(.+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Proof:
    """An entry's index, its audit path (sibling first) and the signed checkpoint.

    `extra` is not authenticated by anything.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint_note: bytes
    extra: bytes | None = None


def encode(proof: Proof) -> bytes:
    """Return the bytes of a `.tlog-proof` file.

    Raises:
        ProofError: values that the form cannot hold.
    """
    lines = [FIRST_LINE]
    if proof.extra is not None:
        lines.append(f"extra {encode_line(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines.extend(encode_line(hash_) for hash_ in proof.hashes)
    data = "\n".join(lines).encode() + b"\n\n" + proof.checkpoint_note
    decode(data)  # refuses values that the form cannot hold
    return data


def decode(data: bytes) -> Proof:
    """Read a `.tlog-proof` file; its checkpoint is not checked yet.

    Raises:
        ProofError: not one.
    """
    match = _FORM.fullmatch(data) if len(data) <= MAX_PROOF else None
    if not match:
        raise _not_a_proof()
    extra, digits, lines, note = match.groups()
    hashes = tuple(_bytes(line, HASH_SIZE) for line in lines.splitlines())
    index = int(digits)
    if index > MAX_SIZE or len(hashes) > MAX_HASHES:
        raise _not_a_proof()
    return Proof(index, hashes, note, None if extra is None else _bytes(extra))


def verify(proof: Proof, leaf: bytes, vkeys: Sequence[str]) -> Checkpoint:
    """Return the checkpoint that holds the entry with leaf hash `leaf`.

    Raises:
        NoteError: the proof's checkpoint is not one.
        SignatureError: one of `vkeys` has not signed the checkpoint.
        ProofError: the entry does not stand there.
    """
    checkpoint = open_checkpoint(proof.checkpoint_note, vkeys)
    size, root = checkpoint.size, checkpoint.root
    if not verify_inclusion(leaf, proof.index, size, proof.hashes, root):
        raise ProofError(N_("This proof does not fit the entry."))
    return checkpoint


def _bytes(line: bytes, size: int | None = None) -> bytes:
    data = decode_line(line.decode("ascii"), size)
    if data is None:
        raise _not_a_proof()
    return data


def _not_a_proof() -> ProofError:
    return ProofError(N_("This is not a proof file in the form of C2SP tlog-proof."))
