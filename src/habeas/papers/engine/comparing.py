"""What differs between a paper as Habeas rendered it and the file that was filed.

Paragraph by paragraph, and words within. What a typewriting program changes by itself
(curly quotes, dashes, spaces) is no difference.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from habeas.papers.engine.kept import Kept, KeptLine, Kind
from habeas.papers.engine.layout import TURNS

_ALIKE: Final = 0.5
"""How much of two paragraphs is the same if one was made of the other."""
_PAIRED: Final = 4_000_000
"""So many words are compared at most to find which paragraph was made of which."""
_LONGEST: Final = 25_000_000
"""Pairs of words beyond which two lines are told whole, each by itself."""
_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")
_ENTRY: Final = re.compile(r"[0-9a-f]{8}·\d+")
_TYPED: Final = str.maketrans(
    {
        **TURNS,
        **dict.fromkeys("“”„«»‟", '"'),
        **dict.fromkeys("‘’‚‹›‛", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "…": "...",
    }
)


class How(StrEnum):
    """What became of a line."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True)
class Piece:
    """Some words of a line: the same, added or gone."""

    text: str
    how: str = "same"


@dataclass(frozen=True)
class Quote:
    """Words of a record that do not stand in the line any more.

    `stance` is '' where the record is no statement.
    """

    record: str
    words: str
    stance: str


@dataclass(frozen=True)
class Difference:
    """One line that differs.

    `quotes` are the words of statements and records that differ, `lost` the footnotes
    that vanished from it, `bare` says that it was added and rests on nothing.
    """

    how: How
    kind: Kind
    pieces: tuple[Piece, ...]
    quotes: tuple[Quote, ...] = ()
    lost: tuple[str, ...] = ()
    bare: bool = False

    @property
    def grave(self) -> bool:
        """Whether the words of a statement are not what they were."""
        return any(one.stance for one in self.quotes)


@dataclass(frozen=True)
class Compared:
    """All that differs, in the order of the filed file; `same` lines do not."""

    differences: tuple[Difference, ...]
    same: int

    @property
    def altered(self) -> tuple[Difference, ...]:
        """The lines in which the words of a statement differ."""
        return tuple(one for one in self.differences if one.grave)

    @property
    def lost(self) -> int:
        """How many footnotes vanished from lines that are still there."""
        return sum(len(one.lost) for one in self.differences)

    @property
    def bare(self) -> int:
        """How many lines were added that rest on nothing in the file."""
        return sum(one.bare for one in self.differences)


def key(text: str) -> str:
    """Return words as they are compared: without what typewriting changes by itself."""
    plain = unicodedata.normalize("NFC", text).translate(_TYPED)
    return " ".join(plain.split())


def nearest(copies: Sequence[Kept], filed: Kept) -> int | None:
    """Return which copy a file was made of: the first that has most of its lines."""
    if not copies:
        return None
    lines = Counter(key(one.text) for one in filed.body)
    shared = [
        (lines & Counter(key(one.text) for one in copy.body)).total() for copy in copies
    ]
    return shared.index(max(shared))


def compare(kept: Kept, filed: Kept) -> Compared:
    """Return what differs; `kept` is what was rendered, `filed` what came back."""
    matching = _Matching(kept, filed)
    found = tuple(matching.found())
    return Compared(_with_moves(found), matching.same)


class _Matching:
    def __init__(self, kept: Kept, filed: Kept) -> None:
        self._kept, self._filed = kept, filed
        self._before = [(one, key(one.text)) for one in kept.body]
        self._after = [(one, key(one.text)) for one in filed.body]
        self._everywhere = "\n".join(words for _, words in self._after)
        self.same = 0

    def found(self) -> Iterator[Difference]:
        before = [words for _, words in self._before]
        after = [words for _, words in self._after]
        matcher = SequenceMatcher(None, before, after)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                yield from self._equal(a, b, c)
            else:
                told = self._unequal(range(a, b), range(c, d))
                yield from (one for one in told if not _outgrown(one))

    def _equal(self, a: int, b: int, c: int) -> Iterator[Difference]:
        for at in range(a, b):
            line, other = self._before[at][0], self._after[c + at - a][0]
            lost = self._lost(line, other)
            self.same += not lost
            if lost:
                pieces = (Piece(other.text),)
                yield Difference(How.CHANGED, line.kind, pieces, lost=lost)

    def _unequal(self, before: range, after: range) -> Iterator[Difference]:
        pairs = self._pairs(before, after)
        waiting = iter([one for one in before if one not in pairs.values()])
        rest = next(waiting, None)
        for at in after:
            made_of = pairs.get(at)
            while rest is not None and made_of is not None and rest < made_of:
                yield self._gone(rest)
                rest = next(waiting, None)
            yield self._added(at) if made_of is None else self._changed(made_of, at)
        while rest is not None:
            yield self._gone(rest)
            rest = next(waiting, None)

    def _pairs(self, before: range, after: range) -> dict[int, int]:
        """Say which line was made of which, in order, by how alike they are."""
        old = {one: Counter(_tokens(self._before[one][1])) for one in before}
        new = {one: Counter(_tokens(self._after[one][1])) for one in after}
        words = sum(map(len, old.values())) * len(new)
        if words + sum(map(len, new.values())) * len(old) > _PAIRED:
            return dict(zip(after, before, strict=False))
        found: dict[int, int] = {}
        first = before.start
        for at in after:
            rest = range(first, before.stop)
            alike = [(_likeness(old[one], new[at]), -one) for one in rest]
            best, place = max(alike, default=(0.0, 0))
            if best >= _ALIKE:
                found[at] = -place
                first = found[at] + 1
        return found

    def _gone(self, at: int) -> Difference:
        line = self._before[at][0]
        return Difference(How.GONE, line.kind, (Piece(line.text, "gone"),))

    def _added(self, at: int) -> Difference:
        line = self._after[at][0]
        pieces = (Piece(line.text, "added"),)
        bare = not line.notes and any(map(str.isalpha, line.text))
        return Difference(How.ADDED, line.kind, pieces, bare=bare)

    def _changed(self, at: int, other: int) -> Difference:
        line, now = self._before[at][0], self._after[other][0]
        return Difference(
            How.CHANGED,
            line.kind,
            _within(line.text, now.text),
            quotes=tuple(self._differing(line, now)),
            lost=self._lost(line, now),
        )

    def _differing(self, line: KeptLine, now: KeptLine) -> Iterator[Quote]:
        """Yield what rests on a record and does not stand there as it stood."""
        seen = set[tuple[int, int]]()
        there = key(now.text)
        for one in line.rests:
            words = line.text[one.start : one.end].strip()
            if (one.start, one.end) in seen or not words:
                continue
            seen.add((one.start, one.end))
            wanted = key(words)
            if wanted not in there and not (one.stance and wanted in self._everywhere):
                yield Quote(one.record, words, one.stance)

    def _lost(self, line: KeptLine, now: KeptLine) -> tuple[str, ...]:
        """Return the footnotes of a line whose entries none of its footnotes names."""
        there = " ".join(_notes(self._filed, now))
        named = set(_ENTRY.findall(there))
        return tuple(
            one
            for one in _notes(self._kept, line)
            if not set(_ENTRY.findall(one)) <= named
        )


def _notes(of: Kept, line: KeptLine) -> Iterator[str]:
    for _, number in line.notes:
        if 0 < number <= len(of.notes):
            yield of.notes[number - 1]


def _outgrown(one: Difference) -> bool:
    """Say whether it is a note that it is a draft: what is filed has none."""
    return one.how is How.GONE and one.kind is Kind.DRAFT


def _likeness(words: Counter[str], others: Counter[str]) -> float:
    return 2 * (words & others).total() / (words.total() + others.total() or 1)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _within(before: str, after: str) -> tuple[Piece, ...]:
    """Return one line with what was taken out and put in, word by word."""
    words, others = _tokens(before), _tokens(after)
    if len(words) * len(others) > _LONGEST:
        return Piece(before, "gone"), Piece(after, "added")
    alike = SequenceMatcher(None, [key(one) for one in words], [*map(key, others)])
    found: list[Piece] = []
    for tag, a, b, c, d in alike.get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(others[c:d])))
            continue
        if b > a:
            found.append(Piece("".join(words[a:b]), "gone"))
        if d > c:
            found.append(Piece("".join(others[c:d]), "added"))
    return tuple(found)


def _with_moves(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Tell a line that was taken out here and put in there as one that was moved."""
    gone = Counter(_words(one) for one in found if one.how is How.GONE)
    added = Counter(_words(one) for one in found if one.how is How.ADDED)
    moved, told = gone & added, gone & added
    kept: list[Difference] = []
    for one in found:
        words = _words(one)
        if one.how is How.GONE and moved[words]:
            moved[words] -= 1
        elif one.how is How.ADDED and told[words]:
            told[words] -= 1
            pieces = (Piece(one.pieces[0].text),)
            kept.append(replace(one, how=How.MOVED, pieces=pieces, bare=False))
        else:
            kept.append(one)
    return tuple(kept)


def _words(one: Difference) -> str:
    return key("".join(piece.text for piece in one.pieces))


def unfound(kept: Kept, text: str) -> tuple[KeptLine, ...]:
    """Return the lines that do not stand word for word in a text without paragraphs.

    A PDF tells no paragraphs: a line that stands across two pages is not found either.
    Footnote numbers and hyphens at the end of a line are no difference.
    """
    whole = _squeezed(text)
    lines = (one for one in kept.body if one.kind is not Kind.DRAFT)
    return tuple(
        one for one in lines if any(part not in whole for part in _stretches(one))
    )


def _stretches(line: KeptLine) -> Iterator[str]:
    """Yield the words between footnotes: in a PDF their numbers stand among them."""
    start = 0
    for at in (*(at for at, _ in line.notes), len(line.text)):
        if part := _squeezed(line.text[start:at]):
            yield part
        start = at


def _squeezed(text: str) -> str:
    return "".join(one for one in key(text).casefold() if one.isalnum())
