"""After a paper left: how it went, what differs in the file, what came on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.documents import plain_name
from habeas.actions.filing_doubts import DoubtfulFilingError
from habeas.actions.filings import (
    LEAVING,
    Coming,
    Filed,
    differences,
    file_as_sealed,
    since,
    told_in,
)
from habeas.actions.replies import answer_point, replies
from habeas.case.facts.decay import CHANNEL_WORDS
from habeas.case.facts.letters import LETTER
from habeas.case.facts.proceedings import PROCEEDING_STEP, STEP_WORDS, Step
from habeas.case.forms import read_form
from habeas.errors import HabeasError, LockedError
from habeas.views.days_left import Left, left
from habeas.views.filings import FilingView, filings
from habeas.views.papers import paper
from habeas.views.records import states
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.forms import Form
from habeas.web.inputs import Input, inputs_of
from habeas.web.keeper import DeskKeeper
from habeas.web.serving import ask_of, show_page
from habeas.web.uploads import Limits, receive
from habeas.web.view import AnyRequest, Viewer, go
from habeas.words import N_

_PATH = "/cases/{case:str}/papers/{paper:str}"
MOST = 64 << 20
"""Bytes of a paper that comes back."""
_ROOM = 1 << 18
_TYPED = ("step", "way", "tracking", "despite")
_ASKED = ("when", "filing", "who", "to", "number", "answer_by")


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline of the authority as the page shows it."""

    id: str
    called: str
    left: Left | None
    due: str


def section(desk: Desk, case: str, one: str, ask: Ask) -> Mapping[str, object]:
    """Return what the page of a paper shows of how it left, and what came."""
    now = desk.clock.now()
    found = filings(desk.views, case, one, now)
    return {
        "filings": found,
        "clocks": {it.id: _clocks(it, ask, desk) for it in found},
        "told": {it.id: told_in(it.fields.fields.get("found", ())) for it in found},
        "changed": since(desk, case, one),
        "filed_names": _names(desk, found),
    }


def _clocks(one: FilingView, ask: Ask, desk: Desk) -> list[Clock]:
    now = desk.clock.now()
    return [
        Clock(
            it.id,
            it.told.called(ask.language),
            left(it.standing, now, ask.language),
            it.standing.due,
        )
        for it in one.clocks
    ]


def _names(desk: Desk, found: list[FilingView]) -> dict[str, str]:
    ids = {name for one in found for name in (one.who, one.to) if name}
    for one in found:
        ids |= set(told_in(one.fields.fields.get("found", ())).get("named", ()))
    return {it.id: it.title for it in states(desk.views, sorted(ids)).values()}


def ask_filed(desk: Desk, ask: Ask) -> Answer:
    """Ask how a paper left, and for the file that was really filed."""
    case, one = ask.id("case"), ask.id("paper")
    view = paper(desk.views, case, one)
    home = view.view.fields.get("proceeding", "")
    filled = {"proceeding": [home] if home else [], **ask.form.mapping()}
    step = inputs_of(desk, PROCEEDING_STEP, filled, ask, fresh=False)
    letter = inputs_of(desk, LETTER, filled, ask, fresh=False)
    return Page(
        "papers/file_it.html",
        {
            "view": view.view,
            "home": _only(step, ("proceeding",)),
            "asked": _only(step, _ASKED),
            "letter": _only(letter, ("addressee",)),
            "steps": {one: STEP_WORDS[one] for one in LEAVING},
            "ways": CHANNEL_WORDS,
            "typed": {name: ask.form.get(name) for name in _TYPED},
            "doubted": isinstance(ask.problem, DoubtfulFilingError),
            "before": filings(desk.views, case, one, desk.clock.now()),
        },
        case=case,
    )


def _only(inputs: list[Input], names: tuple[str, ...]) -> list[Input]:
    by_name = {one.spec.name: one for one in inputs}
    return [by_name[name] for name in names if name in by_name]


def filed_of(form: Form, language: str) -> Filed:
    """Return what a form says of how a paper left.

    Raises:
        BadInputError: a number or a date that cannot be read.
    """
    fields = read_form(PROCEEDING_STEP, form.mapping(), language)
    known = {name: fields[name] for name in _ASKED if name in fields}
    return Filed(
        {**known, "step": form.get("step") or Step.FILED},
        proceeding=form.get("proceeding"),
        way=form.get("way"),
        tracking=form.get("tracking"),
        addressee=form.get("addressee"),
        despite=form.get("despite"),
    )


def show_filing(desk: Desk, ask: Ask) -> Answer:
    """Show how the file that was filed differs; that it is read is recorded."""
    case, one, filing = ask.id("case"), ask.id("paper"), ask.id("filing")
    found = differences(desk, case, one, filing)
    standing = filings(desk.views, case, one, desk.clock.now())
    view = paper(desk.views, case, one).view
    return Page(
        "papers/differences.html",
        {
            "view": view,
            "filing": next((it for it in standing if it.id == filing), None),
            "found": found,
            "filed_names": _names(desk, standing),
        },
        case=case,
    )


def show_replies(desk: Desk, ask: Ask) -> Answer:
    """Show our statements, and beside each what answers it."""
    case, one = ask.id("case"), ask.id("paper")
    view = paper(desk.views, case, one).view
    return Page(
        "papers/replies.html",
        {
            "view": view,
            "found": replies(desk, case, one),
        },
        case=case,
    )


def answer_it(desk: Desk, ask: Ask) -> Answer:
    """Record that a statement answers a point."""
    case, one = ask.id("case"), ask.id("paper")
    point = ask.form.get("point")
    answer_point(desk, case, point, ask.form.get("reply"))
    return Go(f"/cases/{case}/papers/{one}/replies#{point}")


class _Sink:
    """Takes the file to the desk piece by piece; a lock ends it."""

    def __init__(self, keeper: DeskKeeper, begun: Desk, coming: Coming) -> None:
        self.coming = coming
        self._keeper, self._begun = keeper, begun
        self._ended = LockedError(
            N_("The vault was locked while this file came in."),
            advice=N_("Nothing of this file was kept. Bring it in again."),
        )

    async def write(self, chunk: bytes) -> None:
        await self._keeper.run_at(
            self._begun, lambda _desk: self.coming.write(chunk), self._ended
        )

    async def finish(self) -> None:
        await self._keeper.run_at(
            self._begun, lambda _desk: self.coming.seal(), self._ended
        )
        await self._keeper.aside(self.coming.read, self.coming.cease)

    async def abort(self) -> None:
        self.coming.abort()

    async def record(self, filed: Filed) -> str:
        return await self._keeper.run_at(
            self._begun, lambda _desk: self.coming.record(filed), self._ended
        )


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler that takes what was filed in, with how it went."""

    @post(f"{_PATH}/filed", status_code=200)
    async def take(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        try:
            filing = await _taken(viewer, request, ask)
        except LockedError:
            raise
        except HabeasError as error:
            return await show_page(viewer, request, ask_filed, problem=error)
        case, one = ask.id("case"), ask.id("paper")
        return go(Go(f"/cases/{case}/papers/{one}/filed/{filing}"))

    return take


async def _taken(viewer: Viewer, request: AnyRequest, ask: Ask) -> str:
    keeper, state = viewer.keeper, request.scope["state"]
    case, one = ask.id("case"), ask.id("paper")
    sinks: list[_Sink] = []

    async def open_sink(name: str, _fields: Form) -> _Sink:
        def begin(desk: Desk) -> tuple[Desk, Coming]:
            return desk, Coming(desk, case, one, plain_name(name))

        sinks.append(_Sink(keeper, *await keeper.run(begin)))
        return sinks[-1]

    form = ask.form
    if "token_seen" in state:
        form = await receive(
            request.stream(),
            request.headers.get("content-type", ""),
            open_sink,
            untrusted=None if state["token_seen"] else state["session"],
            limits=Limits(MOST, MOST + _ROOM),
        )
        state["form"] = form  # what was typed comes back with a refusal
    try:
        filed = filed_of(form, ask.language)
        if not sinks:
            return await keeper.run(lambda desk: file_as_sealed(desk, case, one, filed))
        return await sinks[-1].record(filed)
    finally:
        for sink in sinks:
            sink.coming.abort()
