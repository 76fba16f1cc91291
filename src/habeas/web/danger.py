"""'Suspend me' and what leaves for a journey: both end with a locked vault."""

from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions import travel
from habeas.actions.danger import (
    UNLED,
    UNSENT,
    UNSENT_ADVICE,
    Done,
    shared_cases,
    suspend_me,
    suspended_cases,
    unled,
)
from habeas.actions.desk import Desk
from habeas.copying.urgent import send_now
from habeas.errors import BadInputError, HabeasError
from habeas.languages import translations
from habeas.views.cases import Called, case_names
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.serving import ask_of, show_page
from habeas.web.view import AnyRequest, Viewer
from habeas.words import N_


def ask_suspend(desk: Desk, ask: Ask) -> Answer:
    """Say what 'suspend me' does, with one button."""
    cases = shared_cases(desk)
    names = case_names(desk.views, cases)
    return Page(
        "danger/suspend.html",
        {
            "cases": [names[one] for one in cases if one in names],
            "out": bool(suspended_cases(desk)),
            "alone": [names[one] for one in cases if one in names and unled(desk, one)],
            "unled": translations(ask.language).gettext(UNLED),
        },
    )


def show_travel(desk: Desk, ask: Ask) -> Answer:
    """Show which cases can leave this device, and what is wanting."""
    return Page(
        "danger/travel.html",
        {"cases": travel.ready(desk), "chosen": ask.form.all("case")},
    )


def say_going(desk: Desk, ask: Ask) -> Answer:
    """Tell the others of a case that this device leaves it; send it at once."""
    case = ask.form.get("case")
    if case not in shared_cases(desk):
        raise BadInputError(N_("Choose a case."), advice=N_("Nothing was recorded."))
    travel.say_going(desk, case)
    send_now(desk, case)
    return Go("/travel")


def _leave(desk: Desk, ask: Ask) -> int:
    chosen = list(dict.fromkeys(ask.form.all("case")))
    known = {one.case for one in travel.ready(desk)}
    if not chosen or not known.issuperset(chosen):
        raise BadInputError(
            N_("Choose at least one case."), advice=N_("Nothing was removed.")
        )
    if ask.form.get("sure") != "yes":
        raise BadInputError(
            N_("Confirm that only another member can let it back."),
            advice=N_("Nothing was removed."),
            field="sure",
        )
    return travel.leave(desk, chosen, files_too=ask.form.get("files") == "yes")


def _suspend(desk: Desk) -> tuple[list[Done], dict[str, Called]]:
    done = suspend_me(desk, send_now)
    return done, case_names(desk.views, [one.case for one in done])


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that lock the vault when they are done."""
    keeper = viewer.keeper

    @post("/suspend-me/now", status_code=200)
    async def suspend(request: AnyRequest) -> Response[Any]:
        try:
            done, names = await keeper.run(_suspend)
        finally:
            await keeper.lock()
        told = [(names.get(one.case), one.sent) for one in done]
        unsent = any(not one.sent for one in done)
        shown = {"done": told, "unsent": (UNSENT, UNSENT_ADVICE) if unsent else ()}
        return viewer.page(request, Page("danger/suspended.html", shown))

    @post("/travel/leave", status_code=200)
    async def leave(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        try:
            many = await keeper.run(lambda desk: _leave(desk, ask))
        except HabeasError as error:
            return await show_page(viewer, request, show_travel, problem=error)
        await keeper.lock()
        return viewer.page(request, Page("danger/left.html", {"many": many}))

    return [suspend, leave]
