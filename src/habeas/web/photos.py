"""The photo of an identity, brought in; habeas.web.pictures shows it."""

from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.identities import MOST_BYTES, set_photo
from habeas.views.records import record
from habeas.web.ask import Go
from habeas.web.forms import Form
from habeas.web.keeper import DeskKeeper
from habeas.web.serving import ask_of
from habeas.web.uploads import Limits, receive
from habeas.web.view import AnyRequest, Viewer, go

_ROOM = 1 << 20
"""Bytes that a form has around its file."""


class PhotoSink:
    """Holds one picture in memory, never on the disk, until it can be sealed whole."""

    def __init__(self, keeper: DeskKeeper, case: str, identity: str) -> None:
        self._keeper = keeper
        self._case = case
        self._identity = identity
        self._pieces: list[bytes] = []

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._pieces.append(chunk)

    async def finish(self) -> None:
        """Seal the picture and record it."""
        pieces = tuple(self._pieces)
        await self._keeper.run(
            lambda desk: set_photo(
                desk, self._case, self._identity, pieces, "photo brought in"
            )
        )

    async def abort(self) -> None:
        """Forget the picture."""
        self._pieces.clear()


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler that takes a photo in."""

    @post("/cases/{case:str}/records/{record:str}/photo", status_code=200)
    async def put(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        case, identity = ask.id("case"), ask.id("record")

        async def open_sink(_name: str, _fields: Form) -> PhotoSink:
            return PhotoSink(viewer.keeper, case, identity)

        state = request.scope["state"]
        if "token_seen" in state:
            await receive(
                request.stream(),
                request.headers.get("content-type", ""),
                open_sink,
                untrusted=None if state["token_seen"] else state["session"],
                limits=Limits(MOST_BYTES, MOST_BYTES + _ROOM),
            )
        person = await viewer.keeper.run(
            lambda desk: record(desk.views, case, identity).fields["person"]
        )
        return go(Go(f"/cases/{case}/people/{person}/identity"))

    return put
