"""Bring in a folder: begin, watch, pause, go on, and the summary to sign."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.batches import Batch, begin_batch, go_on
from habeas.actions.desk import Desk
from habeas.actions.documents import read_text
from habeas.case.batch import Line, read_list
from habeas.case.facts.batches import BATCH, COUNTS
from habeas.case.forms import read_form
from habeas.errors import HabeasError, LockedError, NotFoundError
from habeas.views import batches as views
from habeas.views.documents import document
from habeas.views.records import RecordView, counts, record
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.frame import frame
from habeas.web.importing import Going, Imports
from habeas.web.inputs import inputs_of
from habeas.web.names import names_in
from habeas.web.newcomers import arrive
from habeas.web.paging import part
from habeas.web.serving import ask_of, show_page
from habeas.web.view import AnyRequest, Viewer, go, spoken
from habeas.words import N_

LINES = 1000
"""Lines of a kind that the summary shows; the list of every file has them all."""
BATCHES = 50
_CASE = "/cases/{case:str}/batches"
_BATCH = f"{_CASE}/{{batch:str}}"


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the imports of a case, the newest first."""
    case = ask.id("case")
    shown = part(ask, counts(desk.views, case).get("batch", 0), BATCHES)
    found = views.batches(desk.views, case, shown.most, shown.skip)
    return Page("batches/list.html", {"batches": found, "part": shown}, case=case)


def ask_new(desk: Desk, ask: Ask) -> Page:
    """Ask which folder, and where it comes from."""
    return Page(
        "batches/new.html",
        {
            "kind": BATCH,
            "inputs": inputs_of(desk, BATCH, ask.form.mapping(), ask),
            "folder": ask.form.raw("folder"),
            "compartment": ask.form.get("compartment") or BATCH.compartments[0],
        },
        case=ask.id("case"),
    )


def begin(desk: Desk, ask: Ask) -> Batch:
    """Begin with what the form says, or go on with the same folder."""
    case = ask.id("case")
    come = arrive(desk, case, BATCH, ask.form.mapping(), ask.language)
    fields = read_form(BATCH, come.form, ask.language)
    folder, place = Path(ask.form.raw("folder").strip()), ask.form.get("compartment")
    return begin_batch(desk, case, folder, fields, place, first=come.news)


def show(desk: Desk, ask: Ask, going: Going | None) -> Answer:
    """Show how far an import is, or its summary."""
    case = ask.id("case")
    runs = going is not None and not going.ended  # asked first: it may end meanwhile
    view = _view(desk, ask)
    manifest = view.fields.get("manifest")
    text = read_text(desk, case, manifest).text if manifest else ""
    others, differing = _told(text)
    names = names_in(desk, [view])
    return Page(
        "batches/show.html",
        {
            "view": view,
            "kind": BATCH,
            "names": names,
            "skipped": ("source", "manifest", *COUNTS),
            "counts": [(BATCH.spec(name), view.fields.get(name, 0)) for name in COUNTS],
            "manifest": document(desk.views, case, manifest).document
            if manifest
            else None,
            "others": others[:LINES],
            "more": max(0, len(others) - LINES),
            "differing": differing[:LINES],
            "brought": views.count(desk.views, view.id),
            "unread": len(views.without_text(desk.views, case, view.id)),
            "going": going,
            "runs": runs,
            "met": spoken(going.problem if going else None, ask.language),
        },
        case=case,
    )


def _view(desk: Desk, ask: Ask) -> RecordView:
    view = record(desk.views, ask.id("case"), ask.id("batch"))
    if view.type != "batch" or "source" not in view.fields:
        raise NotFoundError(N_("This import is not in this case."))
    return view


def _told(text: str) -> tuple[list[Line], list[Line]]:
    lines = list(read_list(text))
    others = [one for one in lines if one.is_left_out]
    return others, [one for one in lines if one.differs]


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers of the imports of every case."""
    imports = Imports(viewer.keeper)

    @get(_CASE)
    async def listing(request: AnyRequest) -> Response[Any]:
        return await show_page(viewer, request, show_all)

    @get(f"{_CASE}/new")
    async def asking(request: AnyRequest) -> Response[Any]:
        return await show_page(viewer, request, ask_new)

    @get(_BATCH)
    async def showing(request: AnyRequest) -> Response[Any]:
        going = imports.of(str(request.path_params["batch"]))
        used = going is None or going.ended  # it asks for itself: nobody's use
        return await show_page(
            viewer, request, lambda desk, ask: show(desk, ask, going), used=used
        )

    return [listing, asking, showing, *_acting(viewer, imports)]


def _acting(viewer: Viewer, imports: Imports) -> list[HTTPRouteHandler]:
    @post(f"{_CASE}/new", status_code=200)
    async def beginning(request: AnyRequest) -> Response[Any]:
        try:
            return await _started(viewer, request, imports, begin)
        except LockedError:
            raise
        except HabeasError as error:
            return await _asked_again(viewer, request, error)

    @post(f"{_BATCH}/continue", status_code=200)
    async def going_on(request: AnyRequest) -> Response[Any]:
        return await _started(
            viewer,
            request,
            imports,
            lambda desk, ask: go_on(desk, ask.id("case"), ask.id("batch")),
        )

    @post(f"{_BATCH}/pause", status_code=200)
    async def pausing(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        imports.pause(ask.id("batch"))
        return go(Go(f"/cases/{ask.id('case')}/batches/{ask.id('batch')}"))

    @post(f"{_BATCH}/texts", status_code=200)
    async def reading(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        case, batch = ask.id("case"), ask.id("batch")
        async with imports.door:
            imports.require_free()
            desk, _ = await viewer.keeper.run(lambda desk: (desk, _view(desk, ask)))
            imports.read(desk, case, batch)
        return go(Go(f"/cases/{case}/batches/{batch}"))

    return [beginning, going_on, pausing, reading]


async def _started(
    viewer: Viewer,
    request: AnyRequest,
    imports: Imports,
    start: Callable[[Desk, Ask], Batch],
) -> Response[Any]:
    ask = ask_of(viewer, request)
    case = ask.id("case")
    async with imports.door:
        imports.require_free()
        desk, batch = await viewer.keeper.run(lambda desk: (desk, start(desk, ask)))
        imports.bring_in(desk, batch)
    return go(Go(f"/cases/{case}/batches/{batch.id}"))


async def _asked_again(
    viewer: Viewer, request: AnyRequest, error: HabeasError
) -> Response[Any]:
    """Show the form again, with what was typed and what was wrong."""
    ask = replace(ask_of(viewer, request), problem=error)
    case = ask.id("case")
    around, page = await viewer.keeper.run(
        lambda desk: (frame(desk, case), ask_new(desk, ask))
    )
    return viewer.page(request, page, frame=around, problem=error)
