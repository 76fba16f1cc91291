"""The table of contacts that somebody swears to: what was asked, what came of it.

It states what the record states and where that comes from. It holds pseudonyms alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from habeas.case.facts.contacts import (
    FORM_WORDS,
    OUTCOME_WORDS,
    WRITTEN_WORDS,
    Form,
    Outcome,
    Written,
)
from habeas.case.values import KNOWN_WORDS, Known
from habeas.languages import translations
from habeas.words import N_

Say = Callable[[str], str]
"""Says an EDTF date in the words of the table's language."""

_STATED: Final = N_("Reason given, in their words")
_CITED: Final = N_("Law or order that they cited")
_WRITTEN: Final = N_("In writing or not")
HEAD: Final = (
    N_("No."),
    N_("Day and hour, and how that is known"),
    N_("Place"),
    N_("Who asked, of whom"),
    N_("Minutes waited"),
    N_("What happened"),
    _STATED,
    _CITED,
    _WRITTEN,
    N_("Who was present"),
    N_("Source and entry"),
)
_OF_A_REFUSAL: Final = frozenset({_STATED, _CITED, _WRITTEN})
_NO_REFUSAL: Final = frozenset({Outcome.HELD, Outcome.ASKED})
_WHO: Final = {
    Outcome.REFUSED: N_("Refused by: {person}"),
    Outcome.CUT_SHORT: N_("Cut short by: {person}"),
}
_WHO_EITHER: Final = N_("Who refused or cut it short, by the record: {person}")
"""Where the outcome is neither: somebody is named all the same."""


@dataclass(frozen=True)
class Words:
    """What stands in a cell; `lang` is set where the words are somebody's own."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Contact:
    """A contact as the table tells of it. Names are pseudonyms, '' is not recorded.

    Somebody present whose pseudonym the table does not tell is '' among the others.
    `document` is the number of the exhibit, `entry` the log and the place in it, and
    `corrections` those of every entry that corrected it, in their order.
    """

    id: str
    with_whom: str
    form: Form
    outcome: Outcome
    when: str
    known: Known
    where: Words
    by: str
    asked: str
    refused_by: str
    waited: int | None
    lasted: int | None
    words: Words
    stated: Words
    law: Words
    written: Written | None
    present: tuple[str, ...]
    document: int | None
    entry: tuple[str, int]
    corrections: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class About:
    """What the table covers; dates are EDTF, '' where nothing was asked.

    `person` is the pseudonym, '' for everybody. `undated` were left out: they have no
    date in a period. Of what lies in a compartment that was not asked for the paper
    says nothing, not even how many: whom counsel met, and how often, is privileged.
    """

    day: str
    person: str = ""
    since: str = ""
    until: str = ""
    undated: int = 0


@dataclass(frozen=True)
class Row:
    """A line of the table; `id` is the record that it tells of."""

    id: str
    cells: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True)
class Statement:
    """The table in one language, part by part, in the order in which it is read.

    `apart` is how many lie in a compartment that was not asked for: for whoever makes
    the table, never for the paper.
    """

    language: str
    title: str
    about: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    closing: tuple[str, ...]
    signatures: tuple[str, ...]
    apart: int = 0


def compose(
    about: About, contacts: Sequence[Contact], language: str, say: Say
) -> Statement:
    """Write the table; `contacts` come in the order in which it lists them."""
    _ = translations(language).gettext
    speaker = _Speaker(_, say)
    return Statement(
        language=language,
        title=_(N_("Contacts asked for, and what came of them")),
        about=tuple(_about(about, contacts, language, say)),
        head=tuple(_(one) for one in HEAD),
        rows=tuple(
            Row(one.id, tuple(speaker.cells(number, one)))
            for number, one in enumerate(contacts, 1)
        ),
        closing=(
            _(
                N_(
                    "An entry is named by the beginning of its log and its place in it;"
                    " a bundle of the case lets anybody check it."
                )
            ),
            _(
                N_(
                    "I have read this table. Of my own knowledge I confirm the lines"
                    " with these numbers: ____________________. Of the others it names"
                    " the source."
                )
            ),
        ),
        signatures=(_(N_("Place")), _(N_("Date")), _(N_("Name and signature"))),
    )


def _about(
    about: About, contacts: Sequence[Contact], language: str, say: Say
) -> Iterator[str]:
    found = translations(language)
    _ = found.gettext
    yield _(N_("From the record of the case; state of the record: {day}")).format(
        day=say(about.day)
    )
    if about.person:
        yield _(N_("With: {person}")).format(person=about.person)
    if about.since:
        yield _(N_("From: {day}")).format(day=say(about.since))
    if about.until:
        yield _(N_("To: {day}")).format(day=say(about.until))
    counted = Counter(one.outcome for one in contacts)
    told = [
        f"{_(OUTCOME_WORDS[one])}: {counted[one]}" for one in Outcome if counted[one]
    ]
    yield _(N_("Contacts and attempts: {n} ({counts}).")).format(
        n=len(contacts), counts=", ".join(told)
    )
    if about.undated:
        words = found.ngettext(
            "{n} contact without a date is not in the table.",
            "{n} contacts without a date are not in the table.",
            about.undated,
        )
        yield words.format(n=about.undated)


def apart_words(n: int, language: str) -> str:
    """Say how many were left out: on the screen and never on the paper; '' if none."""
    words = translations(language).ngettext(
        "{n} contact of another compartment is not in the table.",
        "{n} contacts of other compartments are not in the table.",
        n,
    )
    return words.format(n=n) if n else ""


class _Speaker:
    """Says a contact in the language of the table."""

    def __init__(self, gettext: Callable[[str], str], say: Say) -> None:
        self._, self.say = gettext, say

    def cells(self, number: int, one: Contact) -> Iterator[tuple[Words, ...]]:
        """Yield what stands under each heading; no cell is empty on a sworn paper."""
        for head, cell in zip(HEAD, self._cells(number, one), strict=True):
            said = tuple(words for words in cell if words.text)
            yield said or (Words(self._nothing(head, one.outcome)),)

    def _nothing(self, head: str, outcome: Outcome) -> str:
        if head in _OF_A_REFUSAL and outcome in _NO_REFUSAL:
            return "–"
        return self._(N_("not recorded"))

    def _cells(self, number: int, one: Contact) -> Iterator[tuple[Words, ...]]:
        _ = self._
        yield (Words(str(number)),)
        yield (Words(f"{self.say(one.when)} ({_(KNOWN_WORDS[one.known])})"),)
        yield (one.where,)
        yield (Words(" → ".join(who for who in (one.by, one.asked) if who)),)
        yield (Words("" if one.waited is None else str(one.waited)),)
        yield tuple(self._happened(one))
        yield (one.stated,)
        yield (one.law,)
        yield (Words(_(WRITTEN_WORDS[one.written]) if one.written else ""),)
        unnamed = _(N_("somebody who is not named here"))
        yield (Words(", ".join(who or unnamed for who in one.present)),)
        yield (Words(self._source(one)),)

    def _happened(self, one: Contact) -> Iterator[Words]:
        _ = self._
        outcome = _(OUTCOME_WORDS[one.outcome])
        yield Words(f"{one.with_whom}, {_(FORM_WORDS[one.form])}: {outcome}.")
        if one.refused_by:
            words = _(_WHO.get(one.outcome, _WHO_EITHER))
            yield Words(words.format(person=one.refused_by))
        if one.lasted is not None:
            yield Words(_(N_("Minutes it lasted: {n}.")).format(n=one.lasted))
        yield one.words

    def _source(self, one: Contact) -> str:
        place = _entry(one.entry)
        if one.corrections:
            entries = ", ".join(map(_entry, one.corrections))
            told = self._(N_("{entry}, corrected {entries}"))
            place = told.format(entry=place, entries=entries)
        if one.document is None:
            return place
        told = self._(N_("Ex. {number}")).format(number=one.document)
        return f"{told}; {place}"


def _entry(entry: tuple[str, int]) -> str:
    log, index = entry
    return f"{log[:8]}·{index}"


def as_text(made: Statement) -> str:
    """Return the table as plain text: each contact with a line for what is recorded."""
    lines = [made.title.upper(), "", *made.about]
    for row in made.rows:
        number, *cells = (" ".join(one.text for one in cell) for cell in row.cells)
        lines += ["", f"{made.head[0]} {number}"]
        lines += [
            f"  {head}: {cell}" for head, cell in zip(made.head[1:], cells, strict=True)
        ]
    lines += ["", *made.closing, ""]
    lines += [f"{one}: ______________________" for one in made.signatures]
    return "\n".join(lines)
