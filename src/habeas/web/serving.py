"""Routes of the case pages, and how one is served.

A page of ours is a plain function; here it meets the framework, the vault's thread, the
lock and the refusals.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
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


def handlers_of(routes: Iterable[Route], viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the framework's handlers for routes.

    One shows every page and one takes every form: the framework looks at each handler
    for a millisecond before the program can start.
    """
    shown: dict[str, Act] = {}
    taken: dict[str, Callable[[AnyRequest], Awaitable[Response[Any]]]] = {}
    waiting: list[HTTPRouteHandler] = []
    for route in routes:
        if route.show is not None:
            shown[route.path] = route.show
        if route.act is not None and route.long:
            patience = Patience(viewer, f"{route.path}/result")
            viewer.keeper.at_lock(patience.results.kept.clear)
            waiting.append(patience.handler())
            taken[route.path] = partial(_act_long, viewer, route, patience)
        elif route.act is not None:
            taken[route.path] = partial(_act, viewer, route)

    by_address = {_template(path): act for path, act in shown.items()}
    forms = {_template(path): take for path, take in taken.items()}

    @get(list(shown))
    async def show(request: AnyRequest) -> Response[Any]:
        return await show_page(viewer, request, by_address[_matched(request)])

    @post(list(taken), status_code=200)
    async def act(request: AnyRequest) -> Response[Any]:
        return await forms[_matched(request)](request)

    return [show, act, *waiting]


def _template(path: str) -> str:
    """Return the address of a route as the framework writes it when it was met."""
    return path.replace(":str}", "}")


def _matched(request: AnyRequest) -> str:
    return request.scope["path_template"]


async def _act(viewer: Viewer, route: Route, request: AnyRequest) -> Response[Any]:
    return await acting(viewer, request, route, ask_of(viewer, request))


async def _act_long(
    viewer: Viewer, route: Route, patience: Patience, request: AnyRequest
) -> Response[Any]:
    steps = Steps()
    ask = replace(ask_of(viewer, request), tell=steps)
    return await patience.answer(request, acting(viewer, request, route, ask), steps)


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
    viewer: Viewer,
    request: AnyRequest,
    show: Act,
    *,
    used: bool = True,
    problem: HabeasError | None = None,
) -> Response[Any]:
    """Answer a GET at the desk; a locked vault asks for the passphrase first.

    A page that asks for itself again and again is not `used`: it keeps nothing awake.
    `problem` is what was wrong with the form that is shown again.
    """
    try:
        ask = replace(ask_of(viewer, request), problem=problem)
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
