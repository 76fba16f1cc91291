"""A text that one log signed, as a C2SP signed note: with one signature, no more."""

import re

from habeas.crypto.sign import (
    ED25519_PUBLIC_SIZE,
    ed25519_public,
    ed25519_sign,
    ed25519_verify,
)
from habeas.log.checkpoint import origin
from habeas.log.note import ED25519, Signature, key_id, parse, serialise

_NAME = re.compile(r"habeas\.org/log/([0-9a-f]{64})")


def sign_text(text: str, ed25519_seed: bytes) -> bytes:
    """Return the text as a note that a log signed."""
    blob = ed25519_sign(ed25519_seed, text.encode())
    return text_signed(text, ed25519_public(ed25519_seed), blob)


def text_signed(text: str, log: bytes, signature: bytes) -> bytes:
    """Return the note of a text and the signature that a log made; it isn't checked."""
    name = origin(log)
    return serialise(text, [Signature(name, key_id(name, ED25519, log), signature)])


def signature_on(note: bytes) -> bytes:
    """Return the first signature under a note.

    Raises:
        NoteError: not a signed note.
    """
    return parse(note).signatures[0].blob


def open_text(note: bytes) -> tuple[str, bytes]:
    """Return the text and the log that signed it; no log if the signature is wrong.

    Raises:
        NoteError: not a signed note.
    """
    parsed = parse(note)
    (one, *others) = parsed.signatures
    hit = _NAME.fullmatch(one.name)
    key = bytes.fromhex(hit[1]) if hit else b""
    good = (
        not others
        and len(key) == ED25519_PUBLIC_SIZE
        and one.key_id == key_id(one.name, ED25519, key)
        and ed25519_verify(key, parsed.text.encode(), one.blob)
    )
    return parsed.text, key if good else b""
