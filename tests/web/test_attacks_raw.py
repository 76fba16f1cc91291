# ruff: noqa: E501 - one request a line, as it is sent
"""Requests that no browser and no library sends, straight into the real server."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from habeas import listening
from tests.web.chromium import Site, served
from tests.web.conftest import PASSPHRASE, Seed, token_of

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def site(copied: tuple[Path, Seed]) -> Iterator[Site]:
    """A small vault, behind the server that a person uses."""
    with served(*copied) as site:
        yield site


@pytest.fixture(scope="module")
def session(site: Site) -> tuple[str, str]:
    """Come in and unlock; return the session's cookie and form token."""
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        page = client.get(site.link())
        form = {"csrf": token_of(page.text), "passphrase": PASSPHRASE}
        ours = {"origin": site.home, "sec-fetch-site": "same-origin"}
        page = client.post(f"{site.home}/unlock", data=form, headers=ours)
        return client.cookies["habeas"], token_of(page.text)


FORM = (
    "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
)
NOTE = "csrf={token}&text=x&text.lang=en"
SECOND = "POST /cases/{case}/notes HTTP/1.1\r\n{own}" + FORM
BODY = f"{SECOND}Content-Length: 80\r\n\r\n{NOTE}"

REQUESTS = {
    "an address of another host": "GET http://evil.example/cases HTTP/1.1\r\n{own}\r\n",
    "an address of our host": "GET http://{host}/cases HTTP/1.1\r\n{own}\r\n",
    "a static file of another host": "GET http://e/static/x/y HTTP/1.1\r\n{own}\r\n",
    "every address": "OPTIONS * HTTP/1.1\r\n{own}\r\n",
    "a tunnel": "CONNECT 127.0.0.1:22 HTTP/1.1\r\n{own}\r\n",
    "an address without a slash": "GET cases HTTP/1.1\r\n{own}\r\n",
    "out of static": "GET /static/../cases HTTP/1.1\r\n{own}\r\n",
    "out of the launch link": "GET /open/x/../../cases HTTP/1.1\r\n{own}\r\n",
    "two hosts": "GET /cases HTTP/1.1\r\n{own}Host: evil.example\r\n\r\n",
    "our host twice": "GET /cases HTTP/1.1\r\n{own}Host: {host}\r\n\r\n",
    "no host": "GET /cases HTTP/1.1\r\nCookie: habeas={key}\r\n\r\n",
    "HTTP/1.0 without a host": "GET /cases HTTP/1.0\r\nCookie: habeas={key}\r\n\r\n",
    "HTTP/0.9": "GET /cases\r\n\r\n",
    "HTTP/2 by word of mouth": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "two origins": "GET /cases HTTP/1.1\r\n{own}Origin: {home}\r\nOrigin: http://e\r\n\r\n",
    "two sites": "GET /cases HTTP/1.1\r\n{own}Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n\r\n",
    "two cookies": "GET /cases HTTP/1.1\r\n{own}Cookie: habeas=x\r\n\r\n",
    "two kinds": f"{SECOND}Content-Type: text/plain\r\nContent-Length: 80\r\n\r\n{NOTE}",
    "two lengths": f"{SECOND}Content-Length: 80\r\nContent-Length: 5\r\n\r\n{NOTE}",
    "two lengths in one": f"{SECOND}Content-Length: 80, 5\r\n\r\n{NOTE}",
    "a length below nothing": f"{SECOND}Content-Length: -1\r\n\r\n{NOTE}",
    "a length with a sign": f"{SECOND}Content-Length: +80\r\n\r\n{NOTE}",
    "a length in words": f"{SECOND}Content-Length: 0x50\r\n\r\n{NOTE}",
    "a request inside a chunked one": f"POST /nowhere HTTP/1.1\r\n{{own}}{FORM}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{BODY}",
    "an invented encoding": f"{SECOND}Transfer-Encoding: xchunked\r\n\r\n{NOTE}",
    "an encoding with a space": f"{SECOND}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{BODY}",
    "an encoding on a second line": f"{SECOND}X: y\r\n Transfer-Encoding: chunked\r\n\r\n{NOTE}",
    "a chunk that is no number": f"{SECOND}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{NOTE}\r\n0\r\n\r\n",
    "a chunk of all the world": f"{SECOND}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFFFF\r\n{NOTE}",
    "a header with a NUL": "GET /cases HTTP/1.1\r\n{own}X: a\0b\r\n\r\n",
    "a header with half a line end": "GET /cases HTTP/1.1\r\n{own}X: a\rHost: e\r\n\r\n",
    "a header without a name": "GET /cases HTTP/1.1\r\n{own}: x\r\n\r\n",
    "a head without an end": "GET /cases HTTP/1.1\r\n{own}X: {long}\r\n\r\n",
    "an address without an end": "GET /{long} HTTP/1.1\r\n{own}\r\n",
    "headers without an end": "GET /cases HTTP/1.1\r\n{own}{many}\r\n",
    "a web socket": "GET /cases HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n\r\n",
}  # fmt: skip
"""Each comes with the cookie of an unlocked session, and yet gets and changes nothing."""


def said(site: Site, request: bytes, seconds: float = 0.4) -> bytes:
    """Send bytes, and return all that is answered until it is quiet for a while."""
    port = int(site.home.rpartition(":")[2])
    heard = b""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(10)
        try:
            line.sendall(request)
            while piece := line.recv(1 << 16):
                heard += piece
                line.settimeout(seconds)
        except (TimeoutError, ConnectionError):
            pass
    return heard


def written(site: Site, session: tuple[str, str], request: str) -> bytes:
    host = site.home.removeprefix("http://")
    key, token = session
    words = {"host": host, "home": site.home, "key": key, "token": token}
    words["own"] = f"Host: {host}\r\nCookie: habeas={key}\r\n"
    words["case"] = site.seed.case
    words["long"] = "a" * 200_000
    words["many"] = "".join(f"X{n}: a\r\n" for n in range(20_000))
    return request.format(**words).encode("latin-1")


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_no_browser_sends(
    site: Site, session: tuple[str, str], name: str
) -> None:
    answer = said(site, written(site, session, REQUESTS[name]))
    first = answer[9:12]
    assert first[:1] == b"4", answer[:200]
    assert b"HTTP/1.1 2" not in answer
    assert b"HTTP/1.1 3" not in answer
    assert b"The night of 3 May" not in answer


def test_the_same_line_passes_in_order(site: Site, session: tuple[str, str]) -> None:
    """The table above would prove nothing if nothing were answered at all."""
    page = said(site, written(site, session, "GET /cases HTTP/1.1\r\n{own}\r\n"))
    assert page.startswith(b"HTTP/1.1 200")
    form = NOTE.format(token=session[1])
    note = f"{SECOND}Content-Length: {len(form)}\r\n\r\n{NOTE}"
    assert said(site, written(site, session, note)).startswith(b"HTTP/1.1 303")


def test_a_form_that_never_ends_is_cut(site: Site, session: tuple[str, str]) -> None:
    head = written(site, session, f"{SECOND}Content-Length: 9999999999\r\n\r\n{NOTE}")
    answer = said(site, head + b"x" * (4 << 20))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")


def test_slow_clients_hold_nobody_up_and_are_sent_away(
    site: Site, session: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HEAD_SECONDS", 1.0)
    port = int(site.home.rpartition(":")[2])
    with ExitStack() as lines:
        slow = [
            lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _ in range(100)
        ]
        for line in slow:
            line.sendall(b"GET /cases HTTP/1.1\r\nHost: ")
        page = said(site, written(site, session, "GET /cases HTTP/1.1\r\n{own}\r\n"))
        assert page.startswith(b"HTTP/1.1 200")
        for line in slow:
            line.settimeout(30)
            assert line.recv(10) == b""


def test_a_slow_upload_holds_nobody_up(site: Site, session: tuple[str, str]) -> None:
    port = int(site.home.rpartition(":")[2])
    head = written(
        site,
        session,
        "POST /cases/{case}/documents/add HTTP/1.1\r\n{own}X-CSRF: {token}\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Length: 100000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="slow.txt"\r\n\r\n',
    )
    with socket.create_connection(("127.0.0.1", port)) as slow:
        for byte in head + b"abc":
            slow.sendall(bytes((byte,)))
        page = said(site, written(site, session, "GET /cases HTTP/1.1\r\n{own}\r\n"))
        assert page.startswith(b"HTTP/1.1 200")
        incoming = site.keeper._desk.vault.folder / "exhibits" / "incoming"  # type: ignore[union-attr]
        assert list(incoming.iterdir())
    for _ in range(200):
        if not list(incoming.iterdir()):
            break
        time.sleep(0.05)
    assert not list(incoming.iterdir())
