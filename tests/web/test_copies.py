"""The page of copies: a hub is added, told of, and exchanged with while one works."""

import html
import shutil
import socket
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from habeas.actions.record import put
from habeas.copying import watching
from habeas.copying.adding import told
from habeas.copying.desks import AtDesk
from habeas.crypto.certificates import public_key_hash
from habeas.web import copies
from tests.copying.conftest import Server, new_server, server
from tests.hub.peer import SetClock
from tests.hub.process import Now
from tests.sync.certificates import behind, shown
from tests.sync.copy import listening
from tests.sync.socks import DOMAIN, Socks
from tests.web.conftest import Door, Seed, opened

__all__ = ["new_server", "server"]


@pytest.fixture(autouse=True)
def short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll for a second: a hub that ends waits for its polls."""
    monkeypatch.setattr(watching, "LONGEST_WAIT", 1)


@pytest.fixture
def clock() -> SetClock:
    """Return the real time: the door has no other."""
    return Now()


@pytest.fixture
def fresh(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of its own: other tests see no hub in theirs."""
    folder = tmp_path / "vault"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


def add(door: Door, server: Server, token: str, **other: str) -> str:
    known = server.known(invited=True)
    fields = {
        "address": server.base,
        "fingerprint": told(known),
        "invitation": known.invitation,
        "pin": "",
        **other,
    }
    return door.post(f"/cases/{door.seed.case}/copies/add", token, **fields).text


def until(met: Callable[[], bool], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_nothing_is_elsewhere_until_a_hub_is_added(fresh: Door, server: Server) -> None:
    token, here = fresh.enter(), f"/cases/{fresh.seed.case}/copies"
    page = fresh.client.get(here).text
    assert "on no other copy" in page
    assert "This case has no hub yet" in page
    page = add(fresh, server, token)
    assert "Sent: entries" in page
    assert "Every entry is on another copy as well" in page
    assert "has every entry, as of" in page
    assert f'value="{server.base}"' not in page  # nothing is left to be sent again
    page = fresh.post(f"{here}/exchange", token).text
    assert "Nothing was new on either side" in page


def test_a_record_says_where_else_it_is(fresh: Door, server: Server) -> None:
    token, desk = fresh.enter(), fresh.keeper._desk
    assert desk is not None
    one = put(desk, fresh.seed.case, "note", {"text": {"lang": "en", "text": "here"}})
    page = f"/cases/{fresh.seed.case}/records/{one}"
    assert "Other copies" not in fresh.client.get(page).text
    add(fresh, server, token)
    assert "Other copies: with the hub" in fresh.client.get(page).text


def test_another_fingerprint_sends_nothing(fresh: Door, server: Server) -> None:
    token = fresh.enter()
    page = add(fresh, server, token, fingerprint="0000 1111 2222 3333 4444")
    assert "are not those that you were told of" in page
    assert "This case has no hub yet" in page
    assert server.hub.store.cases.usage() == []


def test_what_is_saved_goes_there_by_itself(fresh: Door, server: Server) -> None:
    token = fresh.enter()
    add(fresh, server, token)
    note = {"text": {"lang": "en", "text": "saved"}}
    desk = fresh.keeper._desk
    assert desk is not None
    before = server.hub.store.cases.usage()[0].used_entries
    put(desk, fresh.seed.case, "note", note)
    until(lambda: server.hub.store.cases.usage()[0].used_entries > before)


def test_a_lock_ends_it(fresh: Door, server: Server) -> None:
    token = fresh.enter()
    add(fresh, server, token)
    fresh.post("/lock", token)
    page = fresh.post(f"/cases/{fresh.seed.case}/copies/exchange", token)
    assert "Where copies are" not in page.text


def test_a_proxy_is_kept_or_refused(fresh: Door) -> None:
    token, here = fresh.enter(), f"/cases/{fresh.seed.case}/copies"
    page = fresh.post(f"{here}/proxy", token, proxy="socks4://127.0.0.1:9050").text
    assert "This proxy cannot be used" in page
    tor = "socks5h://127.0.0.1:9050"
    assert tor in fresh.post(f"{here}/proxy", token, proxy=tor).text
    page = fresh.post(f"{here}/proxy", token, proxy="").text
    assert f'value="{tor}"' not in page


def test_through_a_proxy_a_hub_is_added_and_no_name_is_looked_up(
    fresh: Door, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[object] = []
    real = socket.getaddrinfo

    def look(host: object, *args: Any, **more: Any) -> object:  # noqa: ANN401 - as the real one
        looked_up.append(host)
        return real("127.0.0.1", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look)
    cert = shown(tmp_path, Ed25519PrivateKey.generate())
    right, wrong = public_key_hash(cert.der), bytes(32)
    token, here = fresh.enter(), f"/cases/{fresh.seed.case}/copies"
    with behind(cert, server.base) as far:
        socks = Socks(far)
        with listening(socks.serve) as port:
            fresh.post(f"{here}/proxy", token, proxy=f"socks5h://127.0.0.1:{port}")
            at = {"address": "https://hub.example.org"}
            page = add(fresh, server, token, pin=b64encode(wrong).decode(), **at)
            assert "can not show that it is the hub" in html.unescape(page)
            page = add(fresh, server, token, pin=b64encode(right).decode(), **at)
            assert "Every entry is on another copy as well" in page
            assert f"socks5h://127.0.0.1:{port}" in page
            fresh.post("/lock", token)
    assert set(socks.asked) == {(DOMAIN, b"hub.example.org", 443)}
    assert set(looked_up) <= {"127.0.0.1", b"127.0.0.1"}
    assert len(set(socks.users)) > 1  # no circuit is that of another hub or case


def test_a_policy_is_kept_or_refused(fresh: Door) -> None:
    token, here = fresh.enter(), f"/cases/{fresh.seed.case}/copies"
    page = fresh.post(f"{here}/policy", token, policy="quorum nobody").text
    assert "Line 1 of this policy" in page
    assert "quorum none</textarea>" in fresh.post(
        f"{here}/policy", token, policy="quorum none"
    ).text.replace("\n", "")
    assert "quorum none" not in fresh.post(f"{here}/policy", token, policy="").text


def test_a_lock_while_it_exchanges_asks_for_the_passphrase(
    fresh: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = fresh.enter()

    async def locks(at: AtDesk, _case: str) -> None:
        await fresh.keeper.lock()
        await at(lambda _desk: None)

    monkeypatch.setattr(copies, "exchanging", locks)
    page = fresh.post(f"/cases/{fresh.seed.case}/copies/exchange", token).text
    assert 'name="passphrase"' in page
