"""Signed notes and verifier keys (C2SP signed-note)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ED25519_PUBLIC_SIZE, MLDSA44_PUBLIC_SIZE
from habeas.log.base64lines import decode_line, encode_line
from habeas.log.refusal import NoteError
from habeas.words import N_

ED25519 = 0x01
ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06
MAX_NOTE = 256 * 1024  # sixteen post-quantum signatures and room to spare
KEY_ID_SIZE = 4

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE_MARK = "\N{EM DASH} "
_PUBLIC_SIZES = {
    ED25519: ED25519_PUBLIC_SIZE,
    ED25519_COSIGNATURE: ED25519_PUBLIC_SIZE,
    MLDSA44_COSIGNATURE: MLDSA44_PUBLIC_SIZE,
}


@dataclass(frozen=True)
class Signature:
    """One signature line: who claims to have signed, and the signature's bytes."""

    name: str
    key_id: bytes
    blob: bytes


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and the signatures under it, unverified."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Verifier:
    """A public key that may sign notes, under a name."""

    name: str
    kind: int
    public: bytes

    def key_id(self) -> bytes:
        """Return the 4 bytes that name this key in a signature line."""
        return key_id(self.name, self.kind, self.public)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return SHA-256(name || LF || kind || public)[:4]."""
    material = name.encode() + b"\n" + bytes([kind]) + public
    return sha256(material)[:KEY_ID_SIZE]


def vkey(name: str, kind: int, public: bytes) -> str:
    """Return the verifier key `<name>+<key id>+<base64 of kind and public key>`."""
    material = encode_line(bytes([kind]) + public)
    return f"{name}+{key_id(name, kind, public).hex()}+{material}"


def parse_vkey(text: str) -> Verifier:
    """Read a verifier key.

    Raises:
        NoteError: not one, of an unknown kind, or with a key id of another key.
    """
    name, _, rest = text.partition("+")
    material = decode_line(rest.partition("+")[2])
    if not is_key_name(name) or not material:
        raise _not_a_key()
    verifier = Verifier(name, material[0], material[1:])
    if len(verifier.public) != _PUBLIC_SIZES.get(verifier.kind):
        raise _not_a_key()
    if vkey(name, verifier.kind, verifier.public) != text:
        raise _not_a_key()
    return verifier


def serialise(text: str, signatures: Sequence[Signature]) -> bytes:
    """Return the bytes of a note; `text` ends in a newline."""
    return (text + "\n").encode() + signature_lines(signatures)


def signature_lines(signatures: Sequence[Signature]) -> bytes:
    """Return signature lines as they stand under a note."""
    return "".join(
        f"{_SIGNATURE_MARK}{s.name} {encode_line(s.key_id + s.blob)}\n"
        for s in signatures
    ).encode()


def parse_signature_lines(data: bytes) -> tuple[Signature, ...]:
    """Read signature lines without the note that they belong to.

    Raises:
        NoteError: not such lines.
    """
    return parse(b"-\n\n" + data).signatures


def parse(data: bytes) -> Note:
    """Read a note. Nothing in it is to be believed until its signatures are checked.

    Raises:
        NoteError: not a signed note.
    """
    if len(data) > MAX_NOTE:
        raise _not_a_note()
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise _not_a_note() from error
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or _has_control_characters(whole):
        raise _not_a_note()
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    return Note(text + "\n", signatures)


def is_key_name(name: str) -> bool:
    """Say whether a key may have this name: not empty, no space, no plus."""
    return name.split() == [name] and "+" not in name


def _signature(line: str) -> Signature:
    mark, rest = line[: len(_SIGNATURE_MARK)], line[len(_SIGNATURE_MARK) :]
    name, _, encoded = rest.partition(" ")
    blob = decode_line(encoded)
    good = mark == _SIGNATURE_MARK and is_key_name(name)
    if not good or not blob or len(blob) <= KEY_ID_SIZE:
        raise _not_a_note()
    return Signature(name, blob[:KEY_ID_SIZE], blob[KEY_ID_SIZE:])


def _has_control_characters(text: str) -> bool:
    return _CONTROL.search(text) is not None


def _not_a_note() -> NoteError:
    return NoteError(N_("This is not a signed note."))


def _not_a_key() -> NoteError:
    return NoteError(N_("This is not a verifier key that Habeas knows."))
