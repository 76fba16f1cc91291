"""What opens the vault: a new passphrase, the recovery sheet, and the way in with it.

The sheet is the answer to a form, so that no address leads to it; it is drawn from
memory and kept nowhere.
"""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions import keys, rehearsing
from habeas.actions.desk import Desk
from habeas.actions.keys import Sheet, WeakPassphraseError, new_passphrase
from habeas.crypto.strength import weigh
from habeas.errors import HabeasError
from habeas.web.ask import Go, Page
from habeas.web.forms import Form
from habeas.web.qr import qr
from habeas.web.view import AnyRequest, Viewer, go

NO_CONTENT = 204


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the pages of the keys, and the way in with a sheet."""
    return [*_recovering(viewer), *_changing(viewer), *_keeping(viewer)]


async def sheet_page(
    viewer: Viewer,
    request: AnyRequest,
    make: Callable[[Desk], Sheet],
    *,
    first: bool = False,
) -> Response[Any]:
    """Make a sheet and show it, this once."""
    sheet = await viewer.keeper.run(make)
    shown = {"sheet": sheet, "qr": qr(sheet.code), "first": first, "address": "/keys"}
    return viewer.page(request, Page("door/sheet.html", shown))


def weakness(error: HabeasError) -> dict[str, object]:
    """Return what a form offers beside a refusal: to use a weak passphrase."""
    if isinstance(error, WeakPassphraseError):
        return {"weak": True, "reason": error.strength.reason}
    return {"weak": False, "reason": ""}


def _recovering(viewer: Viewer) -> list[HTTPRouteHandler]:
    keeper = viewer.keeper

    @get("/recover")
    async def ask(request: AnyRequest) -> Response[Any]:
        if keeper.is_open:
            return go(Go("/cases"))
        if not await keeper.exists():
            return go(Go("/first"))
        return viewer.page(request, Page("door/recover.html", typed_page()))

    @post("/recover", status_code=200)
    async def recover(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        if form.get("check") == "strength":
            typed = typed_page(form.raw("passphrase"))
            return viewer.page(request, Page("door/recover.html", typed))
        code, passphrase = form.raw("code"), form.raw("passphrase")
        try:
            await viewer.keeper.check_code(code)
            new_passphrase(passphrase, form.raw("again"), anyway="anyway" in form)
            if "check" in form:
                return Response(b"", status_code=NO_CONTENT)
            there = keeper.entrance
            await keeper.open(lambda: there.recover(code, passphrase))
        except HabeasError as error:
            typed = typed_page() | weakness(error)
            page = Page("door/recover.html", typed)
            return viewer.page(request, page, problem=error)
        return go(Go("/keys"))

    return [ask, recover]


def _changing(viewer: Viewer) -> list[HTTPRouteHandler]:
    @post("/keys/passphrase", status_code=200)
    async def change(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        old, new = form.raw("old"), form.raw("passphrase")
        if form.get("check") == "strength":
            return await keys_page(viewer, request, typed_page(new))
        try:
            new_passphrase(new, form.raw("again"), anyway="anyway" in form)
            if "check" in form:
                return Response(b"", status_code=NO_CONTENT)
            await viewer.keeper.run(lambda desk: keys.change_passphrase(desk, old, new))
        except HabeasError as error:
            typed = typed_page() | weakness(error)
            return await keys_page(viewer, request, typed, error)
        return await keys_page(viewer, request, typed_page() | {"changed": True})

    return [change]


def _keeping(viewer: Viewer) -> list[HTTPRouteHandler]:
    @get("/keys")
    async def ask(request: AnyRequest) -> Response[Any]:
        if not viewer.keeper.is_open or not viewer.keeper.seconds_left():
            return go(Go("/unlock?next=/keys"))
        return await keys_page(viewer, request, typed_page())

    @post("/keys/sheet", status_code=200)
    async def make(request: AnyRequest) -> Response[Any]:
        passphrase = request.scope["state"]["form"].raw("old")
        try:
            return await sheet_page(
                viewer, request, lambda desk: keys.make_sheet(desk, passphrase)
            )
        except HabeasError as error:
            return await keys_page(viewer, request, typed_page(), error)

    @post("/keys/revoke", status_code=200)
    async def revoke(request: AnyRequest) -> Response[Any]:
        passphrase = request.scope["state"]["form"].raw("old")
        try:
            await viewer.keeper.run(lambda desk: keys.revoke_sheet(desk, passphrase))
        except HabeasError as error:
            return await keys_page(viewer, request, typed_page(), error)
        return go(Go("/keys"))

    return [ask, make, revoke]


async def keys_page(
    viewer: Viewer,
    request: AnyRequest,
    typed: dict[str, object],
    problem: HabeasError | None = None,
) -> Response[Any]:
    """Show what opens the vault, and what was refused."""
    number = await viewer.keeper.run(keys.number_of_sheet)
    papers = await viewer.keeper.run(rehearsing.papers)
    told = {"number": number, "papers": papers, "address": "/keys"}
    page = Page("door/keys.html", {"rehearsed": False} | typed | told)
    return viewer.page(request, page, problem=problem)


def typed_page(passphrase: str = "") -> dict[str, object]:
    """Return what a form with a new passphrase shows of the one that was typed."""
    strength = weigh(passphrase) if passphrase else None
    told = {"phrase": "", "strength": strength, "weak": False, "reason": ""}
    return {"changed": False, **told}
