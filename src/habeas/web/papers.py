"""Papers by the page: choose a form, answer what it asks, look at it, take it out."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import Looked, look
from habeas.actions.paper_leaving import Leaving, take_out
from habeas.actions.paper_steps import home_of
from habeas.actions.papers import (
    As,
    Beginning,
    answer,
    begin,
    form_of,
    seal,
)
from habeas.errors import BadInputError, HabeasError, LockedError
from habeas.languages import translations
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.form import RECORDS, AskFor, Wanted
from habeas.papers.engine.layout import Sheet, lay_out
from habeas.views.accounts import Named
from habeas.views.papers import PaperView, paper, papers
from habeas.views.records import records, states
from habeas.views.steps import steps_in
from habeas.web import paper_checks
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.filings import section
from habeas.web.own_forms import formless, on_shelf, unasked
from habeas.web.paper_names import naming_told
from habeas.web.serving import ask_of, show_page
from habeas.web.step_words import step_words
from habeas.web.view import AnyRequest, Viewer
from habeas.words import N_

_TYPES = {As.PDF: "application/pdf", As.DOCX: "application/octet-stream"}
_PREFIX = "a."
"""Before the name of an ask in the form, so that no other field is met."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask of a form, what was answered, and what may be chosen."""

    ask: AskFor
    value: str
    choices: tuple[Named, ...]


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the papers that are being made, and the forms that one can begin with."""
    case = ask.id("case")
    return Page(
        "papers/list.html",
        {"papers": papers(desk.views, case), **on_shelf(desk, ask)},
        case=case,
    )


def begin_one(desk: Desk, ask: Ask) -> Answer:
    """Begin a paper and go to its page."""
    case, form = ask.id("case"), ask.form
    wanted = Beginning(form.get("form"), form.get("language"), reads=form.all("reads"))
    return Go(f"/cases/{case}/papers/{begin(desk, case, wanted)}")


def show(desk: Desk, ask: Ask) -> Answer:
    """Show a paper: what it asks, what is missing, and how it stands now."""
    case = ask.id("case")
    found = paper(desk.views, case, ask.id("paper"))
    try:
        form = form_of(desk, found)
    except HabeasError as error:  # it is on another copy, or was removed
        return formless(desk, ask, found, error)
    looked = Looked(None)
    refused: HabeasError | None = None
    try:
        looked = look(desk, case, found.view.id)
    except HabeasError as error:  # an answer: the page says so and goes on
        refused = error
    made = looked.made
    return Page(
        "papers/show.html",
        {
            "view": found.view,
            "form": form,
            "asked": [_asked(desk, case, one, found, ask) for one in form.ask],
            "made": made,
            "sheet": _sheet(made),
            "refused": refused.say(translations(ask.language).gettext)
            if refused
            else None,
            "doubled": found.doubled,
            **paper_checks.part(desk, case, found, looked, ask),
            "asking": paper_checks.asking(found, form.questions, ask, _PREFIX),
            "recipient": ask.form.get("recipient") or found.recipient,
            **naming_told(desk, case, found),
            "unasked": unasked(desk, found, form),
            **section(desk, case, found.view.id, ask),
        },
        case=case,
    )


def _sheet(made: Composed | None) -> Sheet | None:
    return lay_out(made.paper) if made else None


def _asked(desk: Desk, case: str, one: AskFor, found: PaperView, ask: Ask) -> Asked:
    value = found.given.get(one.key, "")
    if ask.problem:
        value = ask.form.get(f"{_PREFIX}{one.key}")
    choices: tuple[Named, ...] = ()
    if one.kind is Wanted.STEP:
        choices = _steps(desk, case, found, value, ask)
    elif one.kind in RECORDS:
        lines = records(desk.views, case, str(one.kind))
        choices = tuple(Named(line.id, line.title) for line in lines)
    elif one.kind is Wanted.CHOICE:
        choices = tuple(
            Named(code, words[ask.language]) for code, words in one.choices.items()
        )
    return Asked(one, value, choices)


def _steps(
    desk: Desk, case: str, found: PaperView, value: str, ask: Ask
) -> tuple[Named, ...]:
    """Return the steps of the proceeding that is chosen; of all where none is."""
    typed = {
        key.removeprefix(_PREFIX): words[0]
        for key, words in ask.form.mapping().items()
        if ask.problem and words and key.startswith(_PREFIX)
    }
    home = home_of(form_of(desk, found), found, found.given | typed)
    ids = steps_in(desk.views, case, home) if home else []
    if not home:
        ids = [one.id for one in records(desk.views, case, "proceeding_step")]
    chosen = states(desk.views, [value] if value else [])
    ids += [it for it in chosen if it not in ids]
    words = step_words(desk, ids, ask.language, home)
    return tuple(Named(one, words[one]) for one in ids if one in words)


def save(desk: Desk, ask: Ask) -> Answer:
    """Record what was answered; nothing that stays as it is is recorded again."""
    case, one = ask.id("case"), ask.id("paper")
    form = form_of(desk, paper(desk.views, case, one))
    given = {
        each.key: ask.form.get(f"{_PREFIX}{each.key}")
        for each in form.asked
        if f"{_PREFIX}{each.key}" in ask.form
    }
    answer(desk, case, one, given)
    return Go(f"/cases/{case}/papers/{one}#paper")


def seal_it(desk: Desk, ask: Ask) -> Answer:
    """Seal the paper as it stands, and go to the exhibit."""
    case = ask.id("case")
    return Go(f"/cases/{case}/documents/{seal(desk, case, ask.id('paper'))}")


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler that writes the file; a lock need not wait for it."""

    @post("/cases/{case:str}/papers/{paper:str}/write", status_code=200)
    async def take(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        try:
            leaving, how, name = await viewer.keeper.run(lambda desk: _begin(desk, ask))
            made = await viewer.keeper.aside(leaving.write, lambda: None)
            await viewer.keeper.run(leaving.leave)  # the last look: nothing waits on
        except LockedError:
            raise
        except HabeasError as error:
            return await show_page(viewer, request, show, problem=error)
        return viewer.download(Download(iter([made]), name, _TYPES[how]))

    return take


def _begin(desk: Desk, ask: Ask) -> tuple[Leaving, As, str]:
    how = ask.form.get("as")
    if how not in list(As):
        raise BadInputError(N_("Choose PDF or Word."))
    case, one = ask.id("case"), ask.id("paper")
    leaving = take_out(desk, case, one, As(how), paper_checks.despite(ask))
    name = form_of(desk, paper(desk.views, case, one)).name
    return leaving, As(how), f"{name}.{how}"
