"""Forms that bring one small file: a request, a welcome; in memory, and no more of it.

The page sees the file as base64 in the field `file`, '' where none was chosen.
"""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.errors import HabeasError
from habeas.web.forms import Form
from habeas.web.refusals import TooLargeError
from habeas.web.serving import Route, acting, ask_of, show_page
from habeas.web.uploads import Limits, receive
from habeas.web.view import AnyRequest, Viewer

FILE = "file"
_ROOM = 1 << 18
"""Bytes that a form has around its file."""


class Gathered:
    """Holds one small file in memory, and no more of it than it may have."""

    def __init__(self, most: int) -> None:
        self.data = bytearray()
        self.most = most

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.data += chunk
        if len(self.data) > self.most:
            raise TooLargeError

    async def finish(self) -> None:
        """Nothing more to do: it is whole."""

    async def abort(self) -> None:
        """Forget it."""
        self.data.clear()


def file_in(form: Form) -> bytes:
    """Return the file that a form brought, or that its page handed on."""
    try:
        return b64decode(form.get(FILE), validate=True)
    except (Error, ValueError):
        return b""


def handed_on(data: bytes) -> str:
    """Return a file as the next form of a page carries it along."""
    return b64encode(data).decode("ascii")


def handlers(
    viewer: Viewer, routes: Sequence[Route], most: int
) -> list[HTTPRouteHandler]:
    """Return the handlers of forms that bring one file of so many bytes at most."""
    return [_handler(viewer, route, most) for route in routes]


def _handler(viewer: Viewer, route: Route, most: int) -> HTTPRouteHandler:
    assert route.show is not None  # a refusal is shown there

    @post(route.path, status_code=200)
    async def put(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        if "token_seen" not in request.scope["state"]:
            return await acting(viewer, request, route, ask)
        try:
            form = await _received(request, most)
        except HabeasError as error:
            assert route.show is not None
            return await show_page(viewer, request, route.show, problem=error)
        return await acting(viewer, request, route, replace(ask, form=form))

    return put


async def _received(request: AnyRequest, most: int) -> Form:
    state, gathered = request.scope["state"], Gathered(most)

    async def open_sink(_name: str, _fields: Form) -> Gathered:
        return gathered

    sent = await receive(
        request.stream(),
        request.headers.get("content-type", ""),
        open_sink,
        untrusted=None if state["token_seen"] else state["session"],
        limits=Limits(most, most + _ROOM),
    )
    return Form((*sent.pairs, (FILE, handed_on(bytes(gathered.data)))))
