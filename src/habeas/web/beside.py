"""Slow work on one document: begun at the desk, done beside it, recorded at the desk.

So a lock waits for none of it, and nothing of what it ends is kept.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.looking import Copying
from habeas.actions.reading import Reading
from habeas.errors import LockedError
from habeas.web.ask import Ask, Go, Page
from habeas.web.keeper import DeskKeeper
from habeas.web.serving import ask_of
from habeas.web.view import AnyRequest, Viewer, go
from habeas.web.working import Patience, Steps
from habeas.words import N_

_DOCUMENT = "/cases/{case:str}/documents/{document:str}"
T = TypeVar("T")
Work = Callable[[DeskKeeper, str, str], Awaitable[str]]


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that copy a document and that read its text."""
    return [
        *_handlers(viewer, f"{_DOCUMENT}/copy", _copy),
        *_handlers(viewer, f"{_DOCUMENT}/text", _read),
    ]


def _handlers(viewer: Viewer, path: str, work: Work) -> list[HTTPRouteHandler]:
    patience = Patience(viewer, f"{path}/result")
    viewer.keeper.at_lock(patience.results.kept.clear)

    @post(path, status_code=200)
    async def act(request: AnyRequest) -> Response[Any]:
        done = _answer(viewer, request, ask_of(viewer, request), work)
        return await patience.answer(request, done, Steps())

    return [patience.handler(), act]


async def _answer(
    viewer: Viewer, request: AnyRequest, ask: Ask, work: Work
) -> Response[Any]:
    case = ask.id("case")
    try:
        made = await work(viewer.keeper, case, ask.id("document"))
    except LockedError as error:
        if viewer.keeper.is_open:
            raise
        return viewer.page(
            request, Page("door/unlock.html", {"next": "/"}), problem=error
        )
    return go(Go(f"/cases/{case}/documents/{made}"))


async def _copy(keeper: DeskKeeper, case: str, document: str) -> str:
    """Make a working copy; return its id."""
    desk, copying = await keeper.run(lambda desk: (desk, Copying(desk, case, document)))
    at = _Begun(keeper, desk)
    try:
        drawn = await at.aside(copying.draw, copying.cease)
        await at.desk(lambda desk: copying.seal(desk, drawn))
        found = await at.aside(copying.read, copying.cease)
        return await at.desk(lambda _: copying.record(found))
    finally:
        copying.abort()


async def _read(keeper: DeskKeeper, case: str, document: str) -> str:
    """Read the text of a document that was brought in without; return its id."""
    desk, reading = await keeper.run(lambda desk: (desk, Reading(desk, case, document)))
    at = _Begun(keeper, desk)
    found = await at.aside(reading.read, reading.over.set)
    await at.desk(lambda desk: reading.record(desk, found))
    return document


@dataclass(frozen=True, slots=True)
class _Begun:
    """Work that was begun at a desk: at another one it was begun for nothing."""

    keeper: DeskKeeper
    at: Desk

    async def aside(self, work: Callable[[], T], stop: Callable[[], object]) -> T:
        """Do slow work beside the vault's thread; a lock is why it failed, if one came.

        Raises:
            LockedError: the vault was locked meanwhile.
        """
        try:
            return await self.keeper.aside(work, stop)
        finally:
            await self.desk(lambda _: None)

    async def desk(self, work: Callable[[Desk], T]) -> T:
        """Do a piece of work at the desk.

        Raises:
            LockedError: the vault was locked meanwhile.
        """

        def at_same(desk: Desk) -> T:
            if desk is not self.at:
                raise LockedError(
                    N_("The vault was locked meanwhile."),
                    advice=N_("Nothing of it was kept. Repeat the step."),
                )
            return work(desk)

        return await self.keeper.run(at_same)
