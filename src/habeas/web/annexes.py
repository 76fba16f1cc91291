"""The annexes of a paper as one file, and the bundle beside it, by the page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from habeas.actions.annexes import Annexes, annexed, beside
from habeas.actions.desk import Desk
from habeas.actions.papers import form_of
from habeas.errors import HabeasError, LockedError
from habeas.views.papers import paper
from habeas.web.ask import Ask
from habeas.web.bundles import handed
from habeas.web.paper_checks import despite
from habeas.web.papers import show
from habeas.web.serving import ask_of, show_page
from habeas.web.view import AnyRequest, Viewer, quoted
from habeas.web.working import Patience, Steps

_PAPER = "/cases/{case:str}/papers/{paper:str}"
_Work = Callable[[Viewer, Ask], Awaitable[Response[Any]]]


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that write the annexes, and the bundle."""
    return [
        *_handlers(viewer, f"{_PAPER}/annexes", _annexes),
        *_handlers(viewer, f"{_PAPER}/bundle", _bundle),
    ]


def _handlers(viewer: Viewer, path: str, work: _Work) -> list[HTTPRouteHandler]:
    patience = Patience(viewer, f"{path}/result")
    viewer.keeper.at_lock(patience.results.kept.clear)

    @post(path, status_code=200)
    async def take(request: AnyRequest) -> Response[Any]:
        steps = Steps()
        ask = replace(ask_of(viewer, request), tell=steps)
        return await patience.answer(request, _taken(request, ask), steps)

    async def _taken(request: AnyRequest, ask: Ask) -> Response[Any]:
        try:
            return await work(viewer, ask)
        except LockedError:
            raise
        except HabeasError as error:
            return await show_page(viewer, request, show, problem=error)

    return [patience.handler(), take]


async def _annexes(viewer: Viewer, ask: Ask) -> Response[Any]:
    """Gather them at the desk, set them beside it, and send them as they are drawn."""
    case, one = ask.id("case"), ask.id("paper")
    said = despite(ask)
    made, form = await viewer.keeper.run(
        lambda desk: (
            annexed(desk, case, one, said, ask.tell),
            form_of(desk, paper(desk.views, case, one)).name,
        )
    )
    name = quoted(f"{form}-annexes.pdf")
    await viewer.keeper.aside(made.typeset, made.cease)
    await viewer.keeper.run(made.gate.again)  # said in a sentence, not by a broken file
    return Stream(
        _sent(viewer, made),
        media_type="application/pdf",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


async def _sent(viewer: Viewer, made: Annexes) -> AsyncIterator[bytes]:
    """Send it piece by piece; a lock ends it, and nothing waits for the drawing.

    Its gate is asked again before the first: drawing that takes its time.
    """
    keeper, pieces = viewer.keeper, made.pieces()
    look: Callable[[Desk], None] = made.gate.again
    try:
        while piece := await keeper.aside(lambda: next(pieces, b""), made.cease):
            await keeper.run(look)  # locked meanwhile: nothing leaves
            yield piece
            look = _nothing
    finally:
        made.cease()
        await keeper.aside(pieces.close, made.cease)


def _nothing(_desk: Desk) -> None:
    """Look at nothing: it is on its way, unless a lock ends it."""


async def _bundle(viewer: Viewer, ask: Ask) -> Response[Any]:
    case, one = ask.id("case"), ask.id("paper")
    recipient, said = ask.form.get("recipient"), despite(ask)
    made = await viewer.keeper.run(
        lambda desk: handed(
            desk,
            lambda target: beside(
                desk,
                case,
                one,
                recipient=recipient,
                target=target,
                despite=said,
                tell=ask.tell,
            ),
        )
    )
    return viewer.download(made)
