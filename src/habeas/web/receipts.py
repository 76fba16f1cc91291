"""Receipts that two vaults sign: taken out, read, countersigned, brought back."""

from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions import receipts as acts
from habeas.actions.desk import Desk
from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.log.receipt import LONGEST, Signed, as_code, fingerprint, read_receipt
from habeas.vault.read import logs
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.forms import Form
from habeas.web.qr import qr
from habeas.web.serving import Route, acting, ask_of
from habeas.web.uploads import Limits, receive
from habeas.web.view import AnyRequest, Viewer
from habeas.words import N_

_ROOM = 1 << 18
"""Bytes that a form has around its file."""


def show(_desk: Desk, ask: Ask) -> Answer:
    """Ask for a receipt: one to sign, or one that comes back signed."""
    return _page(ask, {"code": ask.form.get("typed")})


def bring(desk: Desk, ask: Ask) -> Answer:
    """Show what a receipt says, and whose keys signed it, before anything is done."""
    case, data = ask.id("case"), ask.form.get("code").encode()
    if not data.strip():
        raise BadInputError(
            N_("No receipt was chosen."),
            advice=N_("Choose its file, or scan its code into the box."),
            field="code",
        )
    signed = read_receipt(data)
    if signed.receipt.log in {one.id for one in logs(desk.vault, bytes.fromhex(case))}:
        back = acts.check_returned(desk, case, data)
        return _page(ask, {**_shown(back.signed), "ours": True})
    return _page(ask, _shown(acts.look(desk, case, data)))


def keep(desk: Desk, ask: Ask) -> Answer:
    """Keep a receipt of this case that the receiver signed."""
    case = ask.id("case")
    event = acts.accept(desk, case, ask.form.get("code").encode())
    return Go(record_page(case, "custody", event))


def sign(desk: Desk, ask: Ask) -> Answer:
    """Countersign it, and show what to give back."""
    case, say = ask.id("case"), translations(ask.language).gettext
    taken = acts.take(desk, case, ask.form.get("code").encode(), say)
    code = qr(as_code(taken.note), "l")
    done = {"exhibit": taken.exhibit, "paper": taken.paper, "qr": code}
    return _page(ask, {**_shown(read_receipt(taken.note)), **done})


def file(desk: Desk, ask: Ask) -> Answer:
    """Hand out the receipt of a custody event as a file, signed by this side."""
    note = acts.issue(desk, ask.id("case"), ask.id("record"))
    return Download(iter([note]), acts.NAME)


def _page(ask: Ask, context: dict[str, object]) -> Page:
    shown = {"told": None, "qr": "", "ours": False, **context}
    return Page("exhibits/exchange.html", shown, case=ask.id("case"))


def _shown(signed: Signed) -> dict[str, object]:
    return {
        "told": signed.receipt.told,
        "code": as_code(signed.note),
        "giver": fingerprint(signed.receipt.log),
        "receivers": [fingerprint(one) for one in signed.receivers],
    }


class _Gathered:
    """Holds one small file in memory."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.data += chunk

    async def finish(self) -> None:
        """Nothing more to do: it is whole."""

    async def abort(self) -> None:
        """Forget it."""
        self.data.clear()


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler of the form with a file or a scanned code in it."""
    route = Route("/cases/{case:str}/receipts", show, bring)

    @post(route.path, status_code=200)
    async def put(request: AnyRequest) -> Response[Any]:
        ask, gathered = ask_of(viewer, request), _Gathered()

        async def open_sink(_name: str, _fields: Form) -> _Gathered:
            return gathered

        state = request.scope["state"]
        if "token_seen" in state:
            sent = await receive(
                request.stream(),
                request.headers.get("content-type", ""),
                open_sink,
                untrusted=None if state["token_seen"] else state["session"],
                limits=Limits(LONGEST, LONGEST + _ROOM),
            )
            typed = sent.get("code")
            code = bytes(gathered.data).decode("utf-8", "replace") or typed
            ask = replace(ask, form=Form((("code", code), ("typed", typed))))
        return await acting(viewer, request, route, ask)

    return put
