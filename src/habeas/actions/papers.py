"""Make a paper from the case: begin it, answer what it asks, see it, seal it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from habeas.actions.consents import permissions
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.house import CASE, dressed, form_called, house_of, readable
from habeas.actions.paper_copies import keep_copy
from habeas.actions.protected import refuse_names
from habeas.actions.record import New, correct, put, put_all, withdraw
from habeas.case.facts.consent import USE_WORDS
from habeas.case.rules.consent import Permission, Verdict
from habeas.errors import BadInputError, RefusedError, Word
from habeas.papers.engine.answers import require_answer
from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.form import RECORDS, Form
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
    proceeding: str = ""
    incidents: Sequence[str] = ()
    reads: Sequence[str] = ()
    """Compartments besides the case that a form of the house may read."""


@dataclass(frozen=True)
class Wanted:
    """Which paper, in which language, about which incidents (all if none is named)."""

    form: Form
    language: str
    answers: Mapping[str, str] = field(default_factory=dict)
    incidents: Sequence[str] = ()
    reads: Sequence[str] = ()


def begin(desk: Desk, case: str, wanted: Beginning) -> str:
    """Begin a paper; return its id. Nothing of it is written yet.

    Raises:
        NotFoundError: there is no such form, or not in this language.
        BadInputError: a proceeding or an incident is not in this case, or the form is
            about the whole of it.
    """
    form = form_called(house_of(desk), wanted.form)
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
    if wanted.proceeding:
        fields["proceeding"] = wanted.proceeding
    if wanted.incidents:
        fields["incidents"] = list(wanted.incidents)
    if reads := readable(form, wanted.reads) - {CASE}:
        fields["reads"] = sorted(reads)
    return put(desk, case, "paper", fields)


def answer(desk: Desk, case: str, one: str, answers: Mapping[str, str]) -> int:
    """Record these answers; return how many are new or different.

    An empty one takes back what was answered before. What is not named stays.

    Raises:
        BadInputError: the form does not ask for it, or it cannot be recorded.
    """
    found = paper(desk.views, case, one)
    form, language = form_of(desk, found), str(found.view.fields["language"])
    asks = {ask.key: ask for ask in form.ask}
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


def form_of(desk: Desk, found: PaperView) -> Form:
    """Return the form of a paper.

    Raises:
        NotFoundError: neither this version nor the house has it.
        BadInputError: it is a form of the house and cannot be used.
    """
    return form_called(house_of(desk), str(found.view.fields["form"]))


def composed(desk: Desk, case: str, one: str) -> Composed:
    """Return a paper as the case and the answers make it now, with what is missing.

    Raises:
        NotFoundError, BadInputError, NameStandsError: as `drawn_up`.
    """
    found = paper(desk.views, case, one)
    fields, form = found.view.fields, form_of(desk, found)
    asked = {each.key for each in form.ask}
    return drawn_up(
        desk,
        case,
        Wanted(
            form,
            str(fields["language"]),
            {key: said for key, said in found.given.items() if key in asked},
            fields.get("incidents", ()),
            fields.get("reads", ()),
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
        readable(form, wanted.reads),
        now,
        frozenset(wanted.incidents),
    )
    file = gather(desk.views, scope, form.reads)
    made = compose(form, file, wanted.answers, now.date())
    worn = dressed(desk, form, wanted.language, wanted.answers)
    made = replace(made, paper=replace(made.paper, dress=worn))
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


def agreed(desk: Desk, case: str, form: Form) -> tuple[Permission, ...]:
    """Return what each complainant said of the use that a form is for."""
    return permissions(desk, case, form.use, "")


def take_out(
    desk: Desk, case: str, one: str, how: As, despite: str = ""
) -> Callable[[], bytes]:
    """Return what writes a paper as it stands now; writing it needs no vault.

    `despite` is why it leaves although nobody is recorded to have agreed; it is kept
    with the paper.

    Raises:
        RefusedError: a consent is missing, refused or withdrawn, and no reason given.
        And as `composed`.
    """
    made = composed(desk, case, one).paper
    form = form_of(desk, paper(desk.views, case, one))
    found = agreed(desk, case, form)
    if not found or any(each.verdict is not Verdict.GIVEN for each in found):
        if not despite.strip():
            raise RefusedError(
                N_("No consent is recorded to this use: {use}."),
                advice=N_(
                    "Record the consent; or say why the paper leaves all the same: that"
                    " is kept with it. Nothing was written."
                ),
                use=Word(USE_WORDS[form.use]),
            )
        _keep_reason(desk, case, one, despite.strip())
    keep_copy(desk, case, one, made)
    return lambda: written(made, how)


def _keep_reason(desk: Desk, case: str, one: str, despite: str) -> None:
    fields = paper(desk.views, case, one).view.fields
    if (fields.get("despite") or {}).get("text") != despite:
        words = {"lang": str(fields["language"]), "text": despite}
        correct(desk, case, one, {"despite": words}, reason=despite)


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
    keep_copy(desk, case, one, made.paper, document)
    fields: dict[str, object] = {"sealed": document}
    if text := form_of(desk, found).digest:
        fields["form_text"] = text
    correct(desk, case, one, fields, reason=N_("sealed as it stands"))
    return document
