"""Files as pictures, page by page: blurred until somebody asks, and then recorded.

The pixels are drawn beside the vault's thread by a process that may do nothing else.
What is blurred is blurred there: the browser never holds what it does not show.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.looking import (
    Sight,
    annotate,
    ask_for,
    sight_of,
    sight_of_photo,
    to_draw,
)
from habeas.actions.sealed import asked, hide, stands
from habeas.case.facts.access import Look
from habeas.case.facts.annotations import ANNOTATION
from habeas.case.forms import read_form
from habeas.errors import BadInputError, HabeasError, LockedError
from habeas.text import kinds
from habeas.text.picture import render_page
from habeas.views.annotations import annotations
from habeas.views.documents import document
from habeas.views.records import record
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.inputs import Input, inputs_of
from habeas.web.keeper import DeskKeeper
from habeas.web.overlay import overlay, place_of, size_of
from habeas.web.serving import ask_of, show_page
from habeas.web.view import AnyRequest, Viewer, go
from habeas.words import N_

WIDTH = 1600
"""Pixels of a page that is looked at."""
_KEPT = 4
_LONGEST_PAGE = 5
_DOCUMENT = "/cases/{case:str}/documents/{document:str}"
_RECORD = "/cases/{case:str}/records/{record:str}"
_PLACE = ("x", "y", "x2", "y2")
_Key = tuple[str, int, bool]


@dataclass(frozen=True, slots=True)
class _Plan:
    """One drawing: of what, how clear, from which bytes."""

    sight: Sight
    page: int
    clear: bool
    chunks: Iterator[bytes]

    @property
    def key(self) -> _Key:
        return self.sight.item.record, self.page, self.clear


@dataclass(slots=True)
class Drawn:
    """The last pages that were drawn, until the vault is locked."""

    kept: dict[_Key, bytes] = field(default_factory=dict)

    def keep(self, key: _Key, png: bytes) -> None:
        """Keep a page; the oldest goes."""
        self.kept[key] = png
        while len(self.kept) > _KEPT:
            del self.kept[next(iter(self.kept))]


@dataclass(frozen=True, slots=True)
class _Easel:
    """Draws pages for one run of the program."""

    keeper: DeskKeeper
    drawn: Drawn

    async def draw(self, ask: Ask) -> tuple[_Key, bytes]:
        """Return the page that is asked for, as clear as it may be shown now.

        With it comes what it was drawn as: that may change while it is drawn.

        Raises:
            HabeasError: it cannot be drawn, recorded or opened.
        """

        def begin(desk: Desk) -> tuple[_Plan, bytes | None]:
            plan = _plan(desk, ask)
            return plan, self.drawn.kept.pop(plan.key, None)

        plan, known = await self.keeper.run(begin)
        if known is not None:
            return plan.key, known
        over = Event()
        png = await self.keeper.aside(lambda: _render(plan, over), over.set)
        return plan.key, png

    async def prepare(self, ask: Ask) -> tuple[bytes, HabeasError | None]:
        """Return the page, kept for the browser to fetch, or why there is none."""
        try:
            key, png = await self.draw(ask)
            await self.keeper.run(lambda _: self.drawn.keep(key, png))
        except LockedError:
            return b"", None  # the page itself asks for the passphrase
        except HabeasError as error:
            return b"", error
        return png, None


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that draw."""
    easel = _Easel(viewer.keeper, Drawn())
    viewer.keeper.at_lock(easel.drawn.kept.clear)

    async def shown(
        request: AnyRequest, ask: Ask, problem: HabeasError | None = None
    ) -> Response[Any]:
        png, why = await easel.prepare(ask)

        def show(desk: Desk, own: Ask) -> Answer:
            return _page(desk, replace(own, form=ask.form), png, why)

        return await show_page(viewer, request, show, problem=problem)

    @get(f"{_DOCUMENT}/pages")
    async def pages(request: AnyRequest) -> Response[Any]:
        return await shown(request, ask_of(viewer, request))

    @post(f"{_DOCUMENT}/annotations", status_code=200)
    async def remark(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        try:
            return go(await viewer.keeper.run(lambda desk: _annotate(desk, ask)))
        except LockedError:
            raise
        except HabeasError as error:
            return await shown(request, replace(ask, problem=error), error)

    @get([f"{_DOCUMENT}/picture", f"{_RECORD}/photo"])
    async def picture(request: AnyRequest) -> Response[Any]:
        _, png = await easel.draw(ask_of(viewer, request))
        return Response(png, media_type=kinds.PNG)

    return [pages, remark, picture]


def show_or_hide(desk: Desk, ask: Ask) -> Answer:
    """Record that a file is asked for, or blur it again; go back to it."""
    case = ask.id("case")
    sight, back = _sight(desk, ask), _back(desk, ask)
    act = ask.form.get("act")
    if act not in ("show", "hide"):
        raise BadInputError(N_("It is not said whether to show it or to hide it."))
    if act == "hide":
        hide(desk, case, sight.item.record)
    else:
        words = ask.form.get("purpose").strip()
        ask_for(desk, sight, {"lang": ask.language, "text": words} if words else None)
    return Go(back)


def point(desk: Desk, ask: Ask) -> Answer:
    """Take a place that was clicked without script; the next page shows it."""
    sight = _sight(desk, ask)
    found = place_of(ask.form)
    first = (ask.form.get("x"), ask.form.get("y"))
    page = _number(ask.form.get("page"), sight.pages)
    here = f"/cases/{sight.item.case}/documents/{sight.item.record}/pages"
    names = ("x2", "y2") if all(map(_is_number, first)) else ("x", "y")
    told = [("x", first[0]), ("y", first[1])] if names[0] == "x2" else []
    told += zip(names, map(str, found), strict=True)
    places = "&".join(f"{name}={value}" for name, value in told)
    return Go(f"{here}?page={page}&mark=1&{places}#mark")


def _back(desk: Desk, ask: Ask) -> str:
    case = ask.id("case")
    if "document" in ask.path:
        page = ask.form.get("page")
        tail = f"?page={page}" if _is_number(page) else ""
        return f"/cases/{case}/documents/{ask.id('document')}/pages{tail}"
    person = record(desk.views, case, ask.id("record")).fields.get("person", "")
    return f"/cases/{case}/people/{person}/identity"


def _sight(desk: Desk, ask: Ask) -> Sight:
    case = ask.id("case")
    if "document" in ask.path:
        return sight_of(desk, case, ask.id("document"))
    return sight_of_photo(desk, case, ask.id("record"))


def _plan(desk: Desk, ask: Ask) -> _Plan:
    sight = _sight(desk, ask)
    page = _number(ask.query.get("page") or ask.form.get("page"), sight.pages) - 1
    clear, chunks = to_draw(desk, sight)
    return _Plan(sight, page, clear, chunks)


def _render(plan: _Plan, over: Event) -> bytes:
    kind, blur = plan.sight.kind, not plan.clear
    return render_page(plan.chunks, kind, plan.page, WIDTH, blur=blur, over=over)


def _number(text: str, most: int) -> int:
    """Return the page that an address names; what is none is the first or the last."""
    good = _is_number(text) and len(text) <= _LONGEST_PAGE
    return min(max(int(text), 1), most) if good else 1


def _page(desk: Desk, ask: Ask, png: bytes, why: HabeasError | None) -> Answer:
    case = ask.id("case")
    view = document(desk.views, case, ask.id("document")).document
    sight = sight_of(desk, case, view.id)
    number = _number(ask.query.get("page") or ask.form.get("page"), sight.pages)
    clear = stands(desk, case, view.id, Look.SEEN)
    remarks = annotations(desk.views, case, view.id)
    here = [one for one in remarks if one.page == number]
    marking = (
        clear and bool(png) and (ask.query.get("mark") == "1" or bool(ask.problem))
    )
    return Page(
        "documents/pages.html",
        {
            "view": view,
            "sight": sight,
            "film": sight.kind in kinds.FILM,
            "plays": sight.act is Look.PLAYED
            and asked(desk, case, view.id, Look.PLAYED),
            "number": number,
            "clear": clear,
            "size": size_of(png),
            "why": why,
            "remarks": here,
            "elsewhere": sorted({one.page for one in remarks} - {number}),
            "drawing": overlay(here, size_of(png)) if clear else None,
            "marking": marking,
            "place": {name: _digits(ask, name) for name in _PLACE},
            "inputs": _inputs(desk, ask, number) if marking else (),
        },
        case=case,
    )


def _digits(ask: Ask, name: str) -> str:
    text = (ask.form if ask.problem else ask.query).get(name)
    return text if _is_number(text) else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _inputs(desk: Desk, ask: Ask, number: int) -> list[Input]:
    filled = dict((ask.form if ask.problem else ask.query).mapping())
    if not ask.problem and _digits(ask, "x2"):
        filled.setdefault("shape", ["frame"])
    filled["page"] = [str(number)]
    every = inputs_of(desk, ANNOTATION, filled, ask)
    return [one for one in every if one.spec.name not in ("document", "page")]


def _annotate(desk: Desk, ask: Ask) -> Go:
    case, one = ask.id("case"), ask.id("document")
    form = {**ask.form.mapping(), "document": [one]}
    fields = read_form(ANNOTATION, form, ask.language)
    made = annotate(desk, case, fields)
    return Go(
        f"/cases/{case}/documents/{one}/pages?page={fields.get('page') or 1}#{made}"
    )
