"""Routes of the case pages, and how one is served.

A page of ours is a plain function; here it meets the framework, the vault's thread, the
lock and the refusals.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.errors import HabeasError, LockedError
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.forms import Form, parse
from habeas.web.frame import Frame, frame
from habeas.web.view import AnyRequest, Viewer, address_of, go, language_of, quoted
from habeas.web.working import Patience, Steps

Act = Callable[[Desk, Ask], Answer]
SEARCH, WORDS = "find", "q"


@dataclass(frozen=True, slots=True)
class Route:
    """One address: `show` answers GET, `act` a form sent there.

    Where both stand, a refusal of `act` shows the page again with what was typed. An
    act that is `long` tells how far it is.
    """

    path: str
    show: Act | None = None
    act: Act | None = None
    long: bool = False


def handlers_of(route: Route, viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the framework's handlers for a route."""
    made: list[HTTPRouteHandler] = []
    if route.show is not None:
        asked = route.show

        @get(route.path)
        async def show(request: AnyRequest) -> Response[Any]:
            return await show_page(viewer, request, asked)

        made.append(show)
    if route.act is not None:
        patience = Patience(viewer, f"{route.path}/result")
        if route.long:
            viewer.keeper.at_lock(patience.results.kept.clear)
            made.append(patience.handler())

        @post(route.path, status_code=200)
        async def act(request: AnyRequest) -> Response[Any]:
            ask = ask_of(viewer, request)
            if not route.long:
                return await acting(viewer, request, route, ask)
            steps = Steps()
            work = acting(viewer, request, route, replace(ask, tell=steps))
            return await patience.answer(request, work, steps)

        made.append(act)
    return made


def ask_of(viewer: Viewer, request: AnyRequest) -> Ask:
    """Return what a request asks, from what the gate let through.

    An address says by a random name what is searched for (habeas.web.searches).
    """
    query = parse(request.scope["query_string"])
    if found := viewer.searches.words(query.get(SEARCH)):
        query = Form((*query.pairs, (WORDS, found)))
    return Ask(
        path={name: str(value) for name, value in request.path_params.items()},
        query=query,
        form=request.scope["state"].get("form", Form()),
        language=language_of(request),
        address=address_of(request),
    )


async def show_page(
    viewer: Viewer, request: AnyRequest, show: Act, *, used: bool = True
) -> Response[Any]:
    """Answer a GET at the desk; a locked vault asks for the passphrase first.

    A page that asks for itself again and again is not `used`: it keeps nothing awake.
    """
    try:
        ask = ask_of(viewer, request)
        return await _answer(viewer, request, show, ask, used=used)
    except LockedError:
        if viewer.keeper.is_open:
            raise
        back = quoted_path(address_of(request))
        return go(Go(f"/unlock?next={back}"))


async def acting(
    viewer: Viewer, request: AnyRequest, route: Route, ask: Ask
) -> Response[Any]:
    """Answer a form at the desk; a refusal shows the route's page again."""
    try:
        return await _answer(viewer, request, route.act, ask)
    except LockedError as error:
        if viewer.keeper.is_open:
            raise
        return viewer.page(
            request, Page("door/unlock.html", {"next": "/"}), problem=error
        )
    except HabeasError as error:
        if route.show is None:
            raise
        again = replace(ask, problem=error)
        return await _answer(viewer, request, route.show, again)


async def _answer(
    viewer: Viewer,
    request: AnyRequest,
    act: Act | None,
    ask: Ask,
    *,
    used: bool = True,
) -> Response[Any]:
    assert act is not None  # the route was made for it

    def at_desk(desk: Desk) -> tuple[Answer, Frame | None]:
        answer = act(desk, ask)
        if isinstance(answer, Page) and answer.case:
            return answer, frame(desk, answer.case)
        return answer, None

    answer, around = await viewer.keeper.run(at_desk, used=used)
    if isinstance(answer, Page):
        return viewer.page(request, answer, frame=around, problem=ask.problem)
    if isinstance(answer, Download):
        return viewer.download(answer)
    return go(answer)


def quoted_path(address: str) -> str:
    """Return an address of ours as the value of a query parameter."""
    return "/".join(quoted(part) for part in address.split("/"))
