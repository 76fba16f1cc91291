"""Two devices at one table: each hands the other what it lacks, over one pinned line.

One listens for a few minutes under a key made for this meeting, whose hash the other
takes from its screen. What passes is what a stick would carry (docs/spec/carry.md).
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from habeas.actions.bringing import begin
from habeas.actions.carried import Came, device_named
from habeas.actions.carrying import (
    devices_for,
    load_to_send,
    seal_to,
    sealed_pieces,
)
from habeas.actions.desk import Desk
from habeas.actions.outsiders import OUTSIDE
from habeas.actions.settling import device_of
from habeas.case.membership import Act
from habeas.copying.desks import AtDesk
from habeas.errors import HabeasError, NotFoundError, RefusedError
from habeas.sync.address import read_way
from habeas.sync.network import Answer, Call, Network, open_network
from habeas.sync.refusals import UnreachableError, UntrustedError
from habeas.vault.acts import authority_in
from habeas.vault.inventories import keep_inventory, own_inventory
from habeas.vault.spool import Spool
from habeas.views.carried import named
from habeas.wire.inventory import MAX_INVENTORY, read_inventory
from habeas.wire.parts import PART
from habeas.wire.table import Place
from habeas.words import N_

MOST_WRONG: Final = 20
"""Requests without the word after which nobody is let in any more."""
_END: Final = "x-end"
_OK, _NOTHING, _REFUSED, _HIDDEN, _OUT_OF_TURN = 200, 204, 403, 404, 409
_REFUSALS: Final = {
    _REFUSED: (
        N_("The other side refused."),
        N_("Its screen says why. The code counts once: let it be shown anew."),
    ),
    _HIDDEN: (
        N_("The word at the end of the code is not that of the other screen."),
        N_(
            "A letter of its last part is another one, or it was guessed too often. Let"
            " the code be shown anew, and take it whole. Nothing was handed over."
        ),
    ),
    _OUT_OF_TURN: (
        N_("This code was used already: it counts for one visit."),
        N_(
            "Let it be shown anew. If nobody of you used it, look who is in the"
            " network."
        ),
    ),
}
"""What a visitor is told, by the status of the answer."""
_NOBODY: Final = (
    N_("Nobody waits at the place that the code names."),
    N_(
        "The code is over: it counts once, and for a few minutes. Or its address was"
        " mistyped, or the two devices are not in one network. Let the code be shown"
        " anew; if that does not help, carry a stick."
    ),
)
_OTHER_KEY: Final = (
    N_("Whoever waits there does not have the key that the code names."),
    N_(
        "A letter of the part before the last is another one; or somebody in this"
        " network put themselves in between. Nothing was handed over. Let the code be"
        " shown anew; if it is said again, use another network or a stick."
    ),
)
_Send = Callable[[dict[str, Any]], Awaitable[None]]
_Receive = Callable[[], Awaitable[dict[str, Any]]]


class _TurnedAwayError(Exception):
    """A request that is not answered: its status says which way."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class _Parts:
    """A sealed file in parts of 8 MiB, made as they are asked for."""

    pieces: Iterator[bytes]
    held: bytearray = field(default_factory=bytearray)
    over: bool = False

    def next(self) -> tuple[bytes, bool]:
        """Return the next part, and whether it is the last."""
        while len(self.held) <= PART and not self.over:
            piece = next(self.pieces, b"")
            self.held += piece
            self.over = not piece
        part = bytes(self.held[:PART])
        del self.held[:PART]
        return part, not self.held


class Table:
    """The side that listens: an ASGI application for one meeting, and what came of it.

    Each request has its turn and comes once: `_next` is the only one that is answered.
    `over` is set when the other side has said that it is done, or was refused.
    """

    def __init__(self, at: AtDesk, case: str, token: bytes) -> None:
        self._at, self._case, self._token = at, case, token
        self._wrong = 0
        self._parts: _Parts | None = None
        self._number = 0
        self._next = "PUT /hello"
        self._spool: Spool | None = None
        self.came: Came | None = None
        self.fault: HabeasError | None = None
        self.over = asyncio.Event()

    async def __call__(self, scope: Any, receive: _Receive, send: _Send) -> None:  # noqa: ANN401 - ASGI
        """Answer one request."""
        if scope["type"] != "http":
            return
        status, body, end = _HIDDEN, b"", False
        try:
            status, body, end = await self._answer(scope, receive)
        except _TurnedAwayError as error:
            status = error.status
        except HabeasError as error:
            self.fault, status = error, _REFUSED
            self.over.set()
        headers = [(_END.encode(), b"1" if end else b"0")]
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Any, receive: _Receive) -> tuple[int, bytes, bool]:  # noqa: ANN401 - ASGI
        headers = dict(scope["headers"])
        self._require_word(headers.get(b"authorization", b""))
        asked = f"{scope['method']} {scope['path']}"
        self._require_turn(asked)
        most = MAX_INVENTORY if asked == "PUT /hello" else PART
        body = await _body(receive, most)
        self._require_turn(asked)  # or somebody was quicker
        self._next = ""
        if asked == "PUT /hello":
            await self._hello(body)
        elif asked == "PUT /done":
            self.over.set()
        elif asked.startswith("GET"):
            return await self._give()
        else:
            await self._take(body, end=headers.get(_END.encode()) == b"1")
        return _NOTHING, b"", False

    def _require_turn(self, asked: str) -> None:
        if asked != self._next:
            raise _TurnedAwayError(_OUT_OF_TURN)

    def _on(self, part: str, last: str, *, end: bool) -> None:
        """Say which part comes next, or what after the last one."""
        self._number = 0 if end else self._number + 1
        self._next = last if end else f"{part}{self._number}"

    def _require_word(self, sent: bytes) -> None:
        word = b"Bearer " + self._token.hex().encode()
        if self._wrong >= MOST_WRONG or not hmac.compare_digest(sent, word):
            self._wrong += 1
            if self._wrong >= MOST_WRONG:
                self.fault = self.fault or _guessed()
                self.over.set()
            raise _TurnedAwayError(_HIDDEN)

    async def _hello(self, said: bytes) -> None:
        self._parts = await self._at(lambda desk: _for_guest(desk, self._case, said))
        self._next = "GET /out/0"

    async def _give(self) -> tuple[int, bytes, bool]:
        parts = self._parts
        assert parts is not None  # the hello came before
        part, end = await self._at(lambda _desk: parts.next())
        self._on("GET /out/", "PUT /in/0", end=end)
        return _OK, part, end

    async def _take(self, part: bytes, *, end: bool) -> None:
        if self._spool is None:
            self._spool = await self._at(lambda desk: Spool(desk.vault.exhibits))
        spool = self._spool
        await self._at(lambda _desk: spool.write(part))
        if end:
            self.came = await _bring(self._at, spool, self._case)
        self._on("PUT /in/", "PUT /done", end=end)

    def close(self) -> None:
        """Forget what did not come to its end."""
        if self._spool is not None:
            self._spool.drop()


def _guessed() -> RefusedError:
    return RefusedError(
        N_("Somebody tried other words than that of the code, {most} times."),
        advice=N_(
            "The code lets nobody in any more. Look who is in this network, or use"
            " another one; then let a code be shown anew."
        ),
        most=MOST_WRONG,
    )


async def _body(receive: _Receive, most: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise _TurnedAwayError(_OUT_OF_TURN)
        body += message.get("body", b"")
        if len(body) > most:
            raise _TurnedAwayError(_REFUSED)
        more = message.get("more_body", False)
    return bytes(body)


def _for_guest(desk: Desk, case: str, said: bytes) -> _Parts:
    """Return the file for a device that says what it has.

    Raises:
        RefusedError: nobody of this case said so, or they are out, or read nothing.
    """
    id_ = bytes.fromhex(case)
    signed = read_inventory(said)
    authority = authority_in(desk.vault, id_)
    device = device_named(authority, signed.inventory.device)
    if device is None or signed.inventory.case != id_:
        raise RefusedError(
            N_("The other device is not in this case."),
            advice=N_("Let it in first, under Members. Nothing was handed over."),
        )
    require_in(desk, case, device)
    if authority.role_of(device.fields["member"])[0] in OUTSIDE:
        raise RefusedError(
            N_("The other device reads nothing of this case."),
            advice=N_("Give their device a notice instead: `habeas members notice`."),
        )
    inventory = signed.require(bytes.fromhex(device.fields["request"]))
    keep_inventory(desk.vault, inventory, said)
    return _file(desk, case, [device])


def require_in(desk: Desk, case: str, device: Act) -> None:
    """Refuse a device that is out of the case.

    Raises:
        RefusedError: it is.
    """
    if authority_in(desk.vault, bytes.fromhex(case)).out(device) is not None:
        raise RefusedError(
            N_("The other device is out of this case."),
            advice=N_("Nothing was handed over."),
        )


def _file(desk: Desk, case: str, devices: list[Act]) -> _Parts:
    load = load_to_send(desk, case, devices)
    return _Parts(sealed_pieces(desk, load, seal_to(desk, case, devices)))


async def _bring(at: AtDesk, spool: Spool, case: str) -> Came:
    """Take in a file that came, a step at a time; it is gone afterwards."""
    try:
        taking = await at(lambda desk: begin(desk, spool.reader(), case=case))
        while await at(lambda _desk: next(taking.steps, None)) is not None:
            pass
    finally:
        spool.drop()
    if taking.came.fault is not None:
        raise taking.came.fault
    return taking.came


async def visit(at: AtDesk, place: Place, seconds: float = 30.0) -> Came:
    """Exchange with a host at a table; return what came from it.

    Raises:
        UntrustedError: whoever listens there hasn't the key that the code names.
        UnreachableError: nobody does, or the line broke off.
        NotFoundError: the case is not in this vault. RefusedError: the host refused.
        StorageError, LockedError: as for a stick.
    """
    case = place.case.hex()
    hello = await at(lambda desk: _hello(desk, case))
    way = read_way(place.base, "", place.pin)
    async with open_network(way, seconds) as network:
        guest = _Guest(network, place)
        await guest.put("/hello", hello)
        came = await _bring(at, await _fetch(at, guest), case)
        parts = await at(lambda desk: _answer_for(desk, came))
        number, end = 0, False
        while not end:
            part, end = await at(lambda _desk: parts.next())
            await guest.put(f"/in/{number}", part, end=end)
            number += 1
        await guest.put("/done", b"")
    return came


def _hello(desk: Desk, case: str) -> bytes:
    here = {
        one.stored
        for one in named(desk.views, case)
        if desk.vault.exhibits.path(one.stored).exists()
    }
    try:
        return own_inventory(desk.vault, bytes.fromhex(case), here)
    except NotFoundError as error:
        raise NotFoundError(
            N_("The case that the code is of is not in this vault."),
            advice=N_("Take the welcome first, under ‘Join a case’."),
        ) from error


def _answer_for(desk: Desk, came: Came) -> _Parts:
    """Return the file for whoever wrote the one that came."""
    if not came.writer_id:
        raise RefusedError(N_("The other device is not in this case."))
    devices = [
        one
        for one in devices_for(desk, came.case, [came.writer_id])
        if device_of(one).hex() == came.device_id
    ]
    return _file(desk, came.case, devices)


async def _fetch(at: AtDesk, guest: "_Guest") -> Spool:
    spool = await at(lambda desk: Spool(desk.vault.exhibits))
    number, end = 0, False
    try:
        while not end:
            answer = await guest.get(f"/out/{number}")
            await at(lambda _desk, part=answer.body: spool.write(part))  # type: ignore[misc]
            number, end = number + 1, answer.headers.get(_END) == "1"
    except BaseException:
        spool.drop()
        raise
    return spool


class _Guest:
    """The side that asks."""

    def __init__(self, network: Network, place: Place) -> None:
        self._network = network
        self._headers = {"authorization": f"Bearer {place.token.hex()}"}
        self._met = False
        """Whether the other side has answered: until then it may be the code."""

    async def put(self, target: str, body: bytes, *, end: bool = False) -> None:
        headers = {**self._headers, _END: "1" if end else "0"}
        await self._call(Call("PUT", target, 0, headers, body))

    async def get(self, target: str) -> Answer:
        return await self._call(Call("GET", target, PART, self._headers))

    async def _call(self, call: Call) -> Answer:
        try:
            answer = await self._network.exchange(call)
        except UntrustedError:
            raise UntrustedError(_OTHER_KEY[0], advice=_OTHER_KEY[1]) from None
        except UnreachableError:
            if self._met:
                raise
            raise UnreachableError(_NOBODY[0], advice=_NOBODY[1]) from None
        self._met = True
        if answer.status not in {_OK, _NOTHING}:
            what, advice = _REFUSALS.get(answer.status, _REFUSALS[_REFUSED])
            raise RefusedError(what, advice=advice)
        return answer
