"""The first run: a language, a look at an invented case or a vault, its passphrase.

Where script is at work, a form is first sent with `check`: it is looked at and nothing
is done, so that what was typed stays in the page when it is refused (static/door.js).
"""

from contextlib import suppress
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.keys import make_sheet, new_passphrase
from habeas.crypto.phrases import make_phrase
from habeas.crypto.strength import weigh
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.web.ask import Go, Page
from habeas.web.forms import Form
from habeas.web.recovery import sheet_page, weakness
from habeas.web.refusals import OpenAlreadyError
from habeas.web.view import LANGUAGE_COOKIE, AnyRequest, Viewer, go, language_of
from habeas.words import N_

NO_CONTENT = 204


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the pages between the launch link and a first vault."""
    return [*_beginning(viewer), *_showing(viewer), *_elsewhere(viewer), *_new(viewer)]


def first_page(request: AnyRequest) -> Go:
    """Return where a person without a vault begins: a language is asked for once."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return Go("/first/begin" if chosen else "/first")


def _beginning(viewer: Viewer) -> list[HTTPRouteHandler]:
    async def unless_begun(request: AnyRequest, template: str) -> Response[Any]:
        if viewer.keeper.is_open:
            return go(Go("/cases"))
        if await viewer.keeper.exists():
            return go(Go("/unlock"))
        place = viewer.keeper.entrance.place
        can_show = viewer.keeper.entrance.can_show
        shown = _begun(place) | {"show": can_show, "usual": place}
        return viewer.page(request, Page(template, shown))

    @get("/first")
    async def language(request: AnyRequest) -> Response[Any]:
        return await unless_begun(request, "door/first.html")

    @get("/first/begin")
    async def begin(request: AnyRequest) -> Response[Any]:
        return await unless_begun(request, "door/begin.html")

    @get("/create")
    async def create(request: AnyRequest) -> Response[Any]:
        return await unless_begun(request, "door/create.html")

    return [language, begin, create]


def _showing(viewer: Viewer) -> list[HTTPRouteHandler]:
    keeper = viewer.keeper

    @post("/first/show", status_code=200)
    async def show() -> Response[Any]:
        """Open the invented case; only where there is no vault to be kept from."""
        if not await keeper.exists():
            with suppress(OpenAlreadyError):  # asked for twice
                await keeper.open(keeper.entrance.show)
        return go(Go("/cases"))

    @post("/first/leave", status_code=200)
    async def leave() -> Response[Any]:
        await keeper.lock()
        return go(Go("/first/begin"))

    return [show, leave]


def _elsewhere(viewer: Viewer) -> list[HTTPRouteHandler]:
    keeper = viewer.keeper

    @get("/first/elsewhere")
    async def ask(request: AnyRequest) -> Response[Any]:
        return viewer.page(request, Page("door/elsewhere.html", {"place": ""}))

    @post("/first/elsewhere", status_code=200)
    async def find(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        place = form.get("place")
        try:
            there = keeper.entrance.at(place)
            if keeper.is_open or not there.exists():
                raise NotFoundError(
                    N_("There is no vault in this folder."),
                    advice=N_("It is the folder that holds the file habeas.toml."),
                )
        except HabeasError as error:
            page = Page("door/elsewhere.html", {"place": place})
            return viewer.page(request, page, problem=error)
        keeper.entrance = there
        return go(Go("/unlock"))

    return [ask, find]


def _new(viewer: Viewer) -> list[HTTPRouteHandler]:
    @post("/create", status_code=200)
    async def create(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        kept = _begun(form.get("place") or viewer.keeper.entrance.place)
        kept |= {"usual": viewer.keeper.entrance.place, "sheet": "sheet" in form}
        if form.get("check") == "words":
            kept["phrase"] = make_phrase(language_of(request))
        if form.get("check") == "strength":
            kept["strength"] = weigh(form.raw("passphrase"))
        if form.get("check") in ("words", "strength"):
            return viewer.page(request, Page("door/create.html", kept))
        try:
            return await _made(viewer, request, form, str(kept["place"]))
        except HabeasError as error:
            kept |= weakness(error)
            return viewer.page(request, Page("door/create.html", kept), problem=error)

    return [create]


async def _made(
    viewer: Viewer, request: AnyRequest, form: Form, place: str
) -> Response[Any]:
    """Make the vault, and its recovery sheet where it is wanted."""
    passphrase = form.raw("passphrase")
    keeper = viewer.keeper
    new_passphrase(passphrase, form.raw("again"), anyway="anyway" in form)
    if keeper.is_open or keeper.entrance.at(place).exists():
        raise BadInputError(
            N_("There is a vault in this folder already."),
            advice=N_("Open it, or name another folder."),
        )
    if "check" in form:
        return Response(b"", status_code=NO_CONTENT)
    await keeper.move(place, passphrase)
    if "sheet" not in form:
        return go(Go("/cases"))
    try:
        return await sheet_page(
            viewer, request, lambda desk: make_sheet(desk, passphrase), first=True
        )
    except HabeasError:  # the vault is made all the same; that page says what it lacks
        return go(Go("/keys"))


def _begun(place: str) -> dict[str, object]:
    told = {"phrase": "", "strength": None, "weak": False, "reason": ""}
    return {"place": place, "sheet": False, **told}
