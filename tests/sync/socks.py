"""A tiny SOCKS5 server (RFC 1928, RFC 1929): it notes what it was asked for."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.sync.copy import pump

NO_AUTH, PASSWORD = 0, 2
DOMAIN = 3


@dataclass
class Socks:
    """Leads every name to one port of this machine."""

    target: int
    asked: list[tuple[int, bytes, int]] = field(default_factory=list)
    """Kind of address, address and port of each request."""
    users: list[bytes] = field(default_factory=list)
    passed: list[bytes] = field(default_factory=list)
    """What else a proxy sees: the first bytes that pass it."""
    refuses: bytes = b"\x00"

    def serve(self, connection: socket.socket) -> None:
        take = _taker(connection)
        methods = take(take(2)[1])
        connection.sendall(bytes([5, methods[0]]))
        if methods[0] == PASSWORD:
            user = take(take(2)[1])
            self.users.append(user)
            take(take(1)[0])
            connection.sendall(b"\x01\x00")
        kind = take(4)[3]
        name = take(take(1)[0] if kind == DOMAIN else 4)
        self.asked.append((kind, name, int.from_bytes(take(2), "big")))
        connection.sendall(b"\x05" + self.refuses + b"\x00\x01" + bytes(6))
        if self.refuses == b"\x00":
            with socket.create_connection(("127.0.0.1", self.target)) as there:
                self.passed.append(connection.recv(1, socket.MSG_PEEK))
                pump(connection, there)


def _taker(connection: socket.socket) -> Callable[[int], bytes]:
    def take(count: int) -> bytes:
        found = b""
        while len(found) < count:
            piece = connection.recv(count - len(found))
            if not piece:
                raise OSError
            found += piece
        return found

    return take
