"""After a lock, a real browser shows nothing: not by going back, not by waiting."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from habeas.actions.documents import begin_import
from tests.web.chromium import CHROMIUM, FLAGS, Site, chromium, served
from tests.web.conftest import PASSPHRASE, QuickEntrance, Seed, token_of
from tests.web.test_upload_watch import entered
from tests.web.watch import marked

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def site(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(planted[0], tmp_path / "vault")
    with served(tmp_path / "vault", planted[1]) as site:
        yield site


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_shows_nothing_after_a_lock(
    site: Site, tmp_path: Path, *, script: bool
) -> None:
    """With Chromium's memory of past pages on, which Playwright turns off by itself."""
    with chromium():
        pass  # is it there at all?
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            args=FLAGS,
            ignore_default_args=["--disable-back-forward-cache"],
            java_script_enabled=script,
        )
        page = _walk(context, site)
        page.click(".lock")
        page.wait_for_url("**/unlock*")
        for _ in range(3):
            page.go_back()
            assert "/unlock" in page.url
            assert not {
                word for word in ("Zarina", "officer") if word in page.content()
            }
        context.close()


def _walk(context: BrowserContext, site: Site) -> Page:
    page = entered(context, site.link())
    page.goto(f"{site.home}/cases/{site.seed.case}/timeline")
    page.goto(f"{site.home}/cases/{site.seed.case}/people/{site.seed.person}/identity")
    assert "Zarina" in page.content()
    return page


def test_an_idle_page_hides_itself(site: Site) -> None:
    with chromium() as browser:
        contexts = [
            browser.new_context(java_script_enabled=one) for one in (True, False)
        ]
        pages = [entered(one, site.link()) for one in contexts]
        site.keeper.idle_seconds = 3
        site.keeper.touch()
        for page in pages:
            page.goto(f"{site.home}/cases/{site.seed.case}/timeline")
        for page in pages:
            page.wait_for_url("**/unlock*")
            assert "officer" not in page.content()
    assert not site.keeper.is_open


LONG = 48 << 20
"""Far more than any buffer between."""


def _bring_in(folder: Path, seed: Seed, size: int) -> str:
    desk = QuickEntrance(folder).unlock(PASSPHRASE)
    incoming = begin_import(desk, seed.case, "long.bin")
    for piece in marked(size, 5):
        incoming.write(piece)
    document = incoming.finish()
    desk.close()
    return document


def test_a_lock_cuts_what_is_being_taken_out(
    planted: tuple[Path, Seed], tmp_path: Path
) -> None:
    folder, seed = tmp_path / "vault", planted[1]
    shutil.copytree(planted[0], folder)
    document = _bring_in(folder, seed, LONG)
    with (
        served(folder, seed) as site,
        httpx.Client(follow_redirects=True, timeout=60) as client,
    ):
        page = client.get(site.link())
        ours = {"origin": site.home, "sec-fetch-site": "same-origin"}
        form = {"csrf": token_of(page.text), "passphrase": PASSPHRASE}
        page = client.post(f"{site.home}/unlock", data=form, headers=ours)
        address = f"/cases/{seed.case}/documents/{document}/original"
        host = site.home.removeprefix("http://")
        key = client.cookies["habeas"]
        with socket.create_connection(
            ("127.0.0.1", int(host.rpartition(":")[2]))
        ) as line:
            heads = f"Host: {host}\r\nCookie: habeas={key}\r\n\r\n"
            line.sendall(f"GET {address} HTTP/1.1\r\n{heads}".encode())
            got = len(line.recv(1 << 16))
            client.post(
                f"{site.home}/lock", data={"csrf": token_of(page.text)}, headers=ours
            )
            assert not site.keeper.is_open
            line.settimeout(30)
            while piece := line.recv(1 << 20):
                got += len(piece)
    assert 0 < got < LONG
