"""Cosignatures of both kinds under one checkpoint (C2SP tlog-cosignature).

A cosigner is a name and two keys. Of the Ed25519 cosignature (0x04, 64 bytes and the
time) a receipt on paper is made; the ML-DSA-44 one (0x06) is for the years after.
"""

from habeas.crypto.sign import Signer
from habeas.log.checkpoint import (
    TIMESTAMP_SIZE,
    Checkpoint,
    checkpoint_text,
    cosigned_message,
    timed_message,
)
from habeas.log.note import (
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    Signature,
    key_id,
    vkey,
)


def cosigner_vkeys(name: str, keys: Signer) -> tuple[str, str]:
    """Return the verifier keys of a cosigner: Ed25519, ML-DSA-44."""
    return (
        vkey(name, ED25519_COSIGNATURE, keys.ed25519_public),
        vkey(name, MLDSA44_COSIGNATURE, keys.mldsa44_public),
    )


def cosign(
    checkpoint: Checkpoint, name: str, keys: Signer, now: int
) -> tuple[Signature, Signature]:
    """Return both cosignatures of a checkpoint without extension lines.

    They say that at `now` (POSIX seconds) no larger tree of this log was known to the
    cosigner, and that this one only grew out of those before: the caller's promise.
    """
    time = now.to_bytes(TIMESTAMP_SIZE, "big")
    first = keys.ed25519(timed_message(checkpoint_text(checkpoint), now))
    second = keys.mldsa44(cosigned_message(name, checkpoint, now))
    ed_id = key_id(name, ED25519_COSIGNATURE, keys.ed25519_public)
    ml_id = key_id(name, MLDSA44_COSIGNATURE, keys.mldsa44_public)
    return Signature(name, ed_id, time + first), Signature(name, ml_id, time + second)
