"""A real server and a real Chromium, for the tests marked `browser`."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from habeas.listening import ImpatientH11
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.session import Sessions
from tests.web.conftest import PASSPHRASE, QuickEntrance, Seed, plant

CHROMIUM = os.environ.get("HABEAS_CHROMIUM") or shutil.which("chromium") or ""
WINDOWLESS = (
    os.environ.get("HABEAS_CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or CHROMIUM
)
"""The same engine without a browser's own windows, if it is there: a third quicker.

It has no camera and no history; tests that want these start the whole browser.
"""
THRIFTY = "--js-flags=--no-turbofan --min-semi-space-size=32"
"""For a large script that runs once a page: to optimise it costs more than it saves."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Site:
    """A served vault: where it is, and how to come in."""

    home: str
    sessions: Sessions
    keeper: DeskKeeper
    seed: Seed

    def link(self) -> str:
        """Return a fresh one-time link."""
        return f"{self.home}/open/{self.sessions.mint()}"


@contextmanager
def served(folder: Path, seed: Seed) -> Iterator[Site]:
    """Serve a vault on a free port of 127.0.0.1 in a thread."""
    keeper, sessions = DeskKeeper(QuickEntrance(folder)), Sessions()
    sock = uvicorn.Config("", port=0, log_config=None).bind_socket()
    port = int(sock.getsockname()[1])
    made = make_app(keeper, sessions, port)
    config = uvicorn.Config(made, http=ImpatientH11, log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield Site(f"http://127.0.0.1:{port}", sessions, keeper, seed)
    finally:
        server.should_exit = True
        thread.join(20)
        sock.close()


def come_in(page: Page, link: str) -> None:
    """Open a link and unlock if asked; end when the page behind the lock has loaded.

    The lock's own address names the page behind it (`/unlock?next=/today`): who waits
    for that name goes on too early.
    """
    page.goto(link)
    if urlsplit(page.url).path == "/unlock":
        page.fill("#passphrase", PASSPHRASE)
        page.click("main button")
        page.wait_for_url(lambda url: urlsplit(url).path != "/unlock")


@contextmanager
def chromium(*more: str, program: str = WINDOWLESS) -> Iterator[Browser]:
    """Start Chromium with `more` flags, or skip; fail where HABEAS_BROWSER=required.

    Without its own windows, unless the whole `program` is asked for: CHROMIUM.
    """
    if not CHROMIUM:
        say = (
            pytest.fail
            if os.environ.get("HABEAS_BROWSER") == "required"
            else pytest.skip
        )
        say("Chromium is not installed: `apt-get install chromium` brings it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*FLAGS, *more]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def planted(folder: Path) -> Iterator[Site]:
    """Serve a new vault with the small invented case: for tests that write."""
    desk = QuickEntrance(folder / "vault").create(PASSPHRASE)
    seed = plant(desk)
    desk.close()
    with served(folder / "vault", seed) as site:
        yield site
