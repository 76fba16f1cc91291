"""The web door: every page of one run of the program, behind the gate."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from litestar import Litestar, Response
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, HTTPScope

from habeas.errors import HabeasError
from habeas.web import (
    batches,
    beside,
    camera,
    copies,
    custody_report,
    danger,
    entry,
    filings,
    first_run,
    handing,
    incoming,
    locking,
    looking,
    paper_shares,
    papers,
    photos,
    pictures,
    playing,
    recovery,
    registers,
    small_files,
    sticks,
    tables,
    timestamps,
)
from habeas.web.copier import Copier
from habeas.web.gate import Gate
from habeas.web.keeper import DeskKeeper
from habeas.web.refusals import BrokenError, NoPageError, NotThisWayError
from habeas.web.reminding import Reminder
from habeas.web.routes import BRINGING, ROUTES
from habeas.web.serving import handlers_of
from habeas.web.session import Sessions
from habeas.web.static_files import load_static
from habeas.web.tables import Tables
from habeas.web.view import AnyRequest, Viewer
from habeas.wire.joining import MAX_JOINING

log = logging.getLogger("habeas.web")
_KNOWN = {404: NoPageError, 405: NotThisWayError}


def make_app(keeper: DeskKeeper, sessions: Sessions, port: int) -> Litestar:
    """Return the application.

    Args:
        keeper: opens and holds the vault.
        sessions: whose launch token opens the door.
        port: the one that the Host header must name.
    """
    static = load_static()
    keeper.at_lock(sessions.renew)
    viewer = Viewer(keeper, static.version)
    keeper.at_lock(viewer.searches.forget)
    copier, meetings = Copier(keeper), Tables(keeper)
    app = Litestar(
        route_handlers=[
            *entry.handlers(viewer, sessions, static),
            *_pages(viewer, copier),
            *tables.handlers(viewer, meetings),
        ],
        exception_handlers={
            HabeasError: viewer.refusal,
            HTTPException: lambda request, error: _on_http(viewer, request, error),
            Exception: lambda request, error: _on_fault(viewer, request, error),
        },
        lifespan=[_watching(keeper, copier), meetings.ending],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # the gate and uploads.py count bytes themselves
    )

    async def refuse(scope: HTTPScope, error: HabeasError) -> ASGIApp:
        request: AnyRequest = AnyRequest(scope)
        return viewer.refusal(request, error).to_asgi_response(
            app=None, request=request
        )

    app.asgi_handler = Gate(app.asgi_handler, sessions, port, refuse)
    return app


def _pages(viewer: Viewer, copier: Copier) -> list[HTTPRouteHandler]:
    return [
        *first_run.handlers(viewer),
        *locking.handlers(viewer),
        *danger.handlers(viewer),
        *recovery.handlers(viewer),
        *paper_shares.handlers(viewer),
        *incoming.handlers(viewer),
        *batches.handlers(viewer),
        *registers.handlers(viewer),
        *beside.handlers(viewer),
        *camera.handlers(viewer),
        *small_files.handlers(viewer, BRINGING, MAX_JOINING),
        looking.handler(viewer),
        photos.handler(viewer),
        *pictures.handlers(viewer),
        playing.handler(viewer),
        custody_report.handler(viewer),
        papers.handler(viewer),
        filings.handler(viewer),
        *timestamps.handlers(viewer),
        *copies.handlers(viewer, copier),
        *sticks.handlers(viewer),
        *handing.handlers(viewer, copier),
        *handlers_of(ROUTES, viewer),
    ]


def _watching(
    keeper: DeskKeeper, copier: Copier
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        watch = asyncio.create_task(keeper.watch())
        reminding = asyncio.create_task(Reminder(keeper).watch())
        copying = asyncio.create_task(copier.run())
        try:
            yield
        finally:
            watch.cancel()
            reminding.cancel()
            copying.cancel()
            await asyncio.gather(copying, return_exceptions=True)
            await keeper.stop()

    return lifespan


def _on_http(
    viewer: Viewer, request: AnyRequest, error: HTTPException
) -> Response[Any]:
    known = _KNOWN.get(error.status_code)
    if known is None:
        return _on_fault(viewer, request, error)
    return viewer.refusal(request, known())


def _on_fault(viewer: Viewer, request: AnyRequest, error: Exception) -> Response[Any]:
    """Say where the fault is, never its message: that may quote a name or a text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (
        f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        if trace
        else "?"
    )
    log.error("%s at %s", type(error).__name__, place)
    return viewer.refusal(request, BrokenError())
