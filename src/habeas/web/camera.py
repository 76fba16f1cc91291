"""Codes of labels and receipts: typed, from a photo, or seen by the camera of the page.

A script of ours sends one picture at a time and is told at once what is seen in it
(`live`). No picture is kept: it goes through memory to the child that looks for codes.
"""

import re
from asyncio import Semaphore
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from litestar import MediaType, Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.desk import Desk
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.languages import translations
from habeas.log.receipt import LONGEST, as_code, read_receipt
from habeas.text import kinds
from habeas.text.codes import read_codes
from habeas.views.records import find
from habeas.web import exhibits, labels, receipts
from habeas.web.addresses import record_page
from habeas.web.ask import Ask
from habeas.web.forms import Form
from habeas.web.refusals import TooLargeError
from habeas.web.serving import Act, Route, acting, ask_of, show_page
from habeas.web.small_files import Gathered
from habeas.web.uploads import Limits, receive
from habeas.web.view import AnyRequest, Viewer
from habeas.words import N_

LIVE = "live"
"""The field by which the script says that it asks."""
MOST_LIVE = 2 << 20
"""Bytes of a picture that the script sends."""
MOST_PHOTO = 32 << 20
_ROOM = 1 << 18
"""Bytes that a form has around its file."""
_NOTHING = 204
_WHOLE = re.compile(r"[0-9A-Fa-f]{32}")
Tell = Callable[[Desk, str, str], str]
"""Says what a code of a case leads to, or refuses it."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """One form that takes codes; `words` are read from a file that is no picture."""

    path: str
    show: Act
    act: Act
    tell: Tell
    words: bool = False


def _address(desk: Desk, case: str, code: str) -> str:
    """Return the page of an exhibit; a foreign code is never quoted.

    A code is the whole id: the beginning of one, or a number, is only ever typed.
    """
    with suppress(NotFoundError):
        if _WHOLE.fullmatch(code):
            found = find(desk.views, case, "exhibit|document", code)
            return record_page(case, "exhibit", found)
    raise NotFoundError(
        N_("This code is of no exhibit of this case."),
        advice=N_("It may be of another case, or no label of Habeas."),
    )


_READERS = (
    _Reader(
        "/cases/{case:str}/exhibits/scan",
        exhibits.show_all,
        labels.scan,
        _address,
    ),
    _Reader(
        "/cases/{case:str}/receipts",
        receipts.show,
        receipts.bring,
        lambda _desk, _case, code: as_code(read_receipt(code.encode()).note),
        words=True,
    ),
)


@dataclass(frozen=True, slots=True)
class _Looker:
    """Looks at pictures for one run of the program, one at a time."""

    viewer: Viewer
    turn: Semaphore

    async def seen(self, data: bytes) -> tuple[str, ...]:
        """Return the codes in a picture; a locked vault looks at nothing.

        Raises:
            HabeasError: it is locked, or this is no picture.
        """
        over, keeper = Event(), self.viewer.keeper
        async with self.turn:
            await keeper.run(lambda _desk: None, used=False)
            return await keeper.aside(lambda: read_codes(data, over=over), over.set)

    async def code(self, reader: _Reader, case: str, data: bytes) -> str:
        """Return the code that a file of the form holds, '' for no file.

        Raises:
            HabeasError: it is too large, holds no code, or none that fits.
        """
        if reader.words and kinds.sniff(data[: kinds.HEAD], "") not in kinds.PICTURES:
            if len(data) > LONGEST:
                raise TooLargeError
            return data.decode("utf-8", "replace")
        codes = await self.seen(data)
        if not codes:
            raise BadInputError(
                N_("No code is seen in this picture."),
                advice=N_("Take it nearer, in good light, with all of the square."),
            )
        code, _ = await self.viewer.keeper.run(
            lambda desk: _fitting(desk, case, codes, reader.tell)
        )
        return code

    async def live(self, reader: _Reader, ask: Ask, data: bytes) -> Response[Any]:
        """Tell the script what is seen: nothing, where it leads, or why not.

        A camera that looks keeps no vault open.
        """
        case = ask.id("case")
        try:
            codes = await self.seen(data)
            if not codes:
                return Response(None, status_code=_NOTHING)
            _, told = await self.viewer.keeper.run(
                lambda desk: _fitting(desk, case, codes, reader.tell), used=False
            )
        except HabeasError as error:
            words = " ".join(error.say(translations(ask.language).gettext))
            return Response(words, media_type=MediaType.TEXT, status_code=error.status)
        return Response(told, media_type=MediaType.TEXT)


def handlers(viewer: Viewer) -> list[HTTPRouteHandler]:
    """Return the handlers of the forms that take codes."""
    looker = _Looker(viewer, Semaphore(1))
    return [_handler(looker, reader) for reader in _READERS]


def _handler(looker: _Looker, reader: _Reader) -> HTTPRouteHandler:
    viewer, route = looker.viewer, Route(reader.path, reader.show, reader.act)

    @post(route.path, status_code=200)
    async def put(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        if "token_seen" not in request.scope["state"]:
            return await acting(viewer, request, route, ask)
        sent, data = await _received(request)
        if sent.get(LIVE):
            return await looker.live(reader, ask, data)
        try:
            code = await looker.code(reader, ask.id("case"), data)
        except HabeasError as error:
            return await show_page(viewer, request, reader.show, problem=error)
        typed = sent.get("code")
        form = Form((("code", code or typed), ("typed", typed)))
        return await acting(viewer, request, route, replace(ask, form=form))

    return put


async def _received(request: AnyRequest) -> tuple[Form, bytes]:
    """Return the fields of a form, and the bytes of its file."""
    state, gathered = request.scope["state"], Gathered(MOST_PHOTO)

    async def open_sink(_name: str, fields: Form) -> Gathered:
        gathered.most = MOST_LIVE if fields.get(LIVE) else MOST_PHOTO
        return gathered

    sent = await receive(
        request.stream(),
        request.headers.get("content-type", ""),
        open_sink,
        untrusted=None if state["token_seen"] else state["session"],
        limits=Limits(MOST_PHOTO, MOST_PHOTO + _ROOM),
    )
    return sent, bytes(gathered.data)


def _fitting(
    desk: Desk, case: str, codes: Sequence[str], tell: Tell
) -> tuple[str, str]:
    """Return the one code that fits, and what it leads to; others may lie beside it.

    Raises:
        HabeasError: none fits, or several.
    """
    fits: list[tuple[str, str]] = []
    wrong: HabeasError | None = None
    for code in codes:
        try:
            fits.append((code, tell(desk, case, code)))
        except HabeasError as error:
            wrong = error
    if len(fits) > 1:
        raise BadInputError(
            N_("Several codes are in the picture."), advice=N_("Show one alone.")
        )
    if wrong is not None and not fits:
        raise wrong
    return fits[0]
