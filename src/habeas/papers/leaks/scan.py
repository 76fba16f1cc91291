"""Search streams of bytes for the written forms of protected names, dates and numbers.

Aho-Corasick (ahocorasick-rs) over folded text: one pass however many forms there are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from habeas.papers.leaks.fold import fold
from habeas.papers.leaks.forms import has_forms, person_forms, together_forms
from habeas.papers.leaks.lenses import AROUND, Lens, Reading, read_as
from habeas.papers.leaks.protected import Protected, ProtectedName
from habeas.papers.leaks.values import UNBOUNDED, date_forms, number_forms

WINDOW: Final = 256 * 1024
OVERLAP: Final = 8 * 1024
"""Longer than the longest form in its widest encoding, so none hides on a border."""

NEAR: Final = 4 * AROUND
"""In bytes: as far as a word is read with its neighbours, in the widest encoding."""

_CHANCE: Final = 6
_SPACED = re.compile(r"(?<![^ ])[^\W_](?: [^\W_]){3,}(?![^ ])")
_AROUND_DIGITS = re.compile(r" (?=\d)|(?<=\d) ")


@dataclass(frozen=True)
class Hit:
    """A form of `record`'s names ends at byte `offset` of a stream, in line `line`.

    `reading` says how the bytes were read ('UTF-8', 'cp1251', 'base64' …). The name
    itself is not kept.
    """

    record: str
    offset: int
    line: int
    reading: str


class Scanner:
    """Finds every protected value in any bytes. Holds names: never log or pickle it."""

    def __init__(
        self, protected: Iterable[Protected], allowed: Iterable[ProtectedName] = ()
    ) -> None:
        named = frozenset(allowed)
        # Who is disclosed by name is not searched for, dates and numbers included.
        people = [one for one in protected if not one.names or set(one.names) - named]
        released = person_forms(named).union(*(person_forms([one]) for one in named))
        beside: frozenset[str] | None = None
        words: dict[str, str] = {}
        digits: dict[str, str] = {}
        for person in people:
            forms = person_forms(person.names)
            if forms & released:  # of one family with whoever is disclosed
                beside = together_forms(named) if beside is None else beside
                forms |= together_forms(person.names) - beside
            for form in (forms - released) | date_forms(person.born):
                words.setdefault(form, person.record)
            for number in person.numbers:
                digits.update(dict.fromkeys(number_forms(number), person.record))
        self._words = _Table(words)
        self._digits = _Table(digits)
        self.unsearchable = unsearchable(people)

    def scan(self, chunks: Iterable[bytes]) -> Iterator[Hit]:
        """Yield each hit once, window by window, whatever the chunks' sizes."""
        seen: set[tuple[str, int]] = set()
        for start, lines, window, final in _windows(chunks):
            edges = _Edges(cut_start=start > 0, cut_end=not final)
            for reading in read_as(window):
                for record, size in self._search(window, reading, edges):
                    offset = start + size
                    reach = NEAR if reading.mended else 0
                    if not _told(seen, record, offset, reach):
                        seen.add((record, offset))
                        line = lines + window.count(b"\n", 0, size) + 1
                        yield Hit(record, offset, line, reading.name)

    def scan_text(self, text: str) -> Iterator[Hit]:
        """Yield the hits in a text, as its UTF-8 bytes."""
        return self.scan([text.encode()])

    def scan_name(self, name: str) -> Iterator[Hit]:
        """Yield the hits in a file name, where AliyaIvanova.docx is two words."""
        humps = re.sub(r"(?<=[^\W\d_])(?=[^\W\d_])", _Hump(name), name)
        return self.scan_text(f"{name}\n{humps}")

    def _search(
        self, window: bytes, reading: Reading, edges: "_Edges"
    ) -> Iterator[tuple[str, int]]:
        text = fold(reading.lens(window))
        strict: str | None = None
        for form, record, before in self._found(text, edges):
            bare = form.replace(" ", "")
            if _short(bare):
                strict = strict or fold(reading.strict(window))
                if bare not in strict.replace(" ", ""):
                    continue
            yield record, _place(window, reading.lens, bare, before)

    def _found(self, text: str, edges: "_Edges") -> Iterator[tuple[str, str, str]]:
        """Yield (form, record, the text up to its end), in each way words can stand."""
        closed = _SPACED.sub(lambda run: run[0].replace(" ", ""), text)
        squeezed = _AROUND_DIGITS.sub("", text) if self._digits else text
        for table, view in (
            (self._words, text),
            (self._words, closed if closed != text else ""),
            (self._digits, text),
            (self._digits, squeezed if squeezed != text else ""),
        ):
            for form, record, end in table.find(view, edges):
                yield form, record, view[:end]


@dataclass(frozen=True)
class _Edges:
    """Whether the window begins or ends inside the stream, where a word may be cut."""

    cut_start: bool
    cut_end: bool


class _Table:
    """Forms and whose they are, as one automaton."""

    def __init__(self, forms: dict[str, str]) -> None:
        self._forms = sorted(forms.items())
        self._automaton = ahocorasick_rs.AhoCorasick([form for form, _ in self._forms])

    def __bool__(self) -> bool:
        return bool(self._forms)

    def find(self, text: str, edges: _Edges) -> Iterator[tuple[str, str, int]]:
        """Yield (form, record, end) of each form that stands in `text` as words."""
        if not self._forms or not text:
            return
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for index, start, end in found:
            form, record = self._forms[index]
            cut = (edges.cut_start and start == 0) or (
                edges.cut_end and end == len(text)
            )
            if not cut and _stands_alone(text, start, end):
                yield form, record, end


def _told(seen: set[tuple[str, int]], record: str, offset: int, reach: int) -> bool:
    """Say whether a hit is known; of words made whole, one nearby is the same."""
    return (record, offset) in seen or any(
        who == record and abs(offset - at) <= reach for who, at in seen if reach
    )


def _short(bare: str) -> bool:
    """Say whether a form may stand in random letters or digits by chance."""
    return len(bare) < (UNBOUNDED if any(one.isdigit() for one in bare) else _CHANCE)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Letters must not run on as letters, nor digits as digits."""
    form = text[start:end]
    if (
        len(form) >= UNBOUNDED
        and any(one.isdigit() for one in form)
        and " " not in form
    ):
        return True
    return not (
        (start > 0 and _same_kind(text[start - 1], form[0]))
        or (end < len(text) and _same_kind(form[-1], text[end]))
    )


def _same_kind(one: str, two: str) -> bool:
    return (one.isalpha() and two.isalpha()) or (one.isdigit() and two.isdigit())


def _place(window: bytes, lens: Lens, bare: str, before: str) -> int:
    """Return how many bytes of `window` must be read until a form is there.

    `bare` is the form without spaces, `before` the folded text up to its end: it says
    which of several such forms is meant.
    """
    wanted = before.replace(" ", "").count(bare)
    low, high = 0, len(window)
    while low < high:
        middle = (low + high) // 2
        if fold(lens(window[:middle])).replace(" ", "").count(bare) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def _windows(chunks: Iterable[bytes]) -> Iterator[tuple[int, int, bytes, bool]]:
    """Yield (offset, newlines before, bytes, is last) of overlapping windows."""
    offset, lines, held = 0, 0, b""
    for chunk in chunks:
        held += chunk
        while len(held) > WINDOW:
            yield offset, lines, held[:WINDOW], False
            step = WINDOW - OVERLAP
            offset, lines = offset + step, lines + held.count(b"\n", 0, step)
            held = held[step:]
    yield offset, lines, held, True


def unsearchable(people: Iterable[Protected]) -> tuple[str, ...]:
    """Return the records with a value that is too short or vague to be searched for."""
    return tuple(sorted({one.record for one in people if not _covered(one)}))


def _covered(person: Protected) -> bool:
    """Say whether every value of a person that was recorded can be searched for."""
    return (
        all(has_forms(name) for name in person.names)
        and (not person.born or bool(date_forms(person.born)))
        and all(number_forms(number) for number in person.numbers)
    )


class _Hump:
    """Puts a space where a lower-case letter meets an upper-case one."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, gap: re.Match[str]) -> str:
        before, after = self._name[gap.start() - 1], self._name[gap.start()]
        return " " if before.islower() and after.isupper() else ""
