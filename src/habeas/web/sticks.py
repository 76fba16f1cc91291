"""A case on a stick: choose for whom, take the file; bring one in, see what came."""

from collections.abc import Iterator
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.bringing import Taking, begin
from habeas.actions.carried import Came
from habeas.actions.carried_words import told
from habeas.actions.carrying import (
    devices_for,
    load_for,
    load_to_send,
    seal_to,
    seal_with,
    sealed_pieces,
)
from habeas.actions.desk import Desk
from habeas.actions.members import members
from habeas.case.compartments import COMPARTMENTS
from habeas.crypto.age import Wrap
from habeas.crypto.phrases import make_phrase
from habeas.crypto.strength import Level, weigh
from habeas.errors import BadInputError, HabeasError, LockedError
from habeas.languages import translations
from habeas.vault.spool import Spool
from habeas.vault.sticks import fresh_name
from habeas.views.cases import case_heads
from habeas.web.ask import Answer, Ask, Download, Page
from habeas.web.forms import Form
from habeas.web.frame import frame
from habeas.web.keeper import DeskKeeper
from habeas.web.serving import ask_of, show_page
from habeas.web.uploads import MAX_UPLOAD, Limits, receive
from habeas.web.view import AnyRequest, Viewer
from habeas.words import N_

_PIECE = 1 << 20
_OF_A_CASE, _OF_ANY = "/cases/{case:str}/copies/stick/in", "/stick/in"
FAT32 = 4 * 1024**3


def show(desk: Desk, ask: Ask) -> Answer:
    """Show what can be taken out and where a file is brought in, for a case."""
    return _page(desk, ask, None)


def show_any(_desk: Desk, ask: Ask) -> Answer:
    """Show where a file of any case is brought in: of one that was only just joined."""
    return Page("copies/stick_in.html", came_said(ask, None))


def _page(desk: Desk, ask: Ask, came: Came | None) -> Page:
    case = ask.id("case")
    chosen = ask.form.all("to")
    lines = [one for one in members(desk, case) if one.out is None]
    size = load_for(desk, case).size
    return Page(
        "copies/stick.html",
        {
            **came_said(ask, came),
            "members": [one for one in lines if len(one.devices) > one.own],
            "chosen": chosen,
            "places": ask.form.all("place") or list(COMPARTMENTS),
            "size": size,
            "too_long": size >= FAT32,
            "phrase": make_phrase(ask.language),
        },
        case=case,
    )


def came_said(ask: Ask, came: Came | None) -> dict[str, object]:
    """Return what a page is told of what came."""
    gettext = translations(ask.language).gettext
    lines = told(came, kept=True) if came else []
    fault = came.fault.say(gettext) if came and came.fault else None
    return {
        "came": came,
        "lines": [(one.say(gettext), one.grave) for one in lines],
        "fault": fault,
        "lacking": [one for one in came.lacking if one.number] if came else [],
    }


def take(desk: Desk, ask: Ask) -> Answer:
    """Hand out the file, sealed as it is made."""
    case, form = ask.id("case"), ask.form
    words = form.get("words").strip()
    chosen = form.all("to")
    if not chosen and not words:
        raise BadInputError(
            N_("It is not said for whom the file is."),
            advice=N_("Choose members, or write a passphrase."),
            field="to",
        )
    if chosen and words:
        raise BadInputError(
            N_("A file is for members, or for whoever knows a passphrase."),
            advice=N_(
                "Leave one of them out; make a second file for the others. Nothing was"
                " written."
            ),
            field="words",
        )
    devices = devices_for(desk, case, chosen)
    load = load_to_send(desk, case, devices, frozenset(form.all("place")))
    wrap = _words(form) if words else seal_to(desk, case, devices)
    return Download(sealed_pieces(desk, load, wrap), fresh_name())


def _words(form: Form) -> Wrap:
    words = form.get("words").strip()
    if weigh(words).level is Level.WEAK:
        raise BadInputError(
            N_("This passphrase is too easy to guess for a file that may be lost."),
            advice=N_("Take five or six words by chance. Nothing was written."),
            field="words",
        )
    return seal_with(words)


class _Sink:
    """Takes the parts of one file, one behind the other."""

    def __init__(self, keeper: DeskKeeper) -> None:
        self._keeper = keeper
        self._gathered = bytearray()
        self.begun: tuple[Desk, Spool] | None = None

    async def begin(self) -> None:
        """Begin at the desk that is open, once for all parts."""
        if self.begun is None:
            self.begun = await self._keeper.run(
                lambda desk: (desk, Spool(desk.vault.exhibits))
            )

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._gathered += chunk
        if len(self._gathered) >= _PIECE:
            await self.finish()

    async def finish(self) -> None:
        """Hand over what is gathered; another part may follow."""
        piece = bytes(self._gathered)
        self._gathered.clear()
        assert self.begun is not None  # begin comes first
        desk, spool = self.begun
        await self._keeper.run_at(desk, lambda _: spool.write(piece), _ended())

    async def abort(self) -> None:
        """Forget it."""
        self.drop()

    def drop(self) -> None:
        """Remove what came."""
        if self.begun is not None:
            self.begun[1].drop()

    async def take_in(self, fields: Form, case: str) -> Came:
        """Take in the whole file, a step at a time, so that other pages are served."""
        if self.begun is None:
            raise BadInputError(
                N_("No file was chosen."),
                advice=N_("Choose the file, with all its parts if it has several."),
                field="file",
            )
        desk, spool = self.begun
        words = fields.get("file-words")
        taking: Taking = await self._keeper.run_at(
            desk,
            lambda at: begin(at, spool.reader(), passphrase=words, case=case),
            _ended(),
        )
        steps, going = taking.steps, True
        while going:
            going = await self._keeper.run_at(desk, lambda _: _some(steps), _ended())
        return taking.came


def _some(steps: Iterator[int]) -> bool:
    """Do steps of a few megabytes; say whether there are more."""
    first = None
    for done in steps:
        first = done if first is None else first
        if done - first >= 8 * _PIECE:
            return True
    return False


def _ended() -> LockedError:
    return LockedError(
        N_("The vault was locked while this file came in."),
        advice=N_("What was taken in stays. Bring the file in once more."),
    )


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers that take a file in."""
    return [_handler(viewer, path) for path in (_OF_A_CASE, _OF_ANY)]


def _handler(viewer: Viewer, path: str) -> HTTPRouteHandler:
    of_a_case = path == _OF_A_CASE

    @post(path, status_code=200)
    async def put(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        case = ask.id("case") if of_a_case else ""
        sink = _Sink(viewer.keeper)
        try:
            came = await _received(request, sink, case)
        except LockedError:
            raise
        except HabeasError as error:
            shown = show if of_a_case else show_any
            return await show_page(viewer, request, shown, problem=error)
        finally:
            sink.drop()
        return await _answer(viewer, request, ask, came)

    return put


async def _received(request: AnyRequest, sink: _Sink, case: str) -> Came:
    state = request.scope["state"]
    if "token_seen" not in state:
        return await sink.take_in(Form(), case)  # a form without files

    async def open_sink(_name: str, _fields: Form) -> _Sink:
        await sink.begin()
        return sink

    fields = await receive(
        request.stream(),
        request.headers.get("content-type", ""),
        open_sink,
        untrusted=None if state["token_seen"] else state["session"],
        limits=Limits(MAX_UPLOAD, MAX_UPLOAD),
    )
    return await sink.take_in(fields, case)


async def _answer(
    viewer: Viewer, request: AnyRequest, ask: Ask, came: Came
) -> Response[Any]:
    def page(desk: Desk) -> tuple[Any, Page]:
        if came.case not in {head.id for head in case_heads(desk.views)}:
            return None, Page("copies/stick_in.html", came_said(ask, came))
        at = Ask({"case": came.case}, ask.query, Form(), ask.language)
        return frame(desk, came.case), _page(desk, at, came)

    around, made = await viewer.keeper.run(page)
    return viewer.page(request, made, frame=around)
