"""How a connection is listened to."""

import http.client
import socket
from typing import Any

import pytest
import uvicorn

from habeas.listening import ImpatientH11
from tests.hub.conftest import running


class Noted(ImpatientH11):
    """Notes whether a connection sends each piece at once."""

    at_once: list[int]

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as asyncio has it
        super().connection_made(transport)
        listened = transport.get_extra_info("socket")
        self.at_once.append(listened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


async def in_two_pieces(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"whole"})


@pytest.mark.enable_socket
def test_an_answer_does_not_wait_for_its_first_piece_to_be_acknowledged() -> None:
    noted: list[int] = []
    protocol = type("Here", (Noted,), {"at_once": noted})
    config = uvicorn.Config(
        in_two_pieces, host="127.0.0.1", port=0, log_config=None, http=protocol
    )
    with running(config) as base:
        line = http.client.HTTPConnection(base.removeprefix("http://"))
        line.request("GET", "/")
        assert line.getresponse().read() == b"whole"
        line.close()
    assert len(noted) == 1
    assert all(noted)
