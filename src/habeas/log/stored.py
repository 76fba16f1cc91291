"""A receipt that an entry is stored: a proof file small enough for one QR code.

A `.tlog-proof` of one entry under a head that the log and its cosigners signed with
Ed25519 alone (docs/spec/stored.md). Pure; what is scanned back is checked whole.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.log import proof as proofs
from habeas.log.checkpoint import Checkpoint, checkpoint_text, open_checkpoint
from habeas.log.merkle import leaf_hash, verify_inclusion
from habeas.log.note import parse, parse_vkey, serialise
from habeas.log.policy import Policy
from habeas.log.refusal import ProofError
from habeas.log.verdict import Verdict, judge
from habeas.words import N_

QR_BYTES = 2_953
"""What one QR code of version 40 holds at its lowest level of repair."""


@dataclass(frozen=True)
class Stored:
    """That an entry stands under a head, and what a policy makes of the head."""

    index: int
    verdict: Verdict


def receipt_proof(
    note: bytes, index: int, hashes: Sequence[bytes], vkeys: Sequence[str]
) -> bytes:
    """Return a `.tlog-proof` that keeps of the head's signatures those of `vkeys`.

    `hashes` is the entry's inclusion proof. Whoever wants a QR code names the log's
    Ed25519 key and the Ed25519 keys (0x04) of its cosigners; each of them must have
    signed.

    Raises:
        NoteError, SignatureError: the head isn't one, or one of `vkeys` is lacking.
        ProofError: values that the form can't hold.
    """
    open_checkpoint(note, vkeys)
    keep = {(key.name, key.key_id()) for key in map(parse_vkey, vkeys)}
    parsed = parse(note)
    signatures = [one for one in parsed.signatures if (one.name, one.key_id) in keep]
    small = serialise(parsed.text, signatures)
    return proofs.encode(proofs.Proof(index, tuple(hashes), small))


def check_stored(
    data: bytes, leaf: bytes, policy: Policy, logs: Sequence[str] = ()
) -> Stored:
    """Say what a receipt proves about the entry with leaf hash `leaf`.

    Takes the file, or what a scanner typed (`from_code`). `logs` as in `judge`.

    Raises:
        ProofError: no receipt, or not of this entry.
        NoteError, SignatureError: as `judge`.
    """
    proof = proofs.decode(from_code(data))
    verdict = judge(policy, proof.checkpoint_note, logs)
    head = verdict.checkpoint
    if not verify_inclusion(leaf, proof.index, head.size, proof.hashes, head.root):
        raise ProofError(N_("This proof does not fit the entry."))
    return Stored(proof.index, verdict)


def as_code(data: bytes) -> str:
    """Return a receipt as the letters of a QR code: base64url, which scanners type."""
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_code(data: bytes) -> bytes:
    """Return the file that a code's letters stand for; a file comes back as it is.

    Raises:
        ProofError: neither.
    """
    text = data.strip()
    if text.startswith(proofs.FIRST_LINE.encode()):
        return text.replace(b"\r\n", b"\n") + b"\n"
    letters = b"".join(text.split())
    try:
        return urlsafe_b64decode(letters + b"=" * (-len(letters) % 4))
    except ValueError:
        raise ProofError(
            N_("This is not a proof file in the form of C2SP tlog-proof.")
        ) from None


def head_hash(head: Checkpoint) -> bytes:
    """Return the hash by which a hub's log names a head that it accepted."""
    return sha256(checkpoint_text(head).encode())


def leaf_text(hash_: bytes) -> bytes:
    """Return what a leaf of a hub's log hashes (docs/spec/hub.md)."""
    return f"habeas.org/hub-head/v1\nsha256:{hash_.hex()}\n".encode("ascii")


def head_leaf(hash_: bytes) -> bytes:
    """Return the leaf hash of an accepted head."""
    return leaf_hash(leaf_text(hash_))
