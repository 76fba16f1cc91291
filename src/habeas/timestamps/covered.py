"""What a timestamp covers, and the exact bytes that are stamped.

docs/spec/timestamps.md: the three lines of a head, whose SHA-256 is the fingerprint
that two people read out to each other; or the body of one entry, which begins with 32
random bytes, so that its hash says nothing to whoever holds the same file.
"""

import re
from dataclasses import dataclass
from typing import Final

from habeas.crypto.digest import sha256
from habeas.log.checkpoint import Checkpoint, checkpoint_text, origin

HEAD: Final = "head"
ENTRY: Final = "entry"
_FORM = re.compile(
    r"(head|entry) ([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})", re.ASCII
)


@dataclass(frozen=True)
class Covered:
    """A head of a log (`number` is its size, `hash` its root) or an entry (its index,
    its commit: the SHA-256 of its body).
    """  # noqa: D205 - one sentence

    kind: str
    log: str
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.kind} {self.log} {self.number} {self.hash}"

    @property
    def whole(self) -> bool:
        """Whether it covers a head, and so every entry below its size."""
        return self.kind == HEAD

    @property
    def first(self) -> int:
        """The first entry that it covers."""
        return 0 if self.whole else self.number

    @property
    def end(self) -> int:
        """The entry after the last one that it covers."""
        return self.number if self.whole else self.number + 1

    @property
    def imprint(self) -> str:
        """The SHA-256, in hex, of the bytes that are stamped: all that is sent."""
        return sha256(head_text(self)).hex() if self.whole else self.hash


def read_covered(text: str) -> Covered | None:
    """Return what a record's `covers` says; None if it is in no form that we write."""
    match = _FORM.fullmatch(text)
    return Covered(match[1], match[2], int(match[3]), match[4]) if match else None


def head_text(head: Covered) -> bytes:
    """Return the three signed lines of a head, worked out from its size and root."""
    log, root = bytes.fromhex(head.log), bytes.fromhex(head.hash)
    return checkpoint_text(Checkpoint(origin(log), head.number, root)).encode()
