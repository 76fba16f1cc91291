"""Make a paper from the case: begin it, answer what it asks, see it, seal it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.drafting import New
from habeas.actions.house import CASE, dressed, form_called, house_of, readable
from habeas.actions.paper_copies import keep_copy, medical_in
from habeas.actions.paper_names import (
    IDENTITY,
    judged,
    naming_of,
    place_of_sealed,
    place_of_words,
    refuse_other_names,
    with_names,
)
from habeas.actions.paper_steps import require_own_steps
from habeas.actions.record import correct, put, put_all, withdraw
from habeas.errors import BadInputError, RefusedError
from habeas.papers.engine.answers import require_answer
from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.form import RECORDS, Form
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Paper
from habeas.papers.engine.pdf import write_pdf
from habeas.views.cases import case_head
from habeas.views.documents import document_with
from habeas.views.papers import PaperView, paper
from habeas.views.records import record
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
    reads: Sequence[str] = ()
    """Compartments besides the case that a form of the house may read."""


@dataclass(frozen=True)
class Wanted:
    """Which paper, in which language, about which incidents (all if none is named)."""

    form: Form
    language: str
    answers: Mapping[str, str] = field(default_factory=dict)
    incidents: Sequence[str] = ()
    recipient: str = ""
    named: bool = False
    """With the name of the complainant, if everything allows it."""
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
    if whose := case_head(desk.views, case).subject:
        fields["person"] = whose
    if wanted.recipient.strip():
        words = {"lang": wanted.language, "text": wanted.recipient.strip()}
        fields["recipient"] = words
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
        BadInputError: the form does not ask for it, or it cannot be recorded; a step
            of another proceeding.
    """
    found = paper(desk.views, case, one)
    form, language = form_of(desk, found), str(found.view.fields["language"])
    asks = {ask.key: ask for ask in form.asked}
    changed, held = dict[str, str](), found.held(form.leaving)
    for key, given in answers.items():
        if key not in asks:
            raise BadInputError(N_("This paper does not ask for that."))
        require_answer(asks[key], given.strip(), language)
        text = given.strip()  # what two copies answered differently is settled by it
        if text != held.get(key, "") or (text and key in found.torn_answers):
            changed[key] = text
    require_own_steps(desk, form, found, changed)
    _record_answers(desk, case, found, changed)
    return len(changed)


def _record_answers(
    desk: Desk, case: str, found: PaperView, changed: Mapping[str, str]
) -> None:
    """Record new words beside the old; those with a name move to where it may lie."""
    form = form_of(desk, found)
    ids = {one.key for one in form.ask if one.kind in RECORDS}
    typed = {key: text for key, text in changed.items() if key not in ids}
    hidden = with_names(desk, case, typed)
    language, news, gone = str(found.view.fields["language"]), list[New](), list[str]()
    for key, text in changed.items():
        said: dict[str, object] = {"words": {"lang": language, "text": text}}
        if key in ids:
            said = {"aim": text}
        if key in form.leaving and found.recipient:
            said["recipient"] = {"lang": language, "text": found.recipient}
        before, place = found.answers.get(key), IDENTITY if key in hidden else ""
        stays = before is not None and place in ("", before.compartment)
        if text and before is not None and stays:
            stood = {*before.fields, *before.state.conflicts} - {*said}
            drop = ["recipient"] if "recipient" in stood else []
            correct(desk, case, before.id, said, reason=_WHY, drop=drop)
            continue
        gone += [before.id] if before is not None else []
        if text:
            about = {"paper": found.view.id, "key": key}
            news.append(New("paper_answer", {**about, **said}, place))
    if news:
        put_all(desk, case, news)
    for old in gone:  # last: whatever breaks in between, nothing typed is lost
        withdraw(desk, case, old, reason=_WHY)


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
            found.recipient,
            named=found.named,
            reads=fields.get("reads", ()),
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
    naming = judged(desk, case, form, wanted.recipient, chosen=wanted.named)
    scope = Scope(
        case,
        wanted.language,
        readable(form, wanted.reads),
        now,
        frozenset(wanted.incidents),
        naming,
    )
    file = gather(desk.views, scope, form.reads)
    made = compose(form, file, wanted.answers, now.date())
    worn = dressed(desk, form, wanted.language, wanted.answers)
    made = replace(made, paper=replace(made.paper, dress=worn))
    words = "\n".join(words_in(lay_out(made.paper)))
    refuse_other_names(desk, case, naming, words)
    return made


def written(made: Paper, how: As) -> bytes:
    """Return a paper as a file; the same paper gives the same bytes."""
    return (write_pdf if how is As.PDF else write_docx)(lay_out(made))


def seal(desk: Desk, case: str, one: str) -> str:
    """Seal a paper as it stands now, as a new exhibit; return the document's id.

    What it was made from is in its footnotes: the entries themselves.

    Raises:
        RefusedError: something that the form asks for is missing, or no compartment
            is right for all that it prints.
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
    naming = naming_of(desk, case, found)
    place = _place_of(desk, case, found, made.paper, named=naming.printed)
    content = written(made.paper, As.PDF)
    document = _interrupted(desk, found, content, place)
    if not document:
        document = _bring_in(desk, found, content, place)
    apart = place_of_sealed(naming, "")
    keep_copy(desk, case, one, made.paper, document, apart)
    fields: dict[str, object] = {"sealed": document}
    if text := form_of(desk, found).digest:
        fields["form_text"] = text
    correct(desk, case, one, fields, reason=N_("sealed as it stands"))
    return document


def _interrupted(desk: Desk, found: PaperView, content: bytes, place: str) -> str:
    """Return the exhibit of a sealing that ended before the paper named it, or ''."""
    views, case = desk.views, found.view.case
    there = document_with(views, case, sha256(content).hexdigest())
    if there is None or there == found.view.fields.get("sealed"):
        return ""  # the very paper again: that is refused, as every second copy
    return there if record(views, case, there).compartment == place else ""


def _bring_in(desk: Desk, found: PaperView, content: bytes, place: str) -> str:
    name = f"{found.view.fields['form']}.pdf"
    coming = begin_import(desk, found.view.case, name, place)
    try:
        coming.write(content)
        title = found.view.fields.get("title")
        return coming.finish({"title": title} if title else None)
    finally:
        coming.abort()


def _place_of(
    desk: Desk, case: str, found: PaperView, made: Paper, *, named: bool
) -> str:
    medical, usual = medical_in(desk, made), found.view.compartment
    place = place_of_words(desk, case, usual, medical=medical, named=named)
    if place is None:
        raise RefusedError(
            N_(
                "This paper prints the name and the medical part. Somebody in this case"
                " may read names and not the medical part."
            ),
            advice=N_(
                "Take the paper out instead, or let them read both. Nothing was sealed."
            ),
        )
    return place
