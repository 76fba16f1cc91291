"""What whoever makes a paper answers to its asks: their own words, with references.

A text may point to the file: `[ex 3]`, `[ex 3, p. 2]`. What points to nothing is
refused; a paragraph that points to nothing is the author's alone, and is told so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from habeas.case.dates import stretch
from habeas.errors import BadInputError
from habeas.papers.engine.form import RECORDS, AskFor, Form, Wanted
from habeas.papers.engine.model import Kind, Run, Source
from habeas.papers.engine.telling import Choice, Teller
from habeas.papers.engine.told import NOTHING, Told, gap
from habeas.views.spoken import edtf_words
from habeas.words import N_

Answers = Mapping[str, str]
_REFERENCE: Final = re.compile(
    r"\[(?:ex|экс|мат|дәл)\.?\s*(\d{1,9})(?:\s*,?\s*(?:p|с|стр|б)\.?\s*(\d{1,6}))?\]",
    re.IGNORECASE,
)
_ALMOST: Final = re.compile(
    r"\[(?:ex|экс|мат|дәл|прил)\.?\s*\d[^\[\]]{0,40}\]?", re.IGNORECASE
)
"""What its author took for a reference."""


def tell_answers(form: Form, answers: Answers, teller: Teller) -> dict[str, Any]:
    """Return the answers as templates read them; a required one not given is a gap.

    Raises:
        BadInputError: an answer to nothing that is asked, a record or an exhibit that
            is not in the case, no date.
    """
    known = {one.key for one in form.asked}
    for key in answers:
        if key not in known:
            raise BadInputError(
                N_("This paper does not ask for ‘{key}’."),
                advice=N_("It asks for: {keys}"),
                key=key[:80],
                keys=", ".join(sorted(one.key for one in form.ask)),
            )
    return {
        one.key: _Answer(one, answers.get(one.key, "").strip(), teller).told()
        for one in form.ask
    }


def require_answer(ask: AskFor, given: str, language: str) -> None:
    """Refuse what can be no answer to an ask, whatever the case holds.

    Raises:
        BadInputError: it is none of the choices, or no date.
    """
    if given and ask.kind is Wanted.DAY:
        stretch(given)
    if given and ask.kind is Wanted.CHOICE and given not in ask.choices:
        raise BadInputError(
            N_("‘{answer}’ is no answer to ‘{ask}’."),
            advice=N_("It is one of: {answers}"),
            answer=given[:80],
            ask=ask.label[language],
            answers=", ".join(ask.choices),
        )


class _Answer:
    def __init__(self, ask: AskFor, given: str, teller: Teller) -> None:
        self._ask, self._given, self._teller = ask, given, teller

    def told(self) -> Any:  # noqa: ANN401 - told words, or the facts of a record
        if self._ask.kind in RECORDS:
            return self._record()
        if not self._given:
            return self._missing()
        tell: dict[Wanted, Callable[[], Any]] = {
            Wanted.TEXT: self._paragraphs,
            Wanted.CHOICE: self._chosen,
            Wanted.DAY: self._day,
        }
        return tell.get(self._ask.kind, lambda: _typed(self._given))()

    def _paragraphs(self) -> list[Told]:
        parts = (one.strip() for one in re.split(r"\n\s*\n", self._given))
        return [self._referring(one) for one in parts if one]

    def _day(self) -> Told:
        stretch(self._given)
        return _typed(
            edtf_words(self._given, self._teller.language, self._teller.gettext)
        )

    def _missing(self) -> Told | list[Told]:
        mark = NOTHING
        if self._ask.required:
            mark = gap(self._ask.label[self._teller.language])
        if self._ask.kind is Wanted.TEXT:
            return [mark] if mark else []
        if self._ask.kind is Wanted.CHOICE:
            return Choice(mark.runs)
        return mark

    def _record(self) -> Any:  # noqa: ANN401
        kind = str(self._ask.kind)
        found = self._teller.records.get(self._given)
        if self._given and (found is None or found.type != kind):
            raise BadInputError(
                N_("What answers ‘{ask}’ is not in this case."),
                advice=N_("Choose one that is recorded in it."),
                ask=self._ask.label[self._teller.language],
            )
        if kind == "person":
            facts = self._teller.person(self._given)
            nobody = {"name": self._missing(), "full_name": self._missing()}
            return facts if found else facts | nobody
        if found is None:
            return {**self._teller.blank(kind), "title": self._missing()}
        return self._teller.facts(found)

    def _chosen(self) -> Choice:
        """Return the words of the form itself; a template may ask for their key."""
        require_answer(self._ask, self._given, self._teller.language)
        words = self._ask.choices[self._given]
        return Choice((Run(words[self._teller.language]),), self._given)

    def _referring(self, text: str) -> Told:
        """Read one paragraph; each reference gives its source to the words before.

        One that opens a paragraph gives it to the words after; where there are none it
        is told by its number.
        """
        runs: list[Run] = []
        opening: tuple[Source, ...] = ()
        at, first = 0, 0
        for found in _REFERENCE.finditer(text):
            words = self._words(text[at : found.start()].rstrip())
            first = first or int(found[1])
            source = self._source(int(found[1]), int(found[2] or 0))
            if words.strip():
                runs.append(Run(words, Kind.AUTHOR, sources=(*opening, source)))
                opening = ()
            elif runs:
                runs[-1] = replace(runs[-1], sources=(*runs[-1].sources, source))
            else:
                opening += (source,)
            at = found.end()
        rest = self._words(text[at:])
        if opening and not any(map(str.isalnum, rest)):
            pattern = self._teller.gettext(N_("Ex. {number}"))
            rest = pattern.format(number=first) + rest
        runs.append(Run(rest, Kind.AUTHOR, sources=opening))
        return Told(tuple(one for one in runs if one.text))

    def _words(self, text: str) -> str:
        """Return words of the author; what looks like a reference must be one."""
        if found := _ALMOST.search(text):
            raise BadInputError(
                N_("In ‘{ask}’, ‘{words}’ can not be read as a reference."),
                advice=N_("Write [ex 2] or [ex 2, p. 3]; several as [ex 2] [ex 4]."),
                ask=self._ask.label[self._teller.language],
                words=found[0][:40],
            )
        return text

    def _source(self, number: int, page: int) -> Source:
        ask = self._ask.label[self._teller.language]
        for one in self._teller.records.values():
            if one.type == "document" and one.fields.get("number") == number:
                if one.compartment not in self._teller.readable:
                    raise BadInputError(
                        N_(
                            "‘{ask}’ points to Ex. {number}, whose compartment this"
                            " paper does not read."
                        ),
                        advice=N_("Leave it out: even its title would be told."),
                        ask=ask,
                        number=number,
                    )
                first = one.state.history[0].entry
                return Source(one.id, (first[0], first[1]), "", number, page)
        raise BadInputError(
            N_("‘{ask}’ points to Ex. {number}, which is not in this case."),
            advice=N_("Correct the number, or bring the document in first."),
            ask=ask,
            number=number,
        )


def _typed(words: str) -> Told:
    return Told((Run(words, Kind.AUTHOR),))
