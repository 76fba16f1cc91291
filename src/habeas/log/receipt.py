"""Receipts of custody: one text that both sides sign (docs/spec/receipt.md).

A C2SP signed note. The giver's log signs it with its Ed25519 key, then the receiver's:
the key of either stands in the name of its signature line, so a stranger needs no list
of keys to check it.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ED25519_PUBLIC_SIZE, ed25519_verify
from habeas.log.checkpoint import origin
from habeas.log.note import (
    ED25519,
    Note,
    Signature,
    key_id,
    parse,
    serialise,
)
from habeas.log.refusal import NoteError, SignatureError
from habeas.words import N_

FIRST_LINE = "habeas.org/custody-receipt/v1"
LINES = (
    "exhibit",
    "what",
    "file",
    "event",
    "from",
    "to",
    "when",
    "place",
    "condition",
    "seal",
    "purpose",
    "authority",
)
"""What a receipt may say of the hand-over, in this order, a line each."""
LONGEST = 64 * 1024
"""Bytes of a receipt with its signatures."""
LONGEST_LINE = 500
"""Letters of a line: no more than a record keeps in one."""
_ENTRY = re.compile(r"entry ([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})")
_NAME = re.compile(r"habeas\.org/log/([0-9a-f]{64})")
_MOST_SIGNATURES = 8


@dataclass(frozen=True)
class Receipt:
    """What both sides sign: the giver's entry by log, index and commit, and its words.

    `told` holds lines of LINES by their first word, each one line without a break.
    """

    log: bytes
    index: int
    commit: bytes
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the exact text that is signed.

        Raises:
            ValueError: a line has no place here, or is not one line.
        """
        if not set(self.told) <= set(LINES) or not all(map(_fits, self.told.values())):
            raise ValueError("a receipt holds plain lines that it knows")
        lines = [f"{name} {self.told[name]}" for name in LINES if name in self.told]
        entry = f"entry {self.log.hex()} {self.index} {self.commit.hex()}"
        return "\n".join([FIRST_LINE, entry, *lines, ""])


@dataclass(frozen=True)
class Signed:
    """A receipt and the logs that signed it, each seen to be right, in their order."""

    receipt: Receipt
    note: bytes
    signers: tuple[bytes, ...]

    @property
    def released(self) -> bool:
        """Whether the giver signed it."""
        return self.receipt.log in self.signers

    @property
    def receivers(self) -> tuple[bytes, ...]:
        """Return whoever else signed it."""
        return tuple(one for one in self.signers if one != self.receipt.log)


def signature(log: bytes, blob: bytes) -> Signature:
    """Return the line under which a log's signature over the text stands."""
    name = origin(log)
    return Signature(name, key_id(name, ED25519, log), blob)


def write_receipt(receipt: Receipt, signatures: list[Signature]) -> bytes:
    """Return the signed note.

    Raises:
        ValueError: a line that has no place in a receipt.
    """
    return serialise(receipt.text, signatures)


def read_receipt(data: bytes) -> Signed:
    """Read a receipt and check every signature on it.

    It may come as a file, with other line ends, or as the letters of its code.

    Raises:
        NoteError: it is no receipt.
        SignatureError: a signature is wrong, or nobody signed.
    """
    try:
        note = parse(_plain(data))
    except NoteError:
        raise _no_receipt() from None
    receipt = _parse_text(note.text)
    signers = tuple(dict.fromkeys(_signer(note, one) for one in note.signatures))
    return Signed(receipt, serialise(note.text, note.signatures), signers)


def countersigned(signed: Signed, one: Signature) -> bytes:
    """Return the note with one more signature; one that is there is not set twice."""
    note = parse(signed.note)
    if one in note.signatures:  # Ed25519 signs one text in one way
        return signed.note
    return serialise(note.text, [*note.signatures, one])


def as_code(note: bytes) -> str:
    """Return a receipt as the letters of a QR code: base64url, which scanners type."""
    return urlsafe_b64encode(note).decode("ascii").rstrip("=")


def fingerprint(log: bytes) -> str:
    """Return how a log's key is read out: five groups of the hash of it."""
    digest = sha256(log).hex()[:20]
    return "-".join(digest[at : at + 4] for at in range(0, 20, 4))


def _plain(data: bytes) -> bytes:
    if len(data) > LONGEST:
        raise _no_receipt()
    text = data.strip()
    if not text.startswith(FIRST_LINE.encode()):
        letters = b"".join(text.split())
        try:
            text = urlsafe_b64decode(letters + b"=" * (-len(letters) % 4)).strip()
        except ValueError:
            raise _no_receipt() from None
    return text.replace(b"\r\n", b"\n") + b"\n"


def _parse_text(text: str) -> Receipt:
    first, _, rest = text.partition("\n")
    entry, _, told = rest.partition("\n")
    hit = _ENTRY.fullmatch(entry)
    if first != FIRST_LINE or hit is None:
        raise _no_receipt()
    lines = [line.partition(" ") for line in told.split("\n")[:-1]]
    found = {name: words for name, _, words in lines}
    receipt = Receipt(bytes.fromhex(hit[1]), int(hit[2]), bytes.fromhex(hit[3]), found)
    try:
        if receipt.text == text:  # the one spelling, in order, nothing twice
            return receipt
    except ValueError:
        pass
    raise _no_receipt()


def _signer(note: Note, one: Signature) -> bytes:
    hit = _NAME.fullmatch(one.name)
    log = bytes.fromhex(hit[1]) if hit else b""
    good = (
        len(log) == ED25519_PUBLIC_SIZE
        and len(note.signatures) <= _MOST_SIGNATURES
        and one.key_id == key_id(one.name, ED25519, log)
        and ed25519_verify(log, note.text.encode(), one.blob)
    )
    if not good:
        raise SignatureError(N_("A signature on this receipt is wrong."))
    return log


def _fits(words: str) -> bool:
    plain = words.isprintable() and words == " ".join(words.split())
    return bool(words) and plain and len(words) <= LONGEST_LINE


def _no_receipt() -> NoteError:
    return NoteError(N_("This is not a receipt of custody."))
