"""The gate in front of every page: who asks, from where, and with what in hand.

It stands outside the framework's router, so that a page that does not exist, a broken
handler and a refused stranger all pass the same checks and carry the same headers.

The order matters: the address (Host), the asking page (Origin, Sec-Fetch-Site), the
session cookie, and only then the form, whose first field is the session's token.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import (
    ASGIApp,
    HTTPScope,
    Receive,
    ReceiveMessage,
    Scope,
    Send,
)

from habeas.errors import HabeasError
from habeas.web.forms import MAX_FORM, Form, parse
from habeas.web.headers import sealing
from habeas.web.refusals import (
    ForeignHostError,
    ForeignPageError,
    ShutError,
    TooLargeError,
    WrongKindError,
)
from habeas.web.session import COOKIE, Session, Sessions, require_token

log = logging.getLogger("habeas.web")
STATIC = "/static/"
OPEN = "/open/"
TOKEN_FIELD = "csrf"  # noqa: S105 - a field's name
TOKEN_HEADER = "x-csrf"  # noqa: S105 - a header's name
SAFE = frozenset({"GET", "HEAD"})
OURS = frozenset({"same-origin", "none"})
ONCE = ("host", "origin", "sec-fetch-site", "content-type", "cookie", TOKEN_HEADER)
"""Headers that decide here: said twice, no two readers need agree on them."""

Refuse = Callable[[HTTPScope, HabeasError], Awaitable[ASGIApp]]
"""Makes the page that answers a refusal."""


@dataclass(frozen=True, slots=True)
class Gate:
    """An ASGI application that lets through to `inner` only what may pass.

    What it learned stands in `scope["state"]`: `session`, `form` (checked), and for an
    upload `token_seen` (whether the token came in the header).
    """

    inner: ASGIApp
    sessions: Sessions
    port: int
    refuse: Refuse
    uploads: tuple[str, ...] = (
        "/documents/add",
        "/exhibits/scan",
        "/photo",
        "/receipts",
        "/members/look",
        "/join/enter",
        "/stick/in",
        "/hand-in",
        "/take-notice",
        "/filed",
    )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on or refuse; every answer is given its headers."""
        if scope["type"] == ScopeType.WEBSOCKET:
            await send({"type": "websocket.close", "code": 1008, "reason": None})
            return
        path = scope["path"]
        answer = sealing(send, path, may_cache=path.startswith(STATIC))
        target = self.inner
        try:
            await self._admit(scope, receive)
        except HabeasError as refusal:
            target = await self.refuse(scope, refusal)
        try:
            await target(scope, _emptied(scope, receive), answer)
        except Exception as fault:  # noqa: BLE001 - the named door: the server would print it all
            log.error("%s after the answer began", type(fault).__name__)  # noqa: TRY400 - no words of a case

    async def _admit(self, scope: HTTPScope, receive: Receive) -> None:
        request: Request[Any, Any, Any] = Request(scope)
        if not scope["path"].startswith("/"):  # a proxy's form, with a host of its own
            raise ForeignHostError
        if any(len(request.headers.getall(name, [])) > 1 for name in ONCE):
            raise ForeignPageError
        self._check_host(request.headers.get("host", ""))
        path, unsafe = scope["path"], scope["method"] not in SAFE
        _check_asking_page(request, self._addresses(), unsafe=unsafe)
        if not unsafe and path.startswith((STATIC, OPEN)):
            return
        session = self.sessions.find(request.cookies.get(COOKIE, ""))
        if session is None:
            raise ShutError
        state = scope["state"]
        state["session"] = session
        if unsafe:
            await self._check_form(request, receive, session)

    def _addresses(self) -> tuple[str, ...]:
        names = ("127.0.0.1", "localhost", "[::1]")
        return tuple(f"{name}:{self.port}" for name in names)

    def _check_host(self, host: str) -> None:
        if host not in self._addresses():
            raise ForeignHostError

    async def _check_form(
        self, request: Request[Any, Any, Any], receive: Receive, key: Session
    ) -> None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        sent = request.headers.get(TOKEN_HEADER)
        if sent is not None:
            require_token(key, sent)
        state = request.scope["state"]
        if kind == "multipart/form-data":
            if not request.scope["path"].endswith(self.uploads):
                raise WrongKindError
            state["token_seen"] = sent is not None
            return
        if kind != "application/x-www-form-urlencoded":
            raise WrongKindError
        form = parse(await _whole(receive))
        if sent is None:
            require_token(key, _first_token(form))
        state["form"] = form


def _check_asking_page(
    request: Request[Any, Any, Any],
    addresses: tuple[str, ...],
    *,
    unsafe: bool,
) -> None:
    """Refuse what another page sent.

    `Sec-Fetch-Site` cannot be forged by a page and also tells another port of this
    machine ('same-site') from us. A browser that keeps our `Referrer-Policy:
    no-referrer` sends `Origin: null` with its own forms (Fetch, 3.2.3), so null counts
    as ours only where Sec-Fetch-Site vouches for it.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in OURS:
        opening = request.scope["path"].startswith(OPEN) and not unsafe
        if not opening:
            raise ForeignPageError
    if origin is None or (origin == "null" and site in OURS):
        if unsafe and site is None:
            raise ForeignPageError
    elif origin not in {f"http://{address}" for address in addresses}:
        raise ForeignPageError


def _first_token(form: Form) -> str:
    name, value = form.pairs[0] if form.pairs else ("", "")
    return value if name == TOKEN_FIELD else ""


async def _whole(receive: Receive) -> bytes:
    """Read a whole small body; stops as soon as it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise WrongKindError
        body += message.get("body", b"")
        if len(body) > MAX_FORM:
            raise TooLargeError
        if not message.get("more_body", False):
            return bytes(body)


def _emptied(scope: HTTPScope, receive: Receive) -> Receive:
    """Give an upload its stream; everything else has been read already."""
    if "token_seen" in scope["state"]:
        return receive

    told = False

    async def empty() -> ReceiveMessage:
        nonlocal told
        if told:
            return await receive()  # a download waits here for the browser to go away
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return empty
