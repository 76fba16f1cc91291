"""How a connection is listened to: a request whose head never ends is not waited for.

Other users of this machine can reach 127.0.0.1 as well, and each connection they leave
hanging costs a file descriptor.
"""

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0
"""Seconds from the first byte of a request, or from connecting, to its last header."""


class ImpatientH11(H11Protocol):
    """HTTP/1.1 by h11: at most 64 KiB of head, never two lengths, and not for ever."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head, and hold no answer back."""
        super().connection_made(transport)
        # asyncio does so only where a listening socket names its protocol; an answer of
        # two pieces waits 40 ms otherwise, until the first was acknowledged
        listened = transport.get_extra_info("socket")
        listened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take bytes; wait no longer once they are a whole head."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._calm()
        super().connection_lost(exc)

    def _look(self) -> None:
        busy = self.cycle is not None and not self.cycle.response_complete  # type: ignore[redundant-expr]
        if busy:
            self._calm()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _calm(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
