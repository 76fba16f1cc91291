"""Sound and film from sealed storage, played in the page, a part at a time.

RFC 9110, 14: a browser asks for a range of bytes and is sent at most so much of it as
one turn at the desk decrypts; then it asks for more. Each turn passes the lock and the
record of the opening, so a lock ends what plays.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from habeas.actions.desk import Desk
from habeas.actions.looking import sight_of
from habeas.actions.sealed import Item, asked, look_at_part
from habeas.case.facts.access import Look
from habeas.errors import RefusedError
from habeas.text import kinds
from habeas.web.ask import Ask
from habeas.web.serving import ask_of
from habeas.web.view import AnyRequest, Viewer
from habeas.words import N_

TURN = 1 << 20
"""Bytes that are opened in one turn."""
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes start..stop of a file, `stop` excluded."""

    start: int
    stop: int


def span_of(header: str, size: int) -> Span | None:
    """Return the bytes that a Range header asks for, None if it is to be ignored.

    An empty span means that it cannot be satisfied (416). Several ranges, and what is
    not of the grammar, are ignored, as RFC 9110 allows.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return Span(max(0, size - int(last)), size) if int(last) else Span(0, 0)
    start = int(first)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    return Span(start, stop) if start < size else Span(0, 0)


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler of the bytes of a recording."""

    @get("/cases/{case:str}/documents/{document:str}/media")
    async def media(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        item, kind = await viewer.keeper.run(lambda desk: _wanted(desk, ask))
        size = item.file.size
        always = {"accept-ranges": "bytes", "content-disposition": "inline"}
        header = request.headers.get("range", "")
        if "if-range" in request.headers:  # there is no mark that it could name
            header = ""
        span = span_of(header, size)
        if span is None:
            whole = {**always, "content-length": str(size)}
            return Stream(_whole(viewer, ask, size), media_type=kind, headers=whole)
        if span.start == span.stop:
            unmet = {**always, "content-range": f"bytes */{size}"}
            return Response(b"", status_code=416, headers=unmet, media_type=kind)
        span = Span(span.start, min(span.stop, span.start + TURN))
        data = await viewer.keeper.run(partial(_part, ask=ask, span=span))
        told = f"bytes {span.start}-{span.stop - 1}/{size}"
        part = {**always, "content-range": told}
        return Response(data, status_code=206, headers=part, media_type=kind)

    return media


def _wanted(desk: Desk, ask: Ask) -> tuple[Item, str]:
    sight = sight_of(desk, ask.id("case"), ask.id("document"))
    if sight.kind not in kinds.PLAYED:
        raise RefusedError(
            N_("This document is no recording that can be played."),
            advice=N_("Look at its pages, or take out the original."),
        )
    if not asked(desk, sight.item.case, sight.item.record, Look.PLAYED):
        raise RefusedError(
            N_("Nobody asked to play this recording."),
            advice=N_("Open its page and ask for it; that is recorded."),
        )
    return sight.item, sight.kind


def _part(desk: Desk, ask: Ask, span: Span) -> bytes:
    """Return bytes of a recording that was asked for at this very desk."""
    item, _ = _wanted(desk, ask)
    return look_at_part(desk, item, Look.PLAYED, span.start, span.stop)


async def _whole(viewer: Viewer, ask: Ask, size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, TURN):
        span = Span(start, min(start + TURN, size))
        yield await viewer.keeper.run(partial(_part, ask=ask, span=span))
