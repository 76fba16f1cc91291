"""Two devices at one table, by the page: show a code, or take one; see what came."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.carried import Came
from habeas.actions.desk import Desk
from habeas.copying.hosting import MINUTES, host
from habeas.copying.table import visit
from habeas.errors import HabeasError, LockedError
from habeas.serving import own_address
from habeas.web.ask import Ask, Go, Page
from habeas.web.copier import at_desk
from habeas.web.keeper import DeskKeeper
from habeas.web.qr import qr
from habeas.web.serving import ask_of, quoted_path, show_page
from habeas.web.sticks import came_said
from habeas.web.view import AnyRequest, Viewer, go
from habeas.wire.table import read_code

_PATH = "/cases/{case:str}/copies/table"
_Act = Callable[[Ask], Awaitable[Came | None]]


@dataclass
class _Meeting:
    """What became of listening for a case: the code while it lasts, then what came."""

    code: str = ""
    came: Came | None = None
    fault: HabeasError | None = None
    task: asyncio.Task[None] | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, code: str) -> None:
        """Take the code that is to be shown."""
        self.code = code
        self.ready.set()


class Tables:
    """The meetings of one run of the program; a lock ends them and forgets them."""

    def __init__(self, keeper: DeskKeeper) -> None:
        self._keeper = keeper
        self._of: dict[str, _Meeting] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        keeper.at_lock(self._of.clear)

    @asynccontextmanager
    async def ending(self, _app: object) -> AsyncIterator[None]:
        """See to it that nothing listens any more when the program ends."""
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def of(self, case: str) -> _Meeting:
        """Return the meeting of a case, an empty one if there is none."""
        return self._of.get(case, _Meeting())

    async def begin(self, ask: Ask) -> None:
        """Listen, in place of an earlier meeting; return once the code is there."""
        await self.stop(ask)
        case, address = ask.id("case"), own_address()
        begun = await self._keeper.run(lambda desk: desk)
        meeting = self._of[case] = _Meeting()
        work = self._listen(meeting, case, address, begun)
        meeting.task = asyncio.create_task(work)
        self._tasks.add(meeting.task)
        meeting.task.add_done_callback(self._tasks.discard)
        await meeting.ready.wait()

    async def _listen(
        self, meeting: _Meeting, case: str, address: str, begun: Desk
    ) -> None:
        loop, own = asyncio.get_running_loop(), asyncio.current_task()
        assert own is not None  # it runs as one

        def locked() -> None:
            loop.call_soon_threadsafe(own.cancel)

        at = at_desk(self._keeper, begun)
        try:
            with self._keeper.told_of_lock(locked):
                meeting.came = await host(at, case, address, meeting.show)
        except HabeasError as error:
            meeting.fault = error
        finally:
            meeting.code = ""
            meeting.ready.set()

    async def join(self, ask: Ask) -> Came:
        """Visit the host whose code was typed."""
        place = read_code(ask.form.get("code"))
        begun = await self._keeper.run(lambda desk: desk)
        return await visit(at_desk(self._keeper, begun, used=True), place)

    async def stop(self, ask: Ask) -> None:
        """Listen no more, and forget what came."""
        meeting = self._of.pop(ask.id("case"), None)
        if meeting is not None and meeting.task is not None:
            meeting.task.cancel()
            await asyncio.gather(meeting.task, return_exceptions=True)


def handlers(viewer: Viewer, tables: Tables) -> list[HTTPRouteHandler]:
    """Return the handlers of the page of a table."""

    @get(_PATH)
    async def show(request: AnyRequest) -> Response[Any]:
        return await _shown(viewer, tables, request)

    acts = {"host": tables.begin, "stop": tables.stop, "join": tables.join}
    return [show, *(_handler(viewer, tables, name, acts[name]) for name in acts)]


def _handler(viewer: Viewer, tables: Tables, name: str, act: _Act) -> HTTPRouteHandler:
    @post(f"{_PATH}/{name}", status_code=200)
    async def put(request: AnyRequest) -> Response[Any]:
        try:
            came = await act(ask_of(viewer, request))
        except LockedError:
            raise
        except HabeasError as error:
            return await _shown(viewer, tables, request, error=error)
        if came is None:
            return go(Go(quoted_path(request.scope["path"].rpartition("/")[0])))
        return await _shown(viewer, tables, request, came)

    return put


async def _shown(
    viewer: Viewer,
    tables: Tables,
    request: AnyRequest,
    came: Came | None = None,
    error: HabeasError | None = None,
) -> Response[Any]:
    def page(_desk: Desk, ask: Ask) -> Page:
        return _page(ask, tables.of(ask.id("case")), came)

    return await show_page(viewer, request, page, problem=error)


def _page(ask: Ask, meeting: _Meeting, came: Came | None) -> Page:
    return Page(
        "copies/table.html",
        {
            **came_said(ask, came or meeting.came),
            "code": meeting.code,
            "drawn": qr(meeting.code, "l") if meeting.code else "",
            "went_wrong": meeting.fault,
            "minutes": MINUTES,
        },
        case=ask.id("case"),
    )
