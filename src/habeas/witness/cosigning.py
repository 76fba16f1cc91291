"""What a witness cosigns: one judgement, in the order of C2SP tlog-witness."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from habeas.log.base64lines import decode_line
from habeas.log.checkpoint import Checkpoint, parse_checkpoint_text, signed
from habeas.log.cosignature import cosign
from habeas.log.merkle import EMPTY_ROOT, HASH_SIZE, verify_consistency
from habeas.log.note import MAX_NOTE, Note, Signature, parse, serialise, signature_lines
from habeas.log.policy import Log
from habeas.log.refusal import NoteError
from habeas.witness.folder import Head, Witness

MAX_HASHES = 63
MAX_REQUEST = MAX_NOTE + (MAX_HASHES + 2) * 50
MOST_SIGNATURES = 64
_FORM = re.compile(
    rb"old (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/=]{44}\n){0,63})\n(.+)", re.DOTALL
)


class WitnessRefusal(Exception):  # noqa: N818 - an answer, and not a fault of the program
    """A head that isn't cosigned: the status, and the size held when that is told."""

    def __init__(self, status: int, held: int | None = None) -> None:
        super().__init__(str(status))
        self.status, self.held = status, held


@dataclass(frozen=True)
class Asked:
    """A request for a cosignature, read and not judged."""

    old: int
    hashes: tuple[bytes, ...]
    note: Note
    head: Checkpoint


def read_request(data: bytes) -> Asked:
    """Read the body of `add-checkpoint`.

    Raises:
        WitnessRefusal: 400: another form.
    """
    match = _FORM.fullmatch(data)
    if not match:
        raise WitnessRefusal(400)
    try:
        note = parse(match[3])
        head = parse_checkpoint_text(note.text)
    except NoteError as error:
        raise WitnessRefusal(400) from error
    hashes = [decode_line(line.decode(), HASH_SIZE) for line in match[2].splitlines()]
    known = tuple(one for one in hashes if one is not None)
    if len(known) != len(hashes) or len(note.signatures) > MOST_SIGNATURES:
        raise WitnessRefusal(400)
    return Asked(int(match[1]), known, note, head)


def add_checkpoint(witness: Witness, data: bytes, now: Callable[[], int]) -> bytes:
    """Cosign a head that only grew out of the one before, and return the signatures.

    The head is on the disk before this returns. `now` is asked in POSIX seconds while
    nobody else can cosign a head of this log.

    Raises:
        WitnessRefusal: 400, 403, 404, 409, 422, as C2SP tlog-witness says.
        PolicyError, StorageError: its own files are broken.
    """
    asked = read_request(data)
    signatures = _signed_by_log(asked, witness.logs())
    if asked.old > asked.head.size:
        raise WitnessRefusal(400)
    note = serialise(asked.note.text, signatures)
    with witness.head(asked.head.origin) as head:
        _require_growth(asked, head, note)
        lines = cosign(asked.head, witness.name, witness.keys, now())
        head.keep(note)
    return signature_lines(lines)


def _signed_by_log(asked: Asked, logs: tuple[Log, ...]) -> list[Signature]:
    """Return the signatures of the keys that the operator named; others are ignored."""
    keys = [one.key for one in logs if one.key.name == asked.head.origin]
    if not keys:
        raise WitnessRefusal(404)
    found = [
        one
        for one in asked.note.signatures
        for key in keys
        if (one.name, one.key_id) == (key.name, key.key_id())
        and signed(key, asked.note.text, asked.head, one.blob)
    ]
    if not found:
        raise WitnessRefusal(403)
    return found


def _require_growth(asked: Asked, head: Head, note: bytes) -> None:
    held = held_head(head)
    size, root = (held.size, held.root) if held else (0, EMPTY_ROOT)
    if asked.old != size:
        raise WitnessRefusal(409, size)
    if asked.head.size == size and asked.head.root != root:
        head.keep_fork(note)
        raise WitnessRefusal(409, size)
    grown = verify_consistency(
        size, asked.head.size, root, asked.head.root, asked.hashes
    )
    if not grown:
        raise WitnessRefusal(422)


def held_head(head: Head) -> Checkpoint | None:
    """Return the newest head that was cosigned, if any was."""
    note = head.read()
    return parse_checkpoint_text(parse(note).text) if note is not None else None
