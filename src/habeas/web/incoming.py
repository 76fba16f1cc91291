"""Uploads of documents: the browser's stream, sealed piece by piece at the desk."""

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from litestar import Response, get, post
from litestar.exceptions import InternalServerException
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.actions.documents import Import, as_found, begin_import
from habeas.errors import BadInputError, HabeasError, LockedError
from habeas.web.ask import Ask, Go, Page
from habeas.web.documents import ask_add
from habeas.web.forms import Form
from habeas.web.frame import frame
from habeas.web.keeper import DeskKeeper
from habeas.web.serving import ask_of, show_page
from habeas.web.underway import READING, SEALING, Going, Underway
from habeas.web.uploads import MAX_UPLOAD, receive
from habeas.web.view import AnyRequest, Viewer, go
from habeas.words import N_

_PIECE = 1 << 18
"""Bytes gathered before they go to the vault's thread."""
T = TypeVar("T")


class DeskSink:
    """Takes one file to the desk; what was finished stays, whatever follows.

    A lock ends it, even when the vault is open again by the next piece: the file was
    begun at another desk.
    """

    def __init__(
        self, keeper: DeskKeeper, case: str, done: list[str], going: Going
    ) -> None:
        self._keeper = keeper
        self._case = case
        self._done = done
        self._going = going
        self._begun: tuple[Desk, Import] | None = None
        self._found: dict[str, dict[str, str]] = {}
        self._gathered = bytearray()

    async def begin(self, name: str, fields: Form) -> None:
        """Begin a file of this name; a script sends when it was last changed."""
        changed = fields.get("modified")
        if changed.isascii() and changed.isdigit():
            self._found = {"modified": as_found(int(changed) / 1000)}
        compartment = fields.get("compartment")
        self._begun = await self._keeper.run(
            lambda desk: (desk, begin_import(desk, self._case, name, compartment))
        )
        self._going.name, self._going.state = name, SEALING

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes of the file."""
        self._gathered += chunk
        if len(self._gathered) >= _PIECE:
            await self._flush()

    async def finish(self) -> None:
        """Seal the end, read the text beside the desk, record both."""
        await self._flush()
        await self._at_desk(lambda incoming: incoming.seal())
        assert self._begun is not None  # begin comes first
        _, incoming = self._begun
        self._going.state = READING
        found = await self._keeper.aside(incoming.read, incoming.cease)
        self._done.append(
            await self._at_desk(lambda one: one.record(found, self._found))
        )
        self._begun = None

    async def abort(self) -> None:
        """Drop what came of the file."""
        begun, self._begun = self._begun, None
        if begun is not None:
            begun[1].abort()

    async def _flush(self) -> None:
        piece = bytes(self._gathered)
        self._gathered.clear()
        if piece:
            await self._at_desk(lambda incoming: incoming.write(piece))

    async def _at_desk(self, work: Callable[[Import], T]) -> T:
        assert self._begun is not None  # begin comes first
        begun_at, incoming = self._begun
        ended = LockedError(
            N_("The vault was locked while this file came in."),
            advice=N_("Nothing of this file was kept. Bring it in again."),
        )
        return await self._keeper.run_at(begun_at, lambda _: work(incoming), ended)


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that take files in and show how far they are."""
    underway = Underway()

    @post("/cases/{case:str}/documents/add", status_code=200)
    async def add(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        case = ask.id("case")
        done: list[str] = []
        going = underway.begin(case, int(request.headers.get("content-length") or 0))
        try:
            await _receive(viewer.keeper, request, going, done)
        except LockedError:
            raise
        except HabeasError as error:
            return await _refused(viewer, request, ask, error)
        finally:
            underway.end(going)
        if len(done) == 1:
            return go(Go(f"/cases/{case}/documents/{done[0]}"))
        return go(Go(f"/cases/{case}/documents"))

    @get("/cases/{case:str}/documents/underway")
    async def show(request: AnyRequest) -> Response[Any]:
        """Show how far the uploads are; without JavaScript, in a tab of its own."""
        return await show_page(
            viewer,
            request,
            lambda _desk, ask: Page(
                "documents/underway.html",
                {"underway": underway.of(ask.id("case"))},
                case=ask.id("case"),
            ),
            used=False,
        )

    return [add, show]


async def _receive(
    keeper: DeskKeeper, request: AnyRequest, going: Going, done: list[str]
) -> None:
    state = request.scope["state"]
    if "token_seen" not in state:
        return  # a form without files: nothing was chosen
    stream = _counted(request, going)

    async def open_sink(name: str, fields: Form) -> DeskSink:
        sink = DeskSink(keeper, going.case, done, going)
        await sink.begin(name, fields)
        return sink

    try:
        await receive(
            stream,
            request.headers.get("content-type", ""),
            open_sink,
            untrusted=None if state["token_seen"] else state["session"],
        )
    except HabeasError:
        await _let_pass(stream)
        raise


async def _counted(request: AnyRequest, going: Going) -> AsyncIterator[bytes]:
    """Yield the body and note how far it is.

    Raises:
        BadInputError: the browser went away before the end.
    """
    try:
        async for chunk in request.stream():
            going.taken += len(chunk)
            yield chunk
    except InternalServerException:
        raise BadInputError(N_("The upload broke off before it was whole.")) from None


async def _let_pass(rest: AsyncIterator[bytes]) -> None:
    """Let the rest of a refused upload go by unread, up to what one may be.

    A browser that is still sending shows no answer, only that the connection broke.
    """
    left = MAX_UPLOAD
    try:
        async for chunk in rest:
            left -= len(chunk)
            if left < 0:
                return
    except BadInputError:
        return  # it stopped sending


async def _refused(
    viewer: Viewer, request: AnyRequest, ask: Ask, error: HabeasError
) -> Response[Any]:
    case = ask.id("case")
    around, page = await viewer.keeper.run(
        lambda desk: (frame(desk, case), ask_add(desk, ask))
    )
    assert isinstance(page, Page)
    return viewer.page(request, page, frame=around, problem=error)
