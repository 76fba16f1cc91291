"""Shares of a key on paper, and the rehearsal: made, printed, used, tried, revoked.

Slips are the answer to a form, as a recovery sheet is: no address leads to them.
"""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions import keys, rehearsing
from habeas.actions.keys import new_passphrase
from habeas.actions.rehearsing import typed_shares
from habeas.crypto.shares import check_numbers
from habeas.errors import BadInputError, HabeasError
from habeas.web.ask import Go, Page
from habeas.web.forms import Form
from habeas.web.recovery import NO_CONTENT, keys_page, typed_page, weakness
from habeas.web.view import AnyRequest, Viewer, go
from habeas.words import N_


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the pages of shares, and the way in with them."""
    return [*_recovering(viewer), *_keeping(viewer), _rehearsing(viewer)]


def _recovering(viewer: Viewer) -> list[HTTPRouteHandler]:
    keeper = viewer.keeper

    @get("/recover/shares")
    async def ask(request: AnyRequest) -> Response[Any]:
        if keeper.is_open:
            return go(Go("/cases"))
        if not await keeper.exists():
            return go(Go("/first"))
        return viewer.page(request, Page("door/recover_shares.html", typed_page()))

    @post("/recover/shares", status_code=200)
    async def recover(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        passphrase = form.raw("passphrase")
        typed = typed_page(passphrase if form.get("check") == "strength" else "")
        if form.get("check") == "strength":
            return viewer.page(request, Page("door/recover_shares.html", typed))
        try:
            shares = typed_shares(form.raw("shares"))
            await keeper.check_shares(shares)
            new_passphrase(passphrase, form.raw("again"), anyway="anyway" in form)
            if "check" in form:
                return Response(b"", status_code=NO_CONTENT)
            there = keeper.entrance
            await keeper.open(lambda: there.recover_by_shares(shares, passphrase))
        except HabeasError as error:
            page = Page("door/recover_shares.html", typed | weakness(error))
            return viewer.page(request, page, problem=error)
        return go(Go("/keys"))

    return [ask, recover]


def _keeping(viewer: Viewer) -> list[HTTPRouteHandler]:
    @post("/keys/shares", status_code=200)
    async def make(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        passphrase = form.raw("old")
        try:
            need, of = _number(form.get("need")), _number(form.get("of"))
            check_numbers(need, of)
            made, day = await viewer.keeper.run(
                lambda desk: (
                    keys.make_shares(desk, passphrase, need, of),
                    desk.clock.now().date().isoformat(),
                )
            )
        except HabeasError as error:
            return await keys_page(viewer, request, typed_page(), error)
        shown = {"made": made, "of": of, "day": day, "address": "/keys"}
        return viewer.page(request, Page("door/slips.html", shown))

    @post("/keys/shares/revoke", status_code=200)
    async def revoke(request: AnyRequest) -> Response[Any]:
        passphrase = request.scope["state"]["form"].raw("old")
        try:
            await viewer.keeper.run(lambda desk: keys.revoke_shares(desk, passphrase))
        except HabeasError as error:
            return await keys_page(viewer, request, typed_page(), error)
        return go(Go("/keys"))

    return [make, revoke]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 2:  # noqa: PLR2004 - sixteen shares are the most
        raise BadInputError(N_("This is not a number."), field="need")
    return int(text)


def _rehearsing(viewer: Viewer) -> HTTPRouteHandler:
    @post("/keys/rehearse", status_code=200)
    async def rehearse(request: AnyRequest) -> Response[Any]:
        form: Form = request.scope["state"]["form"]
        code, shares = form.raw("code"), form.raw("shares")
        try:
            if code.strip():
                await viewer.keeper.run(
                    lambda desk: rehearsing.rehearse_sheet(desk, code)
                )
            else:
                typed = typed_shares(shares)
                await viewer.keeper.run(
                    lambda desk: rehearsing.rehearse_shares(desk, typed)
                )
        except HabeasError as error:
            return await keys_page(viewer, request, typed_page(), error)
        return await keys_page(viewer, request, typed_page() | {"rehearsed": True})

    return rehearse
