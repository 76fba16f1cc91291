"""What goes from a device outside of a case: files as a stream, and to the hubs."""

from collections.abc import Awaitable
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.documents import plain_name
from habeas.actions.outside import HandingIn
from habeas.copying.exchange import exchanging
from habeas.errors import HabeasError, LockedError
from habeas.web.ask import Go
from habeas.web.copier import Copier, at_desk
from habeas.web.forms import Form
from habeas.web.keeper import DeskKeeper
from habeas.web.outside import show
from habeas.web.serving import ask_of, show_page
from habeas.web.uploads import receive
from habeas.web.view import AnyRequest, Viewer, go
from habeas.words import N_

_PATH = "/outside/{outside:str}"


class _Sink:
    """Takes one file to the desk that it was begun at; a lock ends it."""

    def __init__(self, keeper: DeskKeeper, begun: Desk, coming: HandingIn) -> None:
        self._keeper, self._begun, self._coming = keeper, begun, coming
        self._ended = LockedError(
            N_("The vault was locked while this file came in."),
            advice=N_("Nothing of this file was kept. Bring it in again."),
        )

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes of the file."""
        await self._keeper.run_at(
            self._begun, lambda _desk: self._coming.write(chunk), self._ended
        )

    async def finish(self) -> None:
        """Seal the end, and hand it in."""
        await self._keeper.run_at(
            self._begun, lambda _desk: self._coming.finish(), self._ended
        )

    async def abort(self) -> None:
        """Drop what came of the file."""
        self._coming.abort()


def handlers(viewer: Viewer, copier: Copier) -> list[HTTPRouteHandler]:
    """Return the handlers that take files in, and that go to the hubs."""

    @post(f"{_PATH}/hand-in", status_code=200)
    async def add(request: AnyRequest) -> Response[Any]:
        case = ask_of(viewer, request).id("outside")
        return await _answered(viewer, request, case, _received(viewer, request, case))

    @post(f"{_PATH}/exchange", status_code=200)
    async def exchange(request: AnyRequest) -> Response[Any]:
        case = ask_of(viewer, request).id("outside")
        return await _answered(viewer, request, case, _exchanged(viewer, copier, case))

    return [add, exchange]


async def _answered(
    viewer: Viewer, request: AnyRequest, case: str, work: Awaitable[None]
) -> Response[Any]:
    """Do it, and show the page again, with what went wrong."""
    try:
        await work
    except LockedError:
        raise
    except HabeasError as error:
        return await show_page(viewer, request, show, problem=error)
    return go(Go(f"/outside/{case}"))


async def _received(viewer: Viewer, request: AnyRequest, case: str) -> None:
    keeper, state = viewer.keeper, request.scope["state"]
    if "token_seen" not in state:
        return  # a form without files: nothing was chosen

    async def open_sink(name: str, _fields: Form) -> _Sink:
        def begin(desk: Desk) -> tuple[Desk, HandingIn]:
            return desk, HandingIn(desk, case, plain_name(name))

        return _Sink(keeper, *await keeper.run(begin))

    await receive(
        request.stream(),
        request.headers.get("content-type", ""),
        open_sink,
        untrusted=None if state["token_seen"] else state["session"],
    )


async def _exchanged(viewer: Viewer, copier: Copier, case: str) -> None:
    begun = await viewer.keeper.run(lambda desk: desk)
    async with copier.busy(case):
        report = await exchanging(at_desk(viewer.keeper, begun, used=True), case)
    faults = [error for hub in report.hubs for error in hub.wrong]
    if faults:
        raise faults[0]
