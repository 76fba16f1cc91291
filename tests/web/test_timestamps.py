"""The page of the time from others: asking, waiting, failing, checking without us."""

import re
import shlex
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote

import pytest

from habeas.actions.desk import Desk
from habeas.actions.exhibits import add_exhibit
from habeas.actions.record import put
from habeas.actions.timestamps import MOST_AT_ONCE
from habeas.errors import StorageError
from habeas.timestamps.covered import Covered
from habeas.views.timestamps import tokens
from habeas.web import timestamps as page
from tests.timestamps.authority import (
    LIBRESSL,
    Answering,
    Calendar,
    Reply,
    Server,
    Stamper,
    as_authority,
    as_calendar,
    fake_openssl,
    serving,
)
from tests.timestamps.conftest import authorities, stamper
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant

__all__ = ["authorities", "stamper"]
Serve = Callable[[Answering], Server]
WHAT = {"lang": "en", "text": "A shirt"}


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with ExitStack() as stack:
        yield lambda answering: stack.enter_context(serving(answering))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of its own: these tests write."""
    folder = tmp_path / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    desk.close()
    yield from opened(folder, seed)


def at_desk(door: Door, work: Callable[[], Awaitable[object]]) -> None:
    """Do something in the server's own loop, from a thread outside it."""
    with door.client.portal() as portal:
        portal.call(work)


def choose(door: Door, token: str, name: str, url: str, ca: str = "") -> None:
    """Choose an authority on its form."""
    scheme = "rfc3161" if ca else "opentimestamps"
    path = f"/cases/{door.seed.case}/records/new/authority"
    fields = {"name": name, "url": url, "scheme": scheme, "ca": ca}
    answer = door.post(path, token, **fields)
    assert answer.url.path == f"/cases/{door.seed.case}/timestamps", answer.text


def test_three_are_asked_and_two_may_fail(
    door: Door, serve: Serve, stamper: Stamper
) -> None:
    token, here = door.enter(), f"/cases/{door.seed.case}/timestamps"
    empty = door.client.get(here).text
    assert "Nobody is chosen yet" in empty
    assert "does not prove" in empty
    assert "DigiCert" in empty
    root = stamper.pem.decode()
    choose(door, token, "Down", serve(lambda _p, _b: (503, {}, b"")).url, root)
    choose(door, token, "Forger", serve(lambda _p, _b: (200, {}, b"<p>")).url, root)
    choose(door, token, "Up", serve(as_authority(stamper)).url, root)
    waiting = door.client.get(here).text
    assert "a hash of 32 bytes" in waiting
    told = door.post(f"{here}/ask", token).text
    assert "refused to answer (HTTP 503)" in told
    assert "The answer of Forger was refused" in told
    assert "answered; the answer was judged and is kept" in told
    assert told.count("Check it without Habeas") == 1
    assert "Accepted by rfc3161-client" in door.client.get(here).text


def test_a_machine_without_a_fit_openssl_says_so(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.enter()
    here = f"/cases/{door.seed.case}/timestamps"
    assert "apt-get install openssl" not in door.client.get(here).text
    monkeypatch.setenv("PATH", fake_openssl(tmp_path / "bin", LIBRESSL))
    assert "openssl of this machine cannot judge" in door.client.get(here).text
    monkeypatch.setenv("PATH", "/nowhere")
    told = door.client.get(here).text
    assert "openssl was not found" in told
    assert "sudo apt-get install openssl" in told


def test_the_shown_command_checks_what_the_page_hands_out(
    door: Door, serve: Serve, stamper: Stamper, tmp_path: Path
) -> None:
    token, here = door.enter(), f"/cases/{door.seed.case}/timestamps"
    choose(door, token, "Up", serve(as_authority(stamper)).url, stamper.pem.decode())
    told = door.post(f"{here}/ask", token).text
    (command,) = re.findall(r"<code class=\"ltr\">([^<]+)</code>", told)
    for link in re.findall(r'href="([^"]+/(?:stamped|token|root))"', told):
        answer = door.client.get(link)
        name = unquote(answer.headers["content-disposition"].partition("''")[2])
        (tmp_path / name).write_bytes(answer.content)
    done = subprocess.run(
        shlex.split(command), cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, b"OK" in done.stdout + done.stderr) == (0, True)
    (data,) = tmp_path.glob("*.data")
    data.write_bytes(data.read_bytes() + b" ")
    bad = subprocess.run(
        shlex.split(command), cwd=tmp_path, capture_output=True, check=False
    )
    assert bad.returncode != 0
    other = f"/cases/{door.seed.case}/records/{door.seed.claim}/token"
    assert "no timestamp of this case" in door.client.get(other).text


def test_an_exhibit_is_stamped_by_itself_from_its_page(
    door: Door, serve: Serve, stamper: Stamper
) -> None:
    token, base = door.enter(), f"/cases/{door.seed.case}"
    choose(door, token, "Up", serve(as_authority(stamper)).url, stamper.pem.decode())
    thing = f"{base}/exhibits/{door.seed.document}"
    assert "Nobody else vouches yet" in door.client.get(thing).text
    told = door.post(f"{base}/timestamps/ask", token, exhibit=door.seed.document).text
    assert "letter.txt" in told
    assert "Up vouches for it" in door.client.get(thing).text
    again = door.post(f"{base}/timestamps/ask", token, exhibit=door.seed.document).text
    assert "Nothing waits" in again
    for odd in (door.seed.claim, "f" * 32, "../../etc", "'; DROP"):
        answer = door.post(f"{base}/timestamps/ask", token, exhibit=odd)
        assert answer.status_code == 404
        assert "Time from others" in answer.text


def test_a_calendar_waits_and_its_page_says_what_cannot_be_checked_here(
    door: Door, serve: Serve
) -> None:
    token, here = door.enter(), f"/cases/{door.seed.case}/timestamps"
    calendar = Calendar()
    server = serve(as_calendar(calendar))
    calendar.url = server.url
    choose(door, token, "Calendar", server.url)
    told = door.post(f"{here}/ask", token).text
    assert "no block yet" in told
    assert "ots verify -f" in told
    assert "cannot be checked offline" in told
    assert "no Bitcoin block holds it yet" in door.post(f"{here}/ask", token).text
    calendar.block = 900_000
    assert "Bitcoin block 900,000" in door.post(f"{here}/ask", token).text
    links = re.findall(r'href="([^"]+/token)"', door.client.get(here).text)
    proof = door.client.get(links[0])
    assert proof.content.startswith(b"\x00OpenTimestamps")
    assert "ots" in proof.headers["content-disposition"]


def test_pages_are_answered_while_somebody_is_waited_for(
    door: Door, serve: Serve, stamper: Stamper
) -> None:
    token, base = door.enter(), f"/cases/{door.seed.case}"
    met: list[int] = []

    def slow(path: str, body: bytes) -> Reply | None:
        met.append(door.client.get(f"{base}/people").status_code)
        return as_authority(stamper)(path, body)

    choose(door, token, "Slow", serve(slow).url, stamper.pem.decode())
    assert "judged and is kept" in door.post(f"{base}/timestamps/ask", token).text
    assert met == [200]


def test_a_lock_while_somebody_is_waited_for_keeps_nothing(
    door: Door, serve: Serve, stamper: Stamper
) -> None:
    token, base = door.enter(), f"/cases/{door.seed.case}"
    reopened = threading.Event()

    def locking(path: str, body: bytes) -> Reply | None:
        at_desk(door, door.keeper.lock)
        if reopened.is_set():
            at_desk(door, lambda: door.keeper.enter(PASSPHRASE, new=False))
        return as_authority(stamper)(path, body)

    choose(door, token, "Up", serve(locking).url, stamper.pem.decode())
    answer = door.post(f"{base}/timestamps/ask", token)
    assert "Unlock" in answer.text
    assert not door.keeper.is_open
    token = door.enter()
    reopened.set()
    answer = door.post(f"{base}/timestamps/ask", token)
    assert "They were not kept. Ask again." in answer.text
    assert "No timestamp is kept here yet" in door.client.get(f"{base}/timestamps").text


def test_a_disk_that_refuses_is_said_and_nothing_is_called_kept(
    door: Door, serve: Serve, stamper: Stamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, here = door.enter(), f"/cases/{door.seed.case}/timestamps"
    choose(door, token, "Up", serve(as_authority(stamper)).url, stamper.pem.decode())

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("habeas.actions.record.append", full)
        told = door.post(f"{here}/ask", token).text
    assert "The disk is full." in told
    assert "none was kept" in told
    assert "judged and is kept" not in told
    assert "judged and is kept" in door.post(f"{here}/ask", token).text


def test_what_was_withdrawn_in_another_window_is_said_and_the_rest_is_kept(
    door: Door, serve: Serve, stamper: Stamper
) -> None:
    token, base = door.enter(), f"/cases/{door.seed.case}"
    gone: list[str] = []

    def meanwhile(path: str, body: bytes) -> Reply | None:
        for one in gone:
            door.post(f"{base}/records/{one}/withdraw", token, reason="closed")
        gone.clear()
        return as_authority(stamper)(path, body)

    url, root = serve(meanwhile).url, stamper.pem.decode()
    choose(door, token, "Goes", url, root)
    choose(door, token, "Stays", url, root)
    listed = door.client.get(f"{base}/timestamps").text
    gone += re.findall(r'records/([0-9a-f]{32})">Goes<', listed)
    told = door.post(f"{base}/timestamps/ask", token).text
    assert "Goes answered, and was withdrawn meanwhile." in told
    assert told.count("judged and is kept") == 1
    assert told.count("Check it without Habeas") == 1


def test_two_windows_at_once_keep_one_answer(
    door: Door, serve: Serve, stamper: Stamper
) -> None:
    token, here = door.enter(), f"/cases/{door.seed.case}/timestamps"
    both = threading.Barrier(2, timeout=30)

    def together(path: str, body: bytes) -> Reply | None:
        both.wait()
        return as_authority(stamper)(path, body)

    choose(door, token, "Up", serve(together).url, stamper.pem.decode())
    pages: list[str] = []
    windows = [
        threading.Thread(
            target=lambda: pages.append(door.post(f"{here}/ask", token).text)
        )
        for _ in range(2)
    ]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert [text.count("Check it without Habeas") for text in pages] == [1, 1]
    assert door.client.get(here).text.count("Check it without Habeas") == 1


def test_a_wrong_authority_comes_back_with_what_was_typed(door: Door) -> None:
    token, base = door.enter(), f"/cases/{door.seed.case}/records/new/authority"
    fields = {"name": "A", "url": "file:///etc/passwd", "scheme": "rfc3161"}
    answer = door.post(base, token, **fields, ca="x")
    assert answer.status_code == 400
    assert 'value="file:///etc/passwd"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_many_waiting_and_many_tokens_are_shown_in_parts(
    door: Door, stamper: Stamper
) -> None:
    door.enter()
    case = door.seed.case

    def fill(desk: Desk) -> None:
        fields = {"name": "A", "url": "http://127.0.0.1:1/", "scheme": "rfc3161"}
        one = put(
            desk, case, "authority", {**fields, "ca": stamper.lines, "singly": True}
        )
        for _ in range(MOST_AT_ONCE + 5):
            add_exhibit(desk, case, {"what": WHAT, "kind": "garment"})
        for number in range(page.TOKENS + 1):
            covers = Covered("entry", "0" * 64, number, f"{number:064}")
            told = {"covers": str(covers), "imprint": covers.imprint}
            told |= {"name": "A", "authority": one, "scheme": "rfc3161"}
            put(desk, case, "timestamp", {**told, "token": ["QUJD"]})
        assert len(tokens(desk.views, case)) == page.TOKENS + 1

    at_desk(door, lambda: door.keeper.run(fill))
    here = door.client.get(f"/cases/{case}/timestamps").text
    assert "and 37 more" in here  # of 57: a head, 55 things, a document
    assert here.count("Check it without Habeas") == page.TOKENS
    second = door.client.get(f"/cases/{case}/timestamps?skip=50").text
    assert second.count("Check it without Habeas") == 1
