"""Time from others: what waits, whom to ask, what they answered, how it is checked."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.stamping import Outcome, run
from habeas.actions.timestamps import errands, keep, take_out, waiting
from habeas.errors import HabeasError, LockedError, NotFoundError
from habeas.languages import translations
from habeas.timestamps.commands import BITCOIN, LEAVES, PROVES, SUFFIX, command
from habeas.timestamps.known import suggestions
from habeas.timestamps.openssl import lacking
from habeas.views.timestamps import Token, authorities, tokens
from habeas.web.ask import Answer, Ask, Download, Page
from habeas.web.frame import Frame, frame
from habeas.web.names import Link, link
from habeas.web.paging import part
from habeas.web.serving import ask_of
from habeas.web.view import AnyRequest, Viewer
from habeas.web.working import Patience, Steps
from habeas.words import N_

TOKENS = 50
"""Timestamps on one page."""
WAITING = 20
"""Lines of the queue that are shown; the rest is counted."""
_PATH = "/cases/{case:str}/timestamps/ask"
_BINARY = "application/octet-stream"


def show(desk: Desk, ask: Ask, outcomes: Sequence[Outcome] | None = None) -> Page:
    """Show the queue, the authorities and the tokens, the newest first.

    `outcomes` are those of the asking that has just ended.
    """
    case = ask.id("case")
    found = tokens(desk.views, case)[::-1]
    shown = part(ask, len(found), TOKENS)
    listed = found[shown.skip : shown.skip + shown.most]
    queue, gettext = waiting(desk, case), translations(ask.language).gettext
    return Page(
        "timestamps/show.html",
        {
            "words": {"proves": PROVES, "bitcoin": BITCOIN, "leaves": LEAVES},
            "queue": queue.now[:WAITING],
            "more": len(queue.now[WAITING:]) + queue.later,
            "lacking": lacking(),
            "outcomes": [
                (one, one.failure.say(gettext) if one.failure else ("", ""))
                for one in outcomes or ()
            ],
            "asked": outcomes is not None,
            "chosen": authorities(desk.views, case),
            "known": suggestions(),
            "tokens": [(one, check(one)) for one in listed],
            "part": shown,
            "names": _names(desk, case, [*listed, *queue.now, *_errands(outcomes)]),
        },
        case=case,
    )


def check(token: Token) -> str:
    """Return the command for the files that the page hands out."""
    data, raw, root = file_names(token)
    return command(token.scheme, data, raw, root, token.time)


def file_names(token: Token) -> tuple[str, str, str]:
    """Return how the page calls what is covered, the token and its root."""
    stem = token.id[:8]
    return f"{stem}.data", f"{stem}.{SUFFIX[token.scheme]}", f"{stem}.pem"


def take_stamped(desk: Desk, ask: Ask) -> Answer:
    """Hand out the exact bytes that a timestamp covers."""
    token = _token(desk, ask)
    data = take_out(desk, ask.id("case"), token.covers)
    return Download(iter([data]), file_names(token)[0], _BINARY)


def take_token(desk: Desk, ask: Ask) -> Answer:
    """Hand out a token as it came."""
    token = _token(desk, ask)
    return Download(iter([token.raw]), file_names(token)[1], _BINARY)


def take_root(desk: Desk, ask: Ask) -> Answer:
    """Hand out the certificates that a token was judged by."""
    token = _token(desk, ask)
    return Download(iter([token.pem]), file_names(token)[2], _BINARY)


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that ask; the vault is free while they wait."""
    patience = Patience(viewer, f"{_PATH}/result")
    viewer.keeper.at_lock(patience.results.kept.clear)

    @post(_PATH, status_code=200)
    async def ask_now(request: AnyRequest) -> Response[Any]:
        steps, ask = Steps(), ask_of(viewer, request)
        work = _asking(viewer, request, ask, steps)
        return await patience.answer(request, work, steps)

    return [patience.handler(), ask_now]


async def _asking(
    viewer: Viewer, request: AnyRequest, ask: Ask, steps: Steps
) -> Response[Any]:
    case, keeper = ask.id("case"), viewer.keeper
    exhibit = ask.form.get("exhibit")
    problem: HabeasError | None = None
    outcomes: list[Outcome] | None = None
    try:
        begun, wanted = await keeper.run(
            lambda desk: (desk, errands(desk, case, exhibit))
        )
        came = await run(wanted, steps)
        ended = LockedError(
            N_("The vault was locked while the answers came."),
            advice=N_("They were not kept. Ask again."),
        )
        kept = await keeper.run_at(begun, lambda desk: keep(desk, case, came), ended)
        outcomes = kept.outcomes
    except LockedError as error:
        if keeper.is_open:
            raise
        asked = Page("door/unlock.html", {"next": f"/cases/{case}/timestamps"})
        return viewer.page(request, asked, problem=error)
    except HabeasError as error:
        problem = error

    def look(desk: Desk) -> tuple[Frame, Page]:
        return frame(desk, case), show(desk, ask, outcomes)

    around, page = await keeper.run(look)
    return viewer.page(request, page, frame=around, problem=problem)


def _token(desk: Desk, ask: Ask) -> Token:
    which = ask.id("record")
    for one in tokens(desk.views, ask.id("case")):
        if one.id == which:
            return one
    raise NotFoundError(N_("This is no timestamp of this case."))


def _errands(outcomes: Sequence[Outcome] | None) -> list[Any]:
    return [one.errand for one in outcomes or ()]


def _names(desk: Desk, case: str, several: Sequence[Any]) -> dict[str, Link]:
    """Return what the exhibits are called that timestamps cover by themselves."""
    wanted = {one.exhibit for one in several if one.exhibit}
    return {one: link(desk, case, one) for one in sorted(wanted)}
