"""Whether every word of a paper is the form's own or rests on what it says it rests on.

A fault says what is wrong with which words. What is checked is the paper as it is set,
not how it was made: the words of the template, the records and the answers are read
again here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from habeas.actions.desk import Desk
from habeas.case.deadlines import PROGRESS_WORDS, SETTLED_WORDS
from habeas.case.facts.claims import Stance
from habeas.case.facts.deadlines import WHOSE_WORDS
from habeas.case.facts.registry import RECORDS
from habeas.case.values import KNOWN_WORDS
from habeas.languages import translations
from habeas.papers.engine import wording
from habeas.papers.engine.form import Form
from habeas.papers.engine.model import (
    Block,
    Heading,
    Items,
    Kind,
    NewPage,
    Paper,
    Paragraph,
    Run,
    Runs,
    Source,
    Table,
)
from habeas.views.deadlines import deadlines
from habeas.views.records import Sound, states
from habeas.views.spoken import edtf_words
from habeas.words import N_

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_MARKUP = re.compile(r"^\s*(#+|>|-|\|)|[*|_`]", re.MULTILINE)
_PLACE = re.compile(r"\{\w+\}")
_SAID = "\n"
NOBODY = N_("somebody not named")


def plain(text: str) -> str:
    """Return words with one space between them."""
    return " ".join(text.split())


def _worded(text: str) -> bool:
    return any(one.isalpha() for one in text)


@dataclass(frozen=True)
class Checker:
    """Reads one paper against what it was made of."""

    desk: Desk
    case: str
    form: Form
    language: str
    answers: Mapping[str, str]

    def faults(self, paper: Paper) -> list[str]:
        """Return what stands in the paper and should not."""
        return [
            f"{why}: {run.text!r}"
            for runs in sentences(paper.blocks)
            for run in runs
            for why in self._faults(run, runs, paper)
        ]

    def _faults(self, run: Run, runs: Runs, paper: Paper) -> Iterator[str]:
        text = plain(run.text)
        if run.kind is Kind.FORM and not self._own(text):
            yield "neither of the template nor of the program"
        if run.kind is Kind.AUTHOR and text not in self._given:
            yield "nobody answered this"
        if run.kind is Kind.FILE and not run.sources:
            yield "from the file, and no source"
        for source in run.sources:
            yield from self._source_faults(source, run, runs, paper)

    def _source_faults(
        self, source: Source, run: Run, runs: Runs, paper: Paper
    ) -> Iterator[str]:
        found = states(self.desk.views, [source.record]).get(source.record)
        if found is None or found.case != self.case or found.state.withdrawn:
            yield "its source is no record of the case"
            return
        if source.entry not in {one.entry for one in found.state.history}:
            yield "its source is no entry of the record"
        if source.exhibit is not None and source.exhibit not in self._numbers(paper):
            yield "its document is no annex"
        if run.kind is Kind.FILE and plain(run.text) not in self._words(found):
            yield "not what the record says"
        if source.stance:
            yield from self._stance_faults(source, found, runs)

    def _stance_faults(self, source: Source, found: Sound, runs: Runs) -> Iterator[str]:
        if found.type != "claim" or found.fields.get("stance") != source.stance:
            yield "the record has another standing"
        said = translations(self.language).gettext(wording.SAYS[Stance(source.stance)])
        parts = [plain(part) for part in _PLACE.split(said) if part.strip()]
        whole = plain("".join(one.text for one in runs if one.kind is Kind.FORM))
        if not all(part.strip(" :") in whole for part in parts):
            yield "the sentence does not say its standing"

    def _own(self, text: str) -> bool:
        """Whether the form or the program says so, whatever the case holds."""
        if not _worded(text) or text in self._template or text in self._program:
            return True
        for piece in self._pieces:  # words of the template around what was left out
            text = text.replace(piece, "", 1)
        return not _worded(text)

    def _numbers(self, paper: Paper) -> set[int]:
        return {one.exhibit for one in paper.annexes}

    @cached_property
    def _template(self) -> str:
        bare = _JINJA.sub(_SAID, self.form.templates[self.language])
        return plain(_MARKUP.sub(" ", bare))

    @cached_property
    def _pieces(self) -> list[str]:
        parts = _JINJA.split(self.form.templates[self.language])
        found = {plain(_MARKUP.sub(" ", one)) for one in parts}
        return sorted(filter(_worded, found), key=len, reverse=True)

    @cached_property
    def _program(self) -> str:
        _ = translations(self.language).gettext
        patterns = (*wording.SAYS.values(), wording._VIA, wording._DATED)
        found = [part for one in patterns for part in _PLACE.split(_(one))]
        for words in (WHOSE_WORDS, SETTLED_WORDS, PROGRESS_WORDS):
            found += [_(one) for one in words.values()]
        for ask in self.form.ask:
            found += [words[self.language] for words in ask.choices.values()]
        found += [one.told.called(self.language) for one in self._due]
        today = self.desk.clock.now().date().isoformat()
        found += [_(NOBODY), edtf_words(today, self.language, _)]
        return _SAID.join(plain(one) for one in found)

    @cached_property
    def _given(self) -> str:
        _ = translations(self.language).gettext
        days = [
            edtf_words(one, self.language, _)
            for one in self.answers.values()
            if re.fullmatch(r"\d{4}-\d\d-\d\d", one)
        ]
        return _SAID.join(plain(one) for one in (*self.answers.values(), *days))

    @cached_property
    def _due(self) -> list[Any]:
        return list(deadlines(self.desk.views, self.case, self.desk.clock.now()))

    def _words(self, one: Sound) -> set[str]:
        """Return everything that a record says, in the words of the language."""
        _ = translations(self.language).gettext
        found = set(_strings(one.fields))
        for spec in RECORDS[one.type].fields:
            code = str(one.fields.get(spec.name, ""))
            words = wording.SOBER.get((one.type, code)) or spec.ask.words.get(code)
            found |= {_(words)} if words else set()
        for value in list(found):
            if re.match(r"[\d./X]", value):
                found.add(edtf_words(value, self.language, _))
        found |= {_(one) for one in KNOWN_WORDS.values()}
        for due in self._due:
            for day in (due.standing.due, due.standing.safe):
                found.add(edtf_words(day, self.language, _))
        return {plain(one) for one in found}


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON values
    match value:
        case str() | int():
            yield str(value)
        case dict():
            for one in value.values():
                yield from _strings(one)
        case list() | tuple():
            for one in value:
                yield from _strings(one)
        case _:
            pass  # nothing is recorded


def sentences(blocks: Iterable[Block]) -> Iterator[Runs]:
    """Yield each paragraph, item and cell as the runs that it is made of."""
    for block in blocks:
        match block:
            case Heading(runs=runs) | Paragraph(runs=runs):
                yield runs
            case Items(items=items):
                for item in items:
                    yield from sentences(item)
            case Table(head=head, rows=rows):
                yield from head
                for row in rows:
                    yield from row
            case NewPage():
                pass
