"""Many files brought in at once: what became of each, and the list that says so.

The list is a text of its own form (docs/spec/batch.md): a stranger who has the files
can compare it line by line, and one hash of it is what people sign.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from habeas.case.rules.fields import LONGEST_LINE
from habeas.crypto.digest import sha256
from habeas.words import N_

SAME, DIFFERS = "same", "differs"
"""What a line says of a list: `same ALGORITHM LIST`, `differs ALGORITHM HASH LIST`."""

HEADER = "habeas.org/batch/v1"
_NOTHING = "-"
_FIELDS = 5
_KEPT = LONGEST_LINE - 70
_SPELLED = re.compile(rb"\\(?:x([0-9a-f]{2})|\\)")


class Outcome(StrEnum):
    """What became of one name that was met in a folder, or in a list of hashes."""

    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    CHANGING = "changing"
    GONE = "gone"
    UNREADABLE = "unreadable"
    LINK = "link"
    SPECIAL = "special"
    DEEP = "deep"
    VAULT = "vault"
    MISSING = "missing"
    OUTSIDE = "outside"
    UNCOMPARED = "uncompared"


OUTCOME_WORDS = {
    Outcome.IMPORTED: N_("brought in"),
    Outcome.DUPLICATE: N_("not brought in again: exactly this file is in the case"),
    Outcome.EMPTY: N_("empty: there is nothing in it to seal"),
    Outcome.CHANGING: N_("changed while it was read, twice: not brought in"),
    Outcome.GONE: N_("gone before it could be read"),
    Outcome.UNREADABLE: N_("could not be read"),
    Outcome.LINK: N_("a link to another place: not followed"),
    Outcome.SPECIAL: N_("no file but a pipe, socket or device: not opened"),
    Outcome.DEEP: N_("folders nested too deep: not looked into"),
    Outcome.VAULT: N_("this vault itself: not looked into"),
    Outcome.MISSING: N_("named in a list of hashes, and not in the folder"),
    Outcome.OUTSIDE: N_("a list of hashes names a place outside its folder"),
    Outcome.UNCOMPARED: N_("a list of hashes that was not compared: too large, or odd"),
}
LISTED_ONLY = frozenset({Outcome.MISSING, Outcome.OUTSIDE, Outcome.UNCOMPARED})
"""Outcomes that are about a list, not about a file of the folder."""


@dataclass(frozen=True)
class Line:
    """What became of one name; `path` as `spelled`, `size` None where nothing was read.

    `detail`, made by `told`: the number of the exhibit, or the list that is meant; then
    what lists say of it.
    """

    path: str
    outcome: Outcome
    sha256: str = ""
    size: int | None = None
    detail: str = ""

    @property
    def differs(self) -> bool:
        """Whether a list of hashes says another hash."""
        return f"; {DIFFERS} " in self.detail

    @property
    def is_left_out(self) -> bool:
        """Whether it was not brought in, and is not told of as differing."""
        return self.outcome is not Outcome.IMPORTED and not self.differs

    @property
    def confirmed(self) -> bool:
        """Whether a list of hashes says the same, and none says another."""
        return f"; {SAME} " in self.detail and not self.differs


def told(*parts: str) -> str:
    r"""Return the detail of a line: others chose the names in it, so `;` is `\x3b`."""
    return "; ".join(one.replace(";", r"\x3b") for one in parts if one)


def spelled(path: bytes) -> str:
    r"""Return a path as text on one line, exactly: other paths have other texts.

    A backslash is doubled; a byte that is no UTF-8, and every byte of a letter that
    nobody can see, becomes `\xNN`.
    """
    text = path.decode("utf-8", "surrogateescape").replace("\\", "\\\\")
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def _escaped(letter: str) -> str:
    data = letter.encode("utf-8", "surrogateescape")
    return "".join(f"\\x{byte:02x}" for byte in data)


def unspelled(text: str) -> bytes:
    """Return the path that a text spells."""
    data = text.encode("utf-8", "surrogateescape")
    return _SPELLED.sub(
        lambda one: bytes.fromhex(one[1].decode()) if one[1] else b"\\", data
    )


def kept_path(path: str) -> str:
    """Return a spelled path as a record keeps it: a long one cut, with its hash."""
    if len(path) <= LONGEST_LINE and path.strip():
        return path
    return f"{path[:_KEPT]}… {sha256(path.encode()).hex()}"


def written(batch: str, lines: Iterable[Line]) -> Iterator[str]:
    """Yield the lines of the list, each with its line end; sorted by path."""
    yield f"{HEADER}\n"
    yield f"batch {batch}\n"
    for one in sorted(lines, key=lambda line: (line.path, line.outcome, line.sha256)):
        size = _NOTHING if one.size is None else str(one.size)
        values = (one.outcome, one.sha256 or _NOTHING, size, one.path)
        yield "\t".join((*values, one.detail or _NOTHING)) + "\n"


def read_list(text: str) -> Iterator[Line]:
    """Yield the lines of a list; what is no line of one is passed over."""
    for row in text.split("\n"):
        values = row.split("\t")
        if len(values) != _FIELDS or values[0] not in set(Outcome):
            continue
        outcome, digest, size, path, detail = values
        yield Line(
            path,
            Outcome(outcome),
            "" if digest == _NOTHING else digest,
            int(size) if size.isascii() and size.isdigit() else None,
            "" if detail == _NOTHING else detail,
        )
