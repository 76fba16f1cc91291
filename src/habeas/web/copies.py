"""Where copies of a case are; what is exchanged with its hubs, and by which way."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.copying.adding import Wanted, add_hub, may_add
from habeas.copying.desks import AtDesk
from habeas.copying.exchange import exchanging
from habeas.copying.places import PROXY
from habeas.copying.report import Report
from habeas.copying.stored import POLICY
from habeas.copying.telling import copies, moved
from habeas.errors import HabeasError, LockedError
from habeas.languages import translations
from habeas.log.policy import parse_policy
from habeas.sync.address import read_way
from habeas.vault.settings import change_setting, setting
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.copier import Copier, at_desk
from habeas.web.frame import Frame, frame
from habeas.web.serving import ask_of
from habeas.web.view import AnyRequest, Viewer
from habeas.web.working import Patience, Steps

_PATH = "/cases/{case:str}/copies"
_ANYWHERE = "https://hub.example.org"
_Act = Callable[[AtDesk, Ask], Awaitable[Report]]


def show(desk: Desk, ask: Ask, report: Report | None = None) -> Page:
    """Show hubs and devices with what each is known to have.

    `report` is of the exchange that has just ended.
    """
    case, gettext = ask.id("case"), translations(ask.language).gettext
    done = report is not None and report.whole
    passed = [
        (
            one.hub.name,
            [gettext(said.text).format(**said.values) for said in moved(one)],
            [error.say(gettext) for error in one.wrong],
        )
        for one in (report.hubs if report else ())
    ]
    return Page(
        "copies/show.html",
        {
            "found": copies(desk, case),
            "leads": may_add(desk, case),
            "passed": passed,
            "policy": ask.form.get("policy") or setting(desk.vault, POLICY),
            "proxy": ask.form.get("proxy") or setting(desk.vault, PROXY),
            "typed": {
                name: "" if done else ask.form.get(name)
                for name in ("address", "fingerprint", "pin")
            },
        },
        case=case,
    )


def change_proxy(desk: Desk, ask: Ask) -> Answer:
    """Keep by which proxy hubs are reached; an empty one for none."""
    wanted = ask.form.get("proxy").strip()
    if wanted:
        read_way(_ANYWHERE, wanted)
    change_setting(desk.vault, PROXY, wanted)
    return Go(f"/cases/{ask.id('case')}/copies")


def change_policy(desk: Desk, ask: Ask) -> Answer:
    """Keep what 'safely stored' means; an empty text: any hub is enough."""
    text = ask.form.get("policy").strip()
    if text:
        parse_policy(f"{text}\n".replace("\r\n", "\n").encode())
    change_setting(desk.vault, POLICY, text.replace("\r\n", "\n"))
    return Go(f"/cases/{ask.id('case')}/copies")


def handlers(viewer: Viewer, copier: Copier) -> list[HTTPRouteHandler]:
    """Return the handlers that go to hubs; the vault is free while they wait."""

    async def now(at: AtDesk, ask: Ask) -> Report:
        async with copier.busy(ask.id("case")):
            return await exchanging(at, ask.id("case"))

    async def added(at: AtDesk, ask: Ask) -> Report:
        form = ask.form
        wanted = Wanted(
            form.get("address"),
            form.get("fingerprint"),
            form.get("invitation"),
            form.get("pin"),
        )
        async with copier.busy(ask.id("case")):
            return await add_hub(at, ask.id("case"), wanted)

    return [
        *_handlers(viewer, f"{_PATH}/exchange", now),
        *_handlers(viewer, f"{_PATH}/add", added),
    ]


def _handlers(viewer: Viewer, path: str, act: _Act) -> list[HTTPRouteHandler]:
    patience = Patience(viewer, f"{path}/result")
    viewer.keeper.at_lock(patience.results.kept.clear)

    @post(path, status_code=200)
    async def go(request: AnyRequest) -> Response[Any]:
        work = _acting(viewer, request, ask_of(viewer, request), act)
        return await patience.answer(request, work, Steps())

    return [patience.handler(), go]


async def _acting(
    viewer: Viewer, request: AnyRequest, ask: Ask, act: _Act
) -> Response[Any]:
    case, keeper = ask.id("case"), viewer.keeper
    problem: HabeasError | None = None
    report: Report | None = None
    try:
        begun = await keeper.run(lambda desk: desk)
        report = await act(at_desk(keeper, begun, used=True), ask)
    except LockedError as error:
        if keeper.is_open:
            raise
        asked = Page("door/unlock.html", {"next": f"/cases/{case}/copies"})
        return viewer.page(request, asked, problem=error)
    except HabeasError as error:
        problem = error

    def look(desk: Desk) -> tuple[Frame, Page]:
        return frame(desk, case), show(desk, ask, report)

    around, page = await keeper.run(look)
    return viewer.page(request, page, frame=around, problem=problem)
