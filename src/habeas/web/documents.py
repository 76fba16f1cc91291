"""Documents: bring them in, read them, mark who says what in them."""

from collections.abc import Callable
from typing import Any

from habeas.actions import documents as acts
from habeas.actions.desk import Desk
from habeas.actions.paper_checks import KeptInError
from habeas.actions.paper_originals import paper_of, take_original
from habeas.actions.record import correct
from habeas.case.facts.claims import CLAIM
from habeas.case.facts.documents import DOCUMENT
from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.text import kinds
from habeas.views.documents import copies_of, document, documents
from habeas.views.records import counts
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.inputs import Input, inputs_of
from habeas.web.names import names_in
from habeas.web.paging import part
from habeas.web.passages import Paragraph, shown
from habeas.words import N_

DOCUMENTS = 100
"""Documents on one page of the list."""
PARAGRAPHS = 250
"""Paragraphs on one page of a document."""
_FIRST_ASKED = ("speaker", "stance", "incident", "said", "answers")
_LEFT_OUT = frozenset({"passage", "document"})


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the documents of a case."""
    case = ask.id("case")
    turn = part(ask, counts(desk.views, case).get("document", 0), DOCUMENTS)
    found = documents(desk.views, case, turn.most, turn.skip)
    return Page("documents/list.html", {"documents": found, "part": turn}, case=case)


def ask_add(_desk: Desk, ask: Ask) -> Answer:
    """Show where files are dropped or chosen."""
    compartments = DOCUMENT.compartments
    return Page(
        "documents/add.html", {"compartments": compartments}, case=ask.id("case")
    )


def show(desk: Desk, ask: Ask) -> Answer:
    """Show a document's text with its claims, and the bench to mark another."""
    case = ask.id("case")
    found = acts.read_text(desk, case, ask.id("document"))
    every = shown(found)
    first = _first_shown(every, ask, found.view.spans)
    asked = _claim_inputs(desk, ask)
    view = found.view.document
    gettext = translations(ask.language).gettext
    return Page(
        "documents/show.html",
        {
            "view": view,
            "kind": DOCUMENT,
            "names": names_in(desk, [view]),
            "copies": copies_of(desk.views, case, view.id),
            "paper": paper_of(desk.views, case, view.id),
            "extract": found.extract.fields if found.extract else None,
            "claims": found.view.claims,
            "differences": [one.say(gettext) for one in found.view.differences],
            "paragraphs": every[first : first + PARAGRAPHS],
            "pages": range(0, len(every), PARAGRAPHS),
            "first": first,
            "step": PARAGRAPHS,
            "picture": view.fields["file"]["media_type"] in kinds.PICTURES,
            "played": view.fields["file"]["media_type"] in kinds.PLAYED,
            "drawn": view.fields["file"]["media_type"] in kinds.DRAWN,
            "now": ask.query.get("claim"),
            "chosen": _chosen(every, ask),
            "answering": ask.query.all("answers"),
            "quote": _quote(found.text, every, ask),
            "span": (ask.form.get("start"), ask.form.get("end")),
            "asked": [one for one in asked if one.spec.name in _FIRST_ASKED],
            "more": [one for one in asked if one.spec.name not in _FIRST_ASKED],
        },
        case=case,
    )


def original(desk: Desk, ask: Ask) -> Answer:
    """Hand out the original, byte for byte; that is recorded first.

    Of a paper that was sealed and that checks keep in, the paper's page says which.
    """
    case, one = ask.id("case"), ask.id("document")
    view = document(desk.views, case, one).document
    try:
        pieces = take_original(desk, case, one, ask.language)
    except KeptInError:
        return Go(f"/cases/{case}/papers/{paper_of(desk.views, case, one)}#paper")
    return Download(pieces, view.fields["name"])


def boilerplate(desk: Desk, ask: Ask) -> Answer:
    """Mark a paragraph as not part of the text, or undo it."""
    case, one = ask.id("case"), ask.id("document")
    start, end = number(ask.form.get("start")), number(ask.form.get("end"))
    marked = ask.form.get("marked") == "yes"
    acts.mark_boilerplate(desk, case, one, start, end, marked=marked)
    return Go(f"/cases/{case}/documents/{one}#p{number(ask.form.get('paragraph'))}")


def date_it(desk: Desk, ask: Ask) -> Answer:
    """Keep the document's own date, as a person says it is."""
    case, one = ask.id("case"), ask.id("document")
    edtf = ask.form.get("dated") or ask.form.get("proposed")
    if not edtf:
        raise BadInputError(
            N_("No date was chosen."),
            advice=N_("Choose one that was found, or type it."),
            field="dated",
        )
    known = ask.form.get("dated.known") if ask.form.get("dated") else "document"
    when: dict[str, Any] = {"edtf": edtf, "known": known or "stated"}
    correct(desk, case, one, {"dated": when}, reason="date of the document given")
    return Go(f"/cases/{case}/documents/{one}")


def number(text: str) -> int:
    """Return a whole number from a form.

    Raises:
        BadInputError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 12):  # noqa: PLR2004 - a terabyte
        raise BadInputError(N_("The place in the text is missing."))
    return int(text)


def _claim_inputs(desk: Desk, ask: Ask) -> list[Input]:
    filled = {"answers": ask.query.all("answers"), **ask.form.mapping()}
    every = inputs_of(desk, CLAIM, filled, ask)
    return [one for one in every if one.spec.name not in _LEFT_OUT]


def _first_shown(
    every: list[Paragraph], ask: Ask, spans: tuple[tuple[int, int, str], ...]
) -> int:
    claim = ask.query.get("claim")
    at = next((start for start, _, one in spans if one == claim), None)
    wanted: Callable[[Paragraph], bool]
    if at is not None:
        wanted = lambda one: one.start <= at < one.end  # noqa: E731
    else:
        wanted = lambda one: str(one.number - 1) == ask.query.get("from")  # noqa: E731
    place = next((n for n, one in enumerate(every) if wanted(one)), 0)
    return place - place % PARAGRAPHS


def _chosen(every: list[Paragraph], ask: Ask) -> Paragraph | None:
    wanted = ask.query.get("paragraph")
    return next((one for one in every if str(one.number) == wanted), None)


def _quote(text: str, every: list[Paragraph], ask: Ask) -> str:
    if ask.problem:
        return ask.form.get("quote")
    chosen = _chosen(every, ask)
    return text[chosen.start : chosen.end] if chosen else ""
