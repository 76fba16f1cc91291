"""The addresses of a hub (docs/spec/hub.md, 'Addresses')."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

from litestar import Response, delete, get, head, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream

from habeas.hub.addresses import (
    BOX,
    CASE,
    HASH,
    LOG,
    asked,
    name,
    number,
    require_bare,
)
from habeas.hub.blobs import MAX_BLOB
from habeas.hub.incoming import (
    AnyRequest,
    Turnstile,
    departure,
    field,
    length_of,
    pieces,
    who_signed,
    whole,
)
from habeas.hub.lane import Lane
from habeas.hub.refusals import bad_request
from habeas.hub.service import (
    MAX_KEYBOX,
    Accepted,
    Admitted,
    Asked,
    Brought,
    LogNeed,
    Need,
    Service,
)
from habeas.hub.store import HeldLog
from habeas.wire.access import MAX_ACCESS
from habeas.wire.continuation import MAX_CONTINUATION
from habeas.wire.pack import MAX_PACK
from habeas.wire.request import Signed

Answer = Response[Any]
_T = TypeVar("_T")
_BYTES = "application/octet-stream"
_TEXT = "text/plain; charset=utf-8"
_NO_STORE = {"cache-control": "no-store"}
_BEARER = re.compile(r"Bearer ([0-9a-f]{64})")
_LONGEST_WAIT = 25
_LOOK_AGAIN_SECONDS = 0.25


@dataclass(frozen=True)
class Threads:
    """Where work that waits for the disk is done; looks that may be long, apart."""

    usual: Executor
    close_looks: Executor


class Addresses:
    """The handlers of one hub."""

    def __init__(self, service: Service, threads: Threads) -> None:
        self._service, self._threads = service, threads.usual
        self._close_looks = threads.close_looks
        self._bodies, self._polls = Turnstile(32, 8), Turnstile(256, 32)
        admit, append = service.admit_to_logs, service.append_all
        self._entering = Lane[Asked, Admitted](self._threads, admit)
        self._growing = Lane[Brought, Accepted | None](self._threads, append)

    async def run(self, act: Callable[..., _T], *values: object) -> _T:
        """Do something that waits for the disk, in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(act, *values))

    def signed(self, request: AnyRequest) -> tuple[Signed, bytes]:
        """Return who signed a request, and the digest of its body."""
        return who_signed(request, self._service.name, self._service.now())

    async def admitted(
        self, request: AnyRequest, case: bytes, need: Need, *, bare: bool = True
    ) -> tuple[Signed, bytes]:
        """Let in whoever may do this; a `bare` request has no body."""
        signed, digest = self.signed(request)
        await self.run(self._service.admit, signed, case, need)
        if bare:
            require_bare(request, digest)
        return signed, digest

    async def admitted_to_log(
        self, request: AnyRequest, log: str, need: LogNeed
    ) -> HeldLog:
        """Let in whoever may do this with a log; the request has no body."""
        signed, digest = self.signed(request)
        let_in = await self._entering.do(Asked(signed, name(log, LOG), need))
        require_bare(request, digest)
        return let_in.held

    async def put_access(self, request: AnyRequest, case: FromPath[str]) -> Answer:
        """Hold a new access list."""
        id_ = name(case, CASE)
        signed, digest = self.signed(request)
        hit = _BEARER.fullmatch(field(request.scope, b"authorization"))
        token = hit[1] if hit else ""
        await self.run(self._service.admit_to_access, signed, id_, token)
        with self._bodies.turn(signed.key):
            note = await whole(request, MAX_ACCESS, digest)
        act = self._service.put_access
        made = await self.run(act, signed, id_, note, token)
        return _done(made=made)

    async def access(self, request: AnyRequest, case: FromPath[str]) -> Answer:
        """Return the access list."""
        id_ = name(case, CASE)
        await self.admitted(request, id_, "any")
        return _answer(await self.run(self._service.access, id_), _TEXT)

    async def go_on(
        self, request: AnyRequest, case: FromPath[str], log: FromPath[str]
    ) -> Answer:
        """Let a log in that goes on from one that is let in."""
        id_, new = name(case, CASE), name(log, LOG)
        signed, digest = await self.admitted(request, id_, "any", bare=False)
        with self._bodies.turn(signed.key):
            note = await whole(request, MAX_CONTINUATION, digest)
        made = await self.run(self._service.go_on, signed, id_, new, note)
        return _done(made=made)

    async def continuation(
        self, request: AnyRequest, case: FromPath[str], log: FromPath[str]
    ) -> Answer:
        """Return what was shown of a log that goes on from another one."""
        id_, new = name(case, CASE), name(log, LOG)
        await self.admitted(request, id_, "any")
        return _answer(await self.run(self._service.continuation, id_, new), _TEXT)

    async def append(self, request: AnyRequest, log: FromPath[str]) -> Answer:
        """Take in a pack; whoever asks for it `brief` has the head already."""
        brief = asked(request, "brief")["brief"]
        signed, digest = self.signed(request)
        let_in = await self._entering.do(Asked(signed, name(log, LOG), "bring"))
        with self._bodies.turn(signed.key):
            data = await whole(request, MAX_PACK, digest)
            one = Brought(let_in.held, data, let_in.owns)
            accepted = await self._growing.do(one)
            if accepted is None:
                accepted = await self._look_closely(one)
        told = accepted.cosignatures() if brief else accepted.note
        answer = _answer(told, _TEXT)
        if accepted.number is not None:
            answer.headers["habeas-hublog"] = str(accepted.number)
        return answer

    async def _look_closely(self, one: Brought) -> Accepted:
        """Judge a pack for which a whole log may be read, where nobody else waits."""
        loop = asyncio.get_running_loop()
        act = self._service.append
        return await loop.run_in_executor(self._close_looks, act, one)

    async def entries(self, request: AnyRequest, log: FromPath[str]) -> Answer:
        """Return a pack."""
        start = asked(request, "from")["from"]
        held = await self.admitted_to_log(request, log, "read")
        return _answer(await self.run(self._service.entries, held, start), _BYTES)

    async def fork(self, request: AnyRequest, log: FromPath[str]) -> Answer:
        """Return the proof of a fork."""
        held = await self.admitted_to_log(request, log, "read")
        found = await self.run(self._service.fork, held.id)
        told = {
            "first": found.first.decode(),
            "second": found.second.decode(),
            "path": [one.hex() for one in found.path],
        }
        return _json(told)

    async def erase_body(
        self, request: AnyRequest, log: FromPath[str], index: FromPath[str]
    ) -> Answer:
        """Erase one sealed body."""
        held = await self.admitted_to_log(request, log, "lead")
        await self.run(self._service.erase_body, held.id, number(index))
        return _gone()

    async def changes(self, request: AnyRequest, case: FromPath[str]) -> Answer:
        """Return what changed, waiting for the first if that is asked."""
        id_, query = name(case, CASE), asked(request, "after", "wait")
        signed, _digest = await self.admitted(request, id_, "any")
        loop = asyncio.get_running_loop()
        end = loop.time() + min(query["wait"], _LONGEST_WAIT)
        turn = self._polls.turn(signed.key) if query["wait"] else nullcontext()
        with turn, departure(request) as left:
            while True:
                act = self._service.changes
                cursor, found = await self.run(act, signed, id_, query["after"])
                older = cursor < query["after"]
                if found or older or loop.time() >= end or left.done():
                    break
                await asyncio.wait({left}, timeout=_LOOK_AGAIN_SECONDS)
        told = [{"kind": c.kind, "id": c.id, "size": c.size} for c in found]
        return _json({"cursor": cursor, "changes": told})

    async def put_keybox(
        self, request: AnyRequest, case: FromPath[str], box: FromPath[str]
    ) -> Answer:
        """Keep a keybox."""
        id_, box_id = name(case, CASE), name(box, BOX)
        signed, digest = await self.admitted(request, id_, "write", bare=False)
        with self._bodies.turn(signed.key):
            data = await whole(request, MAX_KEYBOX, digest)
        act = self._service.put_keybox
        return _done(made=await self.run(act, signed, id_, box_id, data))

    async def keybox(
        self, request: AnyRequest, case: FromPath[str], box: FromPath[str]
    ) -> Answer:
        """Return a keybox; a log gets what it is told in one, and opens no other."""
        id_, box_id = name(case, CASE), name(box, BOX)
        await self.admitted(request, id_, "any")
        return _answer(await self.run(self._service.keybox, id_, box_id), _BYTES)

    async def erase(
        self,
        request: AnyRequest,
        kind: Literal["blob", "keybox"],
        case: FromPath[str],
        thing: bytes,
    ) -> Answer:
        """Erase a blob or a keybox."""
        id_ = name(case, CASE)
        await self.admitted(request, id_, "lead")
        await self.run(self._service.erase, id_, kind, thing)
        return _gone()

    async def put_blob(
        self, request: AnyRequest, case: FromPath[str], blob: FromPath[str]
    ) -> Answer:
        """Take in a blob as a stream."""
        id_, hash_ = name(case, CASE), name(blob, HASH)
        signed, digest = await self.admitted(request, id_, "write", bare=False)
        size = length_of(request, MAX_BLOB)
        if digest != hash_:
            raise bad_request("The digest that was signed is not this address.")
        with self._bodies.turn(signed.key):
            coming = await self.run(self._service.expect_blob, id_, hash_, size)
            if coming is None:
                return _done(made=False)
            try:
                async for piece in pieces(request, size, digest):
                    await self.run(coming.write, piece)
                await self.run(self._service.require, signed, id_, "write")
                await self.run(self._service.keep_blob, id_, hash_, size, coming)
            finally:
                await self.run(coming.drop)
        return _done(made=True)

    async def blob(
        self, request: AnyRequest, case: FromPath[str], blob: FromPath[str]
    ) -> Answer:
        """Return a blob as a stream."""
        id_, hash_ = name(case, CASE), name(blob, HASH)
        await self.admitted(request, id_, "read")
        size, parts = await self.run(self._service.blob, id_, hash_)
        return Stream(
            self._streamed(parts),
            media_type=_BYTES,
            headers={**_NO_STORE, "content-length": str(size)},
        )

    async def blob_head(
        self, request: AnyRequest, case: FromPath[str], blob: FromPath[str]
    ) -> Response[None]:
        """Say whether a blob is here, and its size."""
        id_, hash_ = name(case, CASE), name(blob, HASH)
        await self.admitted(request, id_, "read")
        size = await self.run(self._service.blob_size, id_, hash_)
        headers = {**_NO_STORE, "content-type": _BYTES, "content-length": str(size)}
        return Response(None, media_type=_TEXT, status_code=200, headers=headers)

    async def hub(self) -> Answer:
        """Return what the hub says of itself."""
        log_key, cosigner = self._service.vkeys()
        told = {
            "name": self._service.name,
            "keys": [log_key, cosigner],
            "cosigner_keys": list(self._service.cosigner_vkeys()),
        }
        limits = {"pack": MAX_PACK, "blob": MAX_BLOB, "keybox": MAX_KEYBOX}
        return _json({**told, "limits": limits, "versions": ["v1"]})

    async def hub_checkpoint(self) -> Answer:
        """Return the hub's own signed head."""
        return _answer(await self.run(self._service.hub_checkpoint), _TEXT)

    async def hub_tile(self, tile: FromPath[str]) -> Answer:
        """Return a tile of the hub's own log."""
        data = await self.run(self._service.hub_tile, tile.removeprefix("/"))
        return _answer(data, _BYTES)

    async def _streamed(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        try:
            while piece := await self.run(next, parts, b""):
                yield piece
        finally:
            parts.close()  # type: ignore[attr-defined]  # a generator, which holds a file


def handlers(service: Service, threads: Threads) -> list[HTTPRouteHandler]:
    """Return every handler of a hub."""
    at = Addresses(service, threads)

    async def erase_blob(
        request: AnyRequest, case: FromPath[str], blob: FromPath[str]
    ) -> Answer:
        return await at.erase(request, "blob", case, name(blob, HASH))

    async def erase_keybox(
        request: AnyRequest, case: FromPath[str], box: FromPath[str]
    ) -> Answer:
        return await at.erase(request, "keybox", case, name(box, BOX))

    case, log = "/v1/cases/{case:str}", "/v1/logs/{log:str}"
    blob, box = case + "/blobs/{blob:str}", case + "/keyboxes/{box:str}"
    made: list[tuple[Any, str, Callable[..., Awaitable[Answer]]]] = [
        (put, case + "/access", at.put_access),
        (get, case + "/access", at.access),
        (put, case + "/logs/{log:str}", at.go_on),
        (get, case + "/logs/{log:str}", at.continuation),
        (post, log + "/entries", at.append),
        (get, log + "/entries", at.entries),
        (get, log + "/fork", at.fork),
        (delete, log + "/bodies/{index:str}", at.erase_body),
        (get, case + "/changes", at.changes),
        (put, blob, at.put_blob),
        (get, blob, at.blob),
        (head, blob, at.blob_head),
        (delete, blob, erase_blob),
        (put, box, at.put_keybox),
        (get, box, at.keybox),
        (delete, box, erase_keybox),
        (get, "/v1/hub", at.hub),
        (get, "/v1/hublog/checkpoint", at.hub_checkpoint),
        (get, "/v1/hublog/tile/{tile:path}", at.hub_tile),
    ]
    # the answer says its own status
    return [method(path, status_code=200)(act) for method, path, act in made]


def _answer(content: bytes | None, media: str) -> Answer:
    return Response(content, media_type=media, status_code=200, headers=dict(_NO_STORE))


def _json(told: object) -> Answer:
    return _answer(json.dumps(told).encode(), "application/json")


def _done(*, made: bool) -> Answer:
    return Response(b"", status_code=201 if made else 200, headers=dict(_NO_STORE))


def _gone() -> Answer:
    return Response(None, status_code=204, headers=dict(_NO_STORE))
