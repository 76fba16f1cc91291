"""Checkpoints: signed heads of a log (C2SP tlog-checkpoint, tlog-cosignature).

A log signs each twice: Ed25519 over the note's text, and ML-DSA-44 over the
`cosigned_message` of C2SP tlog-cosignature, in which it is its own cosigner.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.crypto.sign import (
    MLDSA44_SIGNATURE_SIZE,
    Signer,
    ed25519_verify,
    mldsa44_verify,
)
from habeas.log.base64lines import decode_line, encode_line
from habeas.log.merkle import EMPTY_ROOT, HASH_SIZE
from habeas.log.note import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    Note,
    Signature,
    Verifier,
    key_id,
    parse,
    parse_vkey,
    serialise,
    vkey,
)
from habeas.log.refusal import NoteError, SignatureError
from habeas.words import N_

MAX_SIZE = 2**63 - 1
MAX_SHORT = 255

TIMESTAMP_SIZE = 8
_SUBTREE_LABEL = b"subtree/v1\n\x00"
_TEXT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/=]{44})\n")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: its origin line, its size and its 32-byte root."""

    origin: str
    size: int
    root: bytes


def origin(log_id: bytes) -> str:
    """Return the origin line of a Habeas log, which is also its keys' name."""
    return f"habeas.org/log/{log_id.hex()}"


def log_vkeys(ed25519_key: bytes, mldsa44_key: bytes) -> tuple[str, str]:
    """Return the verifier keys of a log from its two public keys.

    The log id is the Ed25519 public key.
    """
    name = origin(ed25519_key)
    return (
        vkey(name, ED25519, ed25519_key),
        vkey(name, MLDSA44_COSIGNATURE, mldsa44_key),
    )


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """Return the three lines that are signed."""
    root = encode_line(checkpoint.root)
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def parse_checkpoint_text(text: str) -> Checkpoint:
    """Read the three lines; extension lines are refused, for ML-DSA does not sign them.

    Raises:
        NoteError: any other form, or an empty tree with a root of something.
    """
    match = _TEXT.fullmatch(text)
    root = decode_line(match[3], HASH_SIZE) if match else None
    if not match or root is None:
        raise _not_a_checkpoint()
    checkpoint = Checkpoint(match[1], int(match[2]), root)
    if checkpoint.size > MAX_SIZE or (checkpoint.size == 0 and root != EMPTY_ROOT):
        raise _not_a_checkpoint()
    return checkpoint


def cosigned_message(name: str, checkpoint: Checkpoint, timestamp: int = 0) -> bytes:
    """Return what an ML-DSA-44 cosigner called `name` signs.

    `timestamp` is in POSIX seconds; 0 makes no statement about time.

    Raises:
        ValueError: a name or an origin of more than 255 bytes.
    """
    return b"".join(
        (
            _SUBTREE_LABEL,
            _short(name),
            timestamp.to_bytes(TIMESTAMP_SIZE, "big"),
            _short(checkpoint.origin),
            bytes(8),  # start: a checkpoint covers the tree from its first leaf
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def timed_message(text: str, timestamp: int) -> bytes:
    """Return what an Ed25519 cosigner signs: the note's text behind the time."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def cosigned_at(blob: bytes) -> int:
    """Return the POSIX seconds that a cosignature's bytes begin with; 0 says none."""
    return int.from_bytes(blob[:TIMESTAMP_SIZE], "big")


def sign_checkpoint(checkpoint: Checkpoint, keys: Signer) -> bytes:
    """Return the checkpoint as a note that the log signed with both its keys.

    Raises:
        ValueError: the origin is not that of the log whose keys these are.
    """
    if checkpoint.origin != origin(keys.ed25519_public):
        raise ValueError("a log signs its own checkpoints only")
    text = checkpoint_text(checkpoint)
    name = checkpoint.origin
    first = keys.ed25519(text.encode())
    second = keys.mldsa44(cosigned_message(name, checkpoint))
    ed_id = key_id(name, ED25519, keys.ed25519_public)
    ml_id = key_id(name, MLDSA44_COSIGNATURE, keys.mldsa44_public)
    return serialise(
        text,
        [
            Signature(name, ed_id, first),
            Signature(name, ml_id, bytes(TIMESTAMP_SIZE) + second),
        ],
    )


def open_checkpoint(note: bytes, vkeys: Sequence[str]) -> Checkpoint:
    """Return what a checkpoint says, once every one of `vkeys` is seen to have signed.

    Signatures of other keys are ignored; one wrong signature of a given key refuses
    the whole note. At least one of the keys must be the log's own: named as the
    origin line.

    Raises:
        NoteError: not a checkpoint, or not verifier keys.
        SignatureError: a signature is missing or wrong.
    """
    parsed = parse(note)
    checkpoint = parse_checkpoint_text(parsed.text)
    verifiers = [parse_vkey(text) for text in vkeys]
    if checkpoint.origin not in {verifier.name for verifier in verifiers}:
        raise SignatureError(N_("This checkpoint belongs to another log."))
    for verifier in verifiers:
        _require_signature(parsed, checkpoint, verifier)
    return checkpoint


def with_these_alone(note: bytes, vkeys: Sequence[str]) -> bytes:
    """Return a checkpoint with the first signature of each of these keys, and no other.

    Whoever hands out a note may put whatever they like under it.

    Raises:
        NoteError: not a note, or not verifier keys.
    """
    parsed = parse(note)
    by_key = {(one.name, one.key_id): one for one in reversed(parsed.signatures)}
    keys = [(one.name, one.key_id()) for one in map(parse_vkey, vkeys)]
    return serialise(parsed.text, [by_key[key] for key in keys if key in by_key])


def _require_signature(note: Note, checkpoint: Checkpoint, verifier: Verifier) -> None:
    wanted = (verifier.name, verifier.key_id())
    blobs = [s.blob for s in note.signatures if (s.name, s.key_id) == wanted]
    if not blobs:
        raise SignatureError(N_("This checkpoint lacks a signature that it must have."))
    for blob in blobs:
        if not signed(verifier, note.text, checkpoint, blob):
            raise SignatureError(N_("A signature on this checkpoint is wrong."))


def signed(verifier: Verifier, text: str, checkpoint: Checkpoint, blob: bytes) -> bool:
    """Say whether a signature's bytes hold; `text` says what `checkpoint` says."""
    if verifier.kind == ED25519:
        return ed25519_verify(verifier.public, text.encode(), blob)
    timestamp, signature = cosigned_at(blob), blob[TIMESTAMP_SIZE:]
    if timestamp > MAX_SIZE:
        return False
    if verifier.kind == ED25519_COSIGNATURE:
        message = timed_message(text, timestamp)
        return ed25519_verify(verifier.public, message, signature)
    return _signed_mldsa44(verifier, checkpoint, timestamp, signature)


def _signed_mldsa44(
    verifier: Verifier, checkpoint: Checkpoint, timestamp: int, signature: bytes
) -> bool:
    if len(signature) != MLDSA44_SIGNATURE_SIZE:
        return False
    try:
        message = cosigned_message(verifier.name, checkpoint, timestamp)
    except ValueError:
        return False
    return mldsa44_verify(verifier.public, message, signature)


def _short(text: str) -> bytes:
    """Return the bytes of a text behind one byte with their length."""
    data = text.encode()
    if len(data) > MAX_SHORT:
        raise ValueError("a name of more than 255 bytes cannot be cosigned")
    return len(data).to_bytes(1, "big") + data


def _not_a_checkpoint() -> NoteError:
    return NoteError(N_("This is not a checkpoint of a log."))
