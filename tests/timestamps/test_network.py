"""The one door to the network: what it sends, takes, and does not follow."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from habeas.timestamps import network
from habeas.timestamps.network import Call, NoAnswerError, open_line
from tests.timestamps.authority import Reply, Server, serving

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def ask(call: Call, seconds: float = 5.0) -> bytes:
    async def go() -> bytes:
        async with open_line(seconds) as line:
            return await line.ask(call)

    return asyncio.run(go())


def refusal(call: Call, seconds: float = 5.0) -> NoAnswerError:
    with pytest.raises(NoAnswerError) as caught:
        ask(call, seconds)
    return caught.value


def answering(path: str, body: bytes) -> Reply | None:
    replies: dict[str, Reply | None] = {
        "/good": (200, {}, b"answer to " + body),
        "/away": (302, {"location": "file:///etc/passwd"}, b""),
        "/gone": (404, {}, b"not here"),
        "/huge": (200, {"content-length": str(10**10)}, b"x" * 100_000),
        "/packed": (200, {"content-encoding": "gzip"}, b"\x1f\x8b not unpacked"),
        "/short": (200, {"content-length": "900"}, b"broke off"),
        "/silent": None,
    }
    return replies[path]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(answering) as made:
        yield made


def test_a_post_brings_its_body_and_says_nothing_of_us(server: Server) -> None:
    call = Call(f"{server.url}/good", 100, b"hash", {"content-type": "a/b"})
    assert ask(call) == b"answer to hash"
    ((path, headers, body),) = server.seen
    assert (path, body) == ("/good", b"hash")
    assert {name.casefold(): value for name, value in headers.items()} == {
        "host": server.url.removeprefix("http://"),
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "content-length": "4",
        "content-type": "a/b",
        "user-agent": "Mozilla/5.0",
    }


def test_nothing_is_unpacked(server: Server) -> None:
    assert ask(Call(f"{server.url}/packed", 100)) == b"\x1f\x8b not unpacked"


@pytest.mark.parametrize(
    ("path", "words", "code"),
    [
        ("/away", "does not follow", 302),
        ("/gone", "HTTP 404", 404),
        ("/huge", "more than a timestamp has", 0),
        ("/short", "could not be reached", 0),
    ],
)
def test_what_cannot_be_used_is_refused(
    path: str, words: str, code: int, server: Server
) -> None:
    error = refusal(Call(server.url + path, 1000))
    assert words in str(error)
    assert error.code == code
    assert len(server.seen) == 1


def test_ten_gigabytes_are_not_read(server: Server) -> None:
    began = time.monotonic()
    assert "more than" in str(refusal(Call(f"{server.url}/huge", 64 * 1024)))
    assert time.monotonic() - began < 5


def test_who_says_nothing_is_left(server: Server) -> None:
    error = refusal(Call(f"{server.url}/silent", 100), seconds=0.3)
    assert "in time" in str(error)


def test_who_drips_is_left_after_the_same_time() -> None:
    """A byte now and then keeps every single wait short; the whole is bounded."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.05):
                try:
                    line.sendall(b"x: y\r\n")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    began = time.monotonic()
    error = refusal(Call(f"http://127.0.0.1:{port}/", 100), seconds=0.5)
    over.set()
    thread.join()
    listener.close()
    assert "in time" in str(error)
    assert time.monotonic() - began < 5


def test_what_is_no_http_is_no_answer() -> None:
    def babble(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(b"\x00\xff garbage\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=babble, args=(listener,), daemon=True)
        thread.start()
        assert "reached" in str(refusal(Call(f"http://127.0.0.1:{port}/", 100)))
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "https://[::1/",
        "http:///nowhere",
        "http://\ud800/",
        "",
    ],
)
def test_an_address_that_leads_nowhere_is_no_answer(url: str) -> None:
    assert "reached" in str(refusal(Call(url, 100)))


def test_the_proxy_of_the_environment_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def proxy(path: str, _body: bytes) -> Reply:
        seen.append(path)
        return 200, {}, b"by proxy"

    with serving(proxy) as other:
        monkeypatch.setenv("HTTP_PROXY", other.url)
        assert ask(Call("http://authority.invalid/tsr", 100, b"q")) == b"by proxy"
    assert seen == ["http://authority.invalid/tsr"]
    assert server.seen == []


@pytest.mark.parametrize("proxy", ["carrier-pigeon://x", "http://[::1", "\ud800://"])
def test_a_proxy_that_cannot_be_used_is_said(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise ValueError(proxy)

    monkeypatch.setattr(httpx, "AsyncClient", broken)
    assert "proxy" in str(refusal(Call("http://127.0.0.1:1/", 100)))


def test_a_socks_proxy_needs_nothing_more_to_be_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:1")
    assert "reached" in str(refusal(Call("http://authority.invalid/", 100)))


DOORS = {"timestamps/network.py", "sync/network.py", "hub/asking.py"}


def test_nobody_else_may_open_a_connection() -> None:
    """What the import contract cannot see: a library that opens one by itself."""
    for file in Path(network.__file__).parents[1].rglob("*.py"):
        text = file.read_text("utf-8")
        assert "opentimestamps.calendar" not in text, file
        if f"{file.parent.name}/{file.name}" not in DOORS:
            assert "import httpx" not in text, file
