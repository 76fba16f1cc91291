"""Uploads of documents: the browser's stream, sealed piece by piece at the desk."""

from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.documents import Import, begin_import
from habeas.errors import HabeasError, LockedError
from habeas.web.ask import Ask, Go, Page
from habeas.web.documents import ask_add
from habeas.web.forms import Form
from habeas.web.frame import frame
from habeas.web.keeper import DeskKeeper
from habeas.web.serving import ask_of
from habeas.web.uploads import receive
from habeas.web.view import AnyRequest, Viewer, go

_PIECE = 1 << 18
"""Bytes gathered before they go to the vault's thread."""


class DeskSink:
    """Takes one file to the desk; what was finished stays, whatever follows."""

    def __init__(self, keeper: DeskKeeper, case: str, done: list[str]) -> None:
        self._keeper = keeper
        self._case = case
        self._done = done
        self._import: Import | None = None
        self._gathered = bytearray()

    async def begin(self, name: str, compartment: str) -> None:
        """Begin a file of this name."""
        self._import = await self._keeper.run(
            lambda desk: begin_import(desk, self._case, name, compartment)
        )

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes of the file."""
        self._gathered += chunk
        if len(self._gathered) >= _PIECE:
            await self._flush()

    async def finish(self) -> None:
        """Record the file as a document, read its text."""
        await self._flush()
        incoming = self._open()
        self._done.append(await self._keeper.run(lambda _desk: incoming.finish()))
        self._import = None

    async def abort(self) -> None:
        """Drop what came of the file."""
        incoming, self._import = self._import, None
        if incoming is not None:
            incoming.abort()

    async def _flush(self) -> None:
        piece, incoming = bytes(self._gathered), self._open()
        self._gathered.clear()
        if piece:
            await self._keeper.run(lambda _desk: incoming.write(piece))

    def _open(self) -> Import:
        assert self._import is not None  # begin comes first
        return self._import


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler that takes files in."""

    @post("/cases/{case:str}/documents/add", status_code=200)
    async def add(request: AnyRequest) -> Response[Any]:
        ask = ask_of(request)
        case = ask.id("case")
        done: list[str] = []
        try:
            await _receive(viewer.keeper, request, case, done)
        except LockedError:
            raise
        except HabeasError as error:
            return await _refused(viewer, request, ask, error)
        if len(done) == 1:
            return go(Go(f"/cases/{case}/documents/{done[0]}"))
        return go(Go(f"/cases/{case}/documents"))

    return add


async def _receive(
    keeper: DeskKeeper, request: AnyRequest, case: str, done: list[str]
) -> None:
    state = request.scope["state"]
    if "token_seen" not in state:
        return  # a form without files: nothing was chosen

    async def open_sink(name: str, fields: Form) -> DeskSink:
        sink = DeskSink(keeper, case, done)
        await sink.begin(name, fields.get("compartment"))
        return sink

    await receive(
        request.stream(),
        request.headers.get("content-type", ""),
        open_sink,
        untrusted=None if state["token_seen"] else state["session"],
    )


async def _refused(
    viewer: Viewer, request: AnyRequest, ask: Ask, error: HabeasError
) -> Response[Any]:
    case = ask.id("case")
    around, page = await viewer.keeper.run(
        lambda desk: (frame(desk, case), ask_add(desk, ask))
    )
    assert isinstance(page, Page)
    return viewer.page(request, page, frame=around, problem=error)
