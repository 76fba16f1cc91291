"""A copy of an invented case, which asks a hub, and forgers of hubs."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from habeas.hub.folder import Hub as HubFolder
from habeas.sync.address import Way, read_way
from habeas.sync.answers import Conflict, Cosigned, LogKeys
from habeas.sync.asking import Caller, Patience
from habeas.sync.hub import Hub, Known
from habeas.sync.network import open_network
from habeas.wire.pack import Pack
from tests.hub.peer import Case, SetClock
from tests.hub.process import NAME

T = TypeVar("T")
SOON = Patience(tries=4, first=0.01, longest=0.05)
ONCE = replace(SOON, tries=1)


@dataclass
class Copy:
    """What a device has: its case, where the hub is, and what the case says of it."""

    base: str
    hub: HubFolder
    case: Case
    clock: SetClock = field(default_factory=SetClock)
    patience: Patience = SOON
    seconds: float = 10.0
    proxy: str = ""
    pin: bytes = b""

    def __post_init__(self) -> None:
        keys = self.hub.keys
        self.hub_keys = LogKeys(keys.ed25519_public, keys.mldsa44_public)
        self.known = Known(NAME, self.hub_keys)
        self.lead = Caller(self.case.id, self.case.lead)
        self.reader = Caller(self.case.id, self.case.reader)
        device = self.case.device
        self.writer = Caller(self.case.id, device.ed25519_seed)
        self.log = LogKeys(device.log, device.keys.mldsa44_public)

    @property
    def way(self) -> Way:
        return read_way(self.base, self.proxy, self.pin)

    def ask(self, act: Callable[[Hub], Awaitable[T]]) -> T:
        """Do something with the hub, over a way of its own."""

        async def go() -> T:
            async with open_network(self.way, self.seconds) as network:
                return await act(Hub(network, self.known, self.clock, self.patience))

        return asyncio.run(go())

    def append(self, made: Pack) -> Cosigned | Conflict:
        """Send a pack of the case's device."""
        return self.ask(lambda hub: hub.append(self.writer, made, self.log))

    def at(self, base: str, **changes: object) -> "Copy":
        """Return the same copy that reaches the hub at another address."""
        return replace(self, base=base, **changes)  # type: ignore[arg-type]


Serve = Callable[[socket.socket], None]


@contextmanager
def listening(serve: Serve) -> Iterator[int]:
    """Serve each connection in a thread of its own; yield the port."""
    threads: list[threading.Thread] = []

    def one(connection: socket.socket) -> None:
        # whoever asked has gone, as they may
        with connection, suppress(OSError):
            connection.settimeout(20)
            serve(connection)

    def run() -> None:
        with suppress(OSError):
            while True:
                thread = threading.Thread(target=one, args=(listener.accept()[0],))
                thread.start()
                threads.append(thread)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=run)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for thread in [accepting, *threads]:
                thread.join(20)


def head_of(connection: socket.socket) -> bytes:
    """Read a request's head, and nothing behind it is lost: it stands at the end."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = connection.recv(65536)
        if not piece:
            raise OSError
        found += piece
    return found


def request_of(connection: socket.socket) -> bytes:
    """Read a whole request."""
    found = head_of(connection)
    head, _, body = found.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            raise OSError
        body += piece
    return head + b"\r\n\r\n" + body


def reply(status: str, body: bytes, *headers: str) -> bytes:
    """Return an answer that ends its connection."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def answering(*answers: bytes | None) -> tuple[Serve, list[bytes]]:
    """Return a forger that answers in turn, the last one for ever; None: hangs up."""
    seen: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        seen.append(request_of(connection))
        answer = answers[min(len(seen), len(answers)) - 1]
        if answer is not None:
            connection.sendall(answer)

    return serve, seen


def pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until both sides are done."""

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=carry, args=(other, one))
    back.start()
    carry(one, other)
    back.join(20)
