"""Make a paper from the case: begin it, answer what it asks, see it, seal it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.protected import refuse_names
from habeas.actions.record import New, correct, put, put_all, withdraw
from habeas.errors import BadInputError, RefusedError
from habeas.papers.engine.answers import require_answer
from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.form import RECORDS, Form, form_named
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Paper
from habeas.papers.engine.pdf import write_pdf
from habeas.views.papers import PaperView, answered, paper
from habeas.words import N_

_WHY = N_("written on")
_NAMED = 6
"""Missing things that an error names."""


class As(StrEnum):
    """What a paper is written as; the value is the ending of its file."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True)
class Beginning:
    """Which paper is begun, in which language, what it is for and about."""

    form: str
    language: str
    title: str = ""
    recipient: str = ""
    proceeding: str = ""
    incidents: Sequence[str] = ()


@dataclass(frozen=True)
class Wanted:
    """Which paper, in which language, about which incidents (all if none is named)."""

    form: Form
    language: str
    answers: Mapping[str, str] = field(default_factory=dict)
    incidents: Sequence[str] = ()


def begin(desk: Desk, case: str, wanted: Beginning) -> str:
    """Begin a paper; return its id. Nothing of it is written yet.

    Raises:
        NotFoundError: there is no such form, or not in this language.
        BadInputError: a proceeding or an incident is not in this case, or the form is
            about the whole of it.
    """
    form = form_named(wanted.form)
    form.require(wanted.language)
    if wanted.incidents and not form.choose:
        raise BadInputError(
            N_("This paper is about the whole case."),
            advice=N_("Begin it without naming incidents. Nothing was recorded."),
        )
    title = wanted.title or form.title[wanted.language]
    fields: dict[str, object] = {
        "form": form.name,
        "language": wanted.language,
        "title": {"lang": wanted.language, "text": title},
    }
    if wanted.recipient.strip():
        words = {"lang": wanted.language, "text": wanted.recipient.strip()}
        fields["recipient"] = words
    if wanted.proceeding:
        fields["proceeding"] = wanted.proceeding
    if wanted.incidents:
        fields["incidents"] = list(wanted.incidents)
    return put(desk, case, "paper", fields)


def answer(desk: Desk, case: str, one: str, answers: Mapping[str, str]) -> int:
    """Record these answers; return how many are new or different.

    An empty one takes back what was answered before. What is not named stays.

    Raises:
        BadInputError: the form does not ask for it, or it cannot be recorded.
    """
    found = paper(desk.views, case, one)
    form, language = form_of(found), str(found.view.fields["language"])
    asks = {ask.key: ask for ask in form.asked}
    news: list[New] = []
    changed = 0
    for key, given in answers.items():
        if key not in asks:
            raise BadInputError(N_("This paper does not ask for that."))
        require_answer(asks[key], given.strip(), language)
        text, before = given.strip(), found.answers.get(key)
        if text == (answered(before) if before else ""):
            continue
        changed += 1
        said: dict[str, object] = {"words": {"lang": language, "text": text}}
        if asks[key].kind in RECORDS:
            said = {"aim": text}
        if before is None:
            news.append(New("paper_answer", {"paper": one, "key": key, **said}))
        elif text:
            correct(desk, case, before.id, said, reason=_WHY)
        else:
            withdraw(desk, case, before.id, reason=_WHY)
    if news:
        put_all(desk, case, news)
    return changed


def form_of(found: PaperView) -> Form:
    """Return the form of a paper.

    Raises:
        NotFoundError: this version does not have it.
    """
    return form_named(str(found.view.fields["form"]))


def composed(desk: Desk, case: str, one: str) -> Composed:
    """Return a paper as the case and the answers make it now, with what is missing.

    Raises:
        NotFoundError, BadInputError, NameStandsError: as `drawn_up`.
    """
    found = paper(desk.views, case, one)
    fields = found.view.fields
    return drawn_up(
        desk,
        case,
        Wanted(
            form_of(found),
            str(fields["language"]),
            found.given,
            fields.get("incidents", ()),
        ),
    )


def drawn_up(desk: Desk, case: str, wanted: Wanted) -> Composed:
    """Draw up a paper of a form and answers; nothing of it is recorded.

    Raises:
        NotFoundError: its form is not there in this language.
        BadInputError: an answer cannot be used.
        NameStandsError: a protected name, date or number stands in it.
    """
    form, now = wanted.form, desk.clock.now()
    scope = Scope(
        case,
        wanted.language,
        frozenset(form.compartments),
        now,
        frozenset(wanted.incidents),
    )
    file = gather(desk.views, scope, form.reads)
    made = compose(form, file, wanted.answers, now.date())
    refuse_names(
        desk,
        case,
        "\n".join(words_in(lay_out(made.paper))),
        N_("in the paper"),
        N_("Correct the record or the answer where it stands. Nothing was written."),
    )
    return made


def written(made: Paper, how: As) -> bytes:
    """Return a paper as a file; the same paper gives the same bytes."""
    return (write_pdf if how is As.PDF else write_docx)(lay_out(made))


def seal(desk: Desk, case: str, one: str) -> str:
    """Seal a paper as it stands now, as a new exhibit; return the document's id.

    What it was made from is in its footnotes: the entries themselves.

    Raises:
        RefusedError: something that the form asks for is missing.
        And as `composed`.
    """
    made = composed(desk, case, one)
    if not made.ready:
        raise RefusedError(
            N_("This paper is not complete. Missing: {missing}"),
            advice=N_("Answer it, or record it in the case, then seal the paper."),
            missing="; ".join(made.missing[:_NAMED]),
        )
    found = paper(desk.views, case, one)
    place = found.view.compartment
    coming = begin_import(desk, case, f"{made.paper.form}.pdf", place)
    try:
        coming.write(written(made.paper, As.PDF))
        title = found.view.fields.get("title")
        document = coming.finish({"title": title} if title else None)
    finally:
        coming.abort()
    correct(desk, case, one, {"sealed": document}, reason=N_("sealed as it stands"))
    return document
