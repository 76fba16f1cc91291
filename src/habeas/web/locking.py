"""The lock: unlock, lock now, and staying awake."""

import secrets
from asyncio import gather, to_thread
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler

from habeas.errors import HabeasError
from habeas.web.ask import Go, Page
from habeas.web.first_run import first_page
from habeas.web.forms import Form, parse
from habeas.web.pages import warm
from habeas.web.refusals import OpenAlreadyError
from habeas.web.view import AnyRequest, Viewer, go, language_of, local
from habeas.web.working import Patience, Steps

LOCKED_COOKIE = "habeas_locked"
_SLOW = 1.5
"""Seconds more for an unlock: its key is made slowly on purpose."""


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that open and shut the vault."""
    return [*_unlocking(viewer), *_locking(viewer)]


def _unlocking(viewer: Viewer) -> list[HTTPRouteHandler]:
    keeper, patience = viewer.keeper, Patience(viewer, "/unlock/result", _SLOW)

    @get("/unlock")
    async def ask(request: AnyRequest) -> Response[Any]:
        back = local(parse(request.scope["query_string"]).get("next"))
        await keeper.expire()
        if keeper.is_open:
            return go(Go(back))
        if not await keeper.exists():
            return go(first_page(request))
        locked = viewer.page(request, Page("door/unlock.html", {"next": back}))
        locked.set_cookie(_forgetting())
        return locked

    @post("/unlock", status_code=200)
    async def unlock(request: AnyRequest) -> Response[Any]:
        steps = Steps()
        return await patience.answer(request, entering(request, steps), steps)

    async def entering(request: AnyRequest, steps: Steps) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        back = local(form.get("next"))
        try:
            await gather(  # while the key is made, which is slow on purpose
                keeper.enter(form.raw("passphrase"), new=False, tell=steps),
                to_thread(warm, language_of(request)),
            )
        except OpenAlreadyError:
            return go(Go(back))  # unlocked in another tab, and not idle too long
        except HabeasError as error:
            page = Page("door/unlock.html", {"next": back})
            return viewer.page(request, page, problem=error)
        return go(Go(back))

    return [ask, unlock, patience.handler()]


def _locking(viewer: Viewer) -> list[HTTPRouteHandler]:
    keeper = viewer.keeper

    @post("/lock", status_code=200)
    async def lock() -> Response[Any]:
        await keeper.lock()
        return go(Go("/unlock"))

    @post("/awake", status_code=204)
    async def awake() -> None:
        """Count typing in a long form as use of the vault."""
        if keeper.seconds_left():
            keeper.touch()

    return [lock, awake]


def _forgetting() -> Cookie:
    """Return a cookie that makes Chromium drop the pages it kept in memory.

    Its back button shows a page again without asking, even one it may not store, unless
    a cookie that scripts cannot read has changed since (back/forward cache).
    """
    value = secrets.token_urlsafe(8)
    return Cookie(LOCKED_COOKIE, value=value, httponly=True, samesite="strict")
