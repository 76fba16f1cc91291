"""Make a paper of a form, a case file and answers; say what is missing in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from habeas.case.facts.claims import Stance
from habeas.languages import translations
from habeas.papers.engine.answers import Answers, tell_answers
from habeas.papers.engine.casefile import CaseFile
from habeas.papers.engine.form import Form
from habeas.papers.engine.leaving import Sure
from habeas.papers.engine.model import (
    Annex,
    Block,
    Heading,
    Kind,
    Paper,
    Run,
    runs_in,
)
from habeas.papers.engine.template import fill
from habeas.papers.engine.told import Label, Told
from habeas.views.spoken import edtf_words
from habeas.words import N_

_MEMORY = N_(
    "Draft: this form was written from memory of what the addressee asks for. Compare"
    " it with the addressee's own form before you send it."
)
_GAPS = N_("Draft: what stands in brackets is missing.")


@dataclass(frozen=True)
class Composed:
    """A paper, and what whoever makes it must know before it leaves.

    `missing` are what is asked for and not there; `resting` the author's own
    paragraphs that point to nothing in the file; `foreign` the claims that stand in
    another language than the paper's; `unsure` those whose standing is not known;
    `apart` how many records of other compartments stayed out.
    """

    paper: Paper
    missing: tuple[str, ...]
    resting: tuple[str, ...]
    foreign: tuple[str, ...]
    unsure: tuple[str, ...]
    apart: int

    @property
    def ready(self) -> bool:
        """Whether nothing that the form asks for is missing."""
        return not self.missing


def compose(form: Form, file: CaseFile, answers: Answers, day: date) -> Composed:
    """Fill in a form.

    Args:
        form: which paper.
        file: the parts of the case that it reads, told in the paper's language.
        answers: what the author answered, by key.
        day: when it is made.

    Raises:
        NotFoundError: the form is not there in this language; it says why.
        BadInputError: an answer, or the template, cannot be used.
    """
    language = file.teller.language
    source = form.require(language)
    told = tell_answers(form, answers, file.teller)
    context = context_of(file, told, day)
    blocks = fill(source, context, f"{form.name}/{language}.md")
    runs = list(runs_in(blocks))
    shown = {source.record for run in runs for source in run.sources}
    missing = _once(one.text for one in runs if one.kind is Kind.GAP)
    paper = Paper(
        form=form.name,
        language=language,
        made=day.isoformat(),
        title=_title(blocks, form.title[language], named=file.named),
        blocks=blocks,
        annexes=tuple(_annexes(runs, file)),
        notes=tuple(_notes(form, language, missing)),
    )
    return Composed(
        paper,
        missing=missing,
        resting=_once(one.text for one in _resting(told.values())),
        foreign=_once(one for one in file.foreign if one in shown),
        unsure=_once(_unsure(runs)),
        apart=file.apart,
    )


def context_of(file: CaseFile, told: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return what a template may name: the parts of the case, the answers, the day."""
    words = edtf_words(day.isoformat(), file.teller.language, file.teller.gettext)
    return {**file.parts, **told, "today": Label(words)}


def _title(blocks: tuple[Block, ...], usual: str, *, named: bool) -> str:
    """Return the first heading; the form's own title where a name may stand in it.

    The title goes into a file's properties, which programs show without being asked.
    """
    first = next((one for one in blocks if isinstance(one, Heading)), None)
    if named or first is None:
        return usual
    return "".join(one.text for one in first.runs).strip() or usual


def _notes(form: Form, language: str, missing: tuple[str, ...]) -> Iterator[str]:
    _ = translations(language).gettext
    if form.sure is Sure.MEMORY:
        yield _(_MEMORY)
    if missing:
        yield _(_GAPS)


def _annexes(runs: Iterable[Run], file: CaseFile) -> Iterator[Annex]:
    """Number the exhibits that the paper points to, in the order of its text."""
    records = {
        one.fields.get("number"): one
        for one in file.teller.records.values()
        if one.type == "document"
    }
    exhibits = (source.exhibit for run in runs for source in run.sources)
    known = [one for one in dict.fromkeys(exhibits) if one in records]
    for number, exhibit in enumerate(known, 1):
        yield Annex(number, exhibit or 0, records[exhibit].title, records[exhibit].id)


def _resting(answers: Iterable[object]) -> Iterator[Run]:
    """Yield what the author wrote in paragraphs that point to nothing."""
    for answer in answers:
        for told in answer if isinstance(answer, list) else ():
            if isinstance(told, Told) and not any(one.sources for one in told.runs):
                yield from (one for one in told.runs if one.kind is Kind.AUTHOR)


def _unsure(runs: Iterable[Run]) -> Iterator[str]:
    """Yield the claims whose standing is not known."""
    for source in (one for run in runs for one in run.sources):
        if source.stance == Stance.UNKNOWN:
            yield source.record


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
