"""Registers of complaints: choose a file, look at it first, bring it in, watch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.register_source import Source, preview, read_source, shipped
from habeas.actions.register_tables import faults_csv
from habeas.actions.registers import RegisterRun, begin_register
from habeas.case.facts.registers import COUNTED, REGISTER
from habeas.case.forms import read_form
from habeas.case.register_mapping import Labels
from habeas.case.register_rows import told_fault
from habeas.errors import BadInputError, HabeasError, LockedError
from habeas.languages import translations
from habeas.views import registers as views
from habeas.views.records import counts
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.frame import frame
from habeas.web.importing import Going, Imports
from habeas.web.inputs import inputs_of
from habeas.web.names import names_in
from habeas.web.paging import part
from habeas.web.serving import ask_of, show_page
from habeas.web.view import AnyRequest, Viewer, go, spoken
from habeas.words import N_

MOST = 50
FAULTS = 200
"""Problems that a page shows; the file of them has all."""
_CASE = "/cases/{case:str}/registers"
_REGISTER = f"{_CASE}/{{register:str}}"


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the registers of a case, the newest first."""
    case = ask.id("case")
    shown = part(ask, counts(desk.views, case).get("register", 0), MOST)
    found = views.registers(desk.views, case, shown.most, shown.skip)
    return Page("registers/list.html", {"registers": found, "part": shown}, case=case)


def ask_new(_desk: Desk, ask: Ask) -> Page:
    """Ask which file, read by which mapping."""
    return Page(
        "registers/new.html",
        {
            "file": ask.form.raw("file"),
            "mapping": ask.form.raw("mapping"),
            "own": ask.form.raw("own"),
            "shipped": tuple(shipped()),
        },
        case=ask.id("case"),
    )


def look(desk: Desk, ask: Ask) -> Answer:
    """Show what an import would do; nothing is written."""
    source = _source(ask)
    found = preview(source, ask.tell)
    labels = Labels(source.labels)
    filled = {"name": [source.mapping.name], **ask.form.mapping()}
    return Page(
        "registers/preview.html",
        {
            "found": found,
            "source": source,
            "labels": labels,
            "faults": found.faults[:FAULTS],
            "more": max(0, len(found.faults) - FAULTS),
            "file": ask.form.raw("file"),
            "mapping": ask.form.raw("mapping"),
            "own": ask.form.raw("own"),
            "inputs": inputs_of(desk, REGISTER, filled, ask),
        },
        case=ask.id("case"),
    )


def take_problems(_desk: Desk, ask: Ask) -> Answer:
    """Hand out every problem of a file as a table."""
    found = preview(_source(ask), ask.tell)
    text = faults_csv(found.faults, translations(ask.language).gettext)
    return taken(text, "problems")


def taken(text: str, name: str) -> Download:
    """Return a table as a file."""

    def chunks() -> Iterator[bytes]:
        yield text.encode("utf-8-sig")  # so that a spreadsheet reads Cyrillic

    return Download(chunks(), f"{name}.csv", "text/csv; charset=utf-8")


def _source(ask: Ask) -> Source:
    """Read the file and the mapping that a form names.

    Raises:
        BadInputError: as it says, or no file is named.
    """
    file = ask.form.raw("file").strip()
    if not file:
        raise BadInputError(
            N_("It is not said which file."),
            advice=N_("Give its whole path on this computer."),
            field="file",
        )
    mapping = ask.form.raw("own").strip() or ask.form.raw("mapping")
    return read_source(Path(file), mapping)


def begin(desk: Desk, ask: Ask) -> RegisterRun:
    """Begin with the file that was looked at, or go on with it.

    Raises:
        BadInputError: the file is another one by now.
    """
    source = _source(ask)
    if ask.form.get("sha256") not in ("", source.sha256):
        raise BadInputError(
            N_("The file was changed after it was looked at."),
            advice=N_("Look at it again. Nothing was recorded."),
        )
    fields = read_form(REGISTER, ask.form.mapping(), ask.language)
    return begin_register(desk, ask.id("case"), source, fields)


def show(desk: Desk, ask: Ask, going: Going | None) -> Answer:
    """Show how far an import is, or what became of it."""
    case, register = ask.id("case"), ask.id("register")
    runs = going is not None and not going.ended  # asked first: it may end meanwhile
    view = views.register_view(desk.views, case, register)
    problems = view.fields.get("problems", ())
    return Page(
        "registers/show.html",
        {
            "view": view,
            "kind": REGISTER,
            "names": names_in(desk, [view]),
            "skipped": ("mapping", "labels", *COUNTED),
            "labels": views.labels_in(view).rows,
            "kept": views.count(desk.views, case, register),
            "faults": list(filter(None, map(told_fault, problems[:FAULTS]))),
            "more": max(0, len(problems) - FAULTS),
            "going": going,
            "runs": runs,
            "met": spoken(going.problem if going else None, ask.language),
            "last": _last(desk, case, register),
        },
        case=case,
    )


def _last(desk: Desk, case: str, register: str) -> str:
    last: date | None = views.last_day(desk.views, case, register)
    return last.isoformat() if last else ""


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that begin, watch and stop an import."""
    imports = Imports(viewer.keeper)

    @get(_REGISTER)
    async def showing(request: AnyRequest) -> Response[Any]:
        going = imports.of(str(request.path_params["register"]))
        used = going is None or going.ended  # it asks for itself: nobody's use
        return await show_page(
            viewer, request, lambda desk, ask: show(desk, ask, going), used=used
        )

    @get(f"{_CASE}/new")
    async def asking(request: AnyRequest) -> Response[Any]:
        return await show_page(viewer, request, ask_new)

    @post(f"{_CASE}/new", status_code=200)
    async def beginning(request: AnyRequest) -> Response[Any]:
        try:
            return await _started(viewer, request, imports)
        except LockedError:
            raise
        except HabeasError as error:
            return await _asked_again(viewer, request, error)

    @post(f"{_REGISTER}/pause", status_code=200)
    async def pausing(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        imports.pause(ask.id("register"))
        return go(Go(f"/cases/{ask.id('case')}/registers/{ask.id('register')}"))

    return [showing, asking, beginning, pausing]


async def _started(
    viewer: Viewer, request: AnyRequest, imports: Imports
) -> Response[Any]:
    ask = ask_of(viewer, request)
    async with imports.door:
        imports.require_free()
        desk, run = await viewer.keeper.run(lambda desk: (desk, begin(desk, ask)))
        if not run.ended:
            imports.take_rows(desk, run)
    return go(Go(f"/cases/{ask.id('case')}/registers/{run.id}"))


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
