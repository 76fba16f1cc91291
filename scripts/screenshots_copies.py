"""Makes the pictures of a case that two people share, both sides, in a real browser.

    .venv/bin/python scripts/screenshots_copies.py

Two vaults and a hub run as a person would run them; everything is done on the pages.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import CHROMIUM, FLAGS, TARGET, demo

from habeas import app
from habeas.actions.record import open_case, put
from habeas.clock import SystemClock
from habeas.crypto.passphrase import KdfParams
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.store import Quota
from habeas.wire.fingerprint import fingerprint

PASSPHRASE = "seven invented words for pictures only"  # noqa: S105 - of no vault
CHEAP = KdfParams(memory_kib=8, iterations=1, lanes=1, salt=bytes(16))
PORT = 8771
NAME = f"127.0.0.1:{PORT}"


@contextmanager
def hub(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve a hub; yield its fingerprint and an invitation."""
    create_hub(folder, NAME)
    with open_hub(folder) as made:
        told = fingerprint(made.keys.ed25519_public, made.keys.mldsa44_public)
        now = int(SystemClock().now().timestamp())
        token = invite(made, Quota(10**9, 10**6), now)
    words = ["hub", "serve", "--folder", str(folder), "--listen", NAME]
    command = [sys.executable, "-m", "habeas", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield told, token
        finally:
            process.terminate()


def side(browser: Browser, link: str) -> tuple[Page, str]:
    """Open a vault in a window of its own; return it and where it is served."""
    context = browser.new_context(viewport={"width": 1240, "height": 1000})
    page = context.new_page()
    page.goto(link)
    page.fill("#passphrase", PASSPHRASE)
    page.click("main button")
    page.wait_for_url(re.compile(r"^[^?]*/(cases|today)"))
    return page, re.match(r"https?://[^/]+", link)[0]  # type: ignore[index]


def shoot(page: Page, name: str) -> None:
    """Keep a picture of a whole page."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=TARGET / f"{name}.png", full_page=True)


def join(ann: Page, beth: Page, home: str, folder: Path) -> None:
    """Let Beth in: a request, a welcome, and a number that each reads out."""
    beth.goto(f"{home}/join")
    beth.fill("#label", "Laptop in Almaty")
    beth.click("main form button")
    beth.wait_for_selector(".digits")
    shoot(beth, "join-request-en")
    with beth.expect_download() as request:
        beth.click("main a.btn.primary")
    request.value.save_as(folder / "request.txt")
    ann.set_input_files("#file", folder / "request.txt")
    ann.click("main form[enctype] button")
    ann.fill("#heard", beth.inner_text(".digits"))
    ann.fill("#name", "Beth")
    shoot(ann, "members-let-in-en")
    ann.click("main button.primary")
    ann.wait_for_selector(".digits")
    with ann.expect_download() as welcome:
        ann.click("main button.primary")
    welcome.value.save_as(folder / "welcome.habeas")
    beth.set_input_files("#file", folder / "welcome.habeas")
    beth.fill("#heard", ann.inner_text(".digits"))
    beth.click("main form[enctype] button")
    beth.wait_for_selector(".say.good")


def add_hub(ann: Page, case: str, told: str, token: str) -> None:
    """Add a hub, and wait until the case is there."""
    ann.goto(f"{case}/copies")
    ann.fill("input[name=address]", f"http://{NAME}")
    ann.fill("input[name=fingerprint]", told)
    ann.fill("input[name=invitation]", token)
    ann.click("form:has(input[name=invitation]) button")
    ann.wait_for_load_state()


def wait_for_case(beth: Page, home: str) -> str:
    """Return Beth's page of the case, once it has come."""
    for _ in range(60):
        beth.goto(f"{home}/cases")
        if link := beth.query_selector("main a[href*='/timeline']"):
            return f"{home}{link.get_attribute('href')}".removesuffix("/timeline")
        beth.wait_for_timeout(1000)
    raise SystemExit("the case did not come")


def suspend(ann: Page, beth: Page, case: str, theirs: str) -> None:
    """Suspend Beth, and look at both sides."""
    ann.goto(f"{case}/members")
    shoot(ann, "members-en")
    ann.click("main h3 a:has-text('Beth')")
    ann.select_option("#ground", "arrest")
    ann.click("button[value=suspend]")
    ann.wait_for_selector("button[value=lift]")
    shoot(ann, "member-suspended-en")
    ann.wait_for_timeout(4000)
    beth.goto(f"{theirs}/copies")
    beth.wait_for_timeout(4000)
    beth.goto(f"{theirs}/copies")
    shoot(beth, "copies-suspended-en")


def vaults(folder: Path) -> str:
    """Make both vaults; return the case that one of them holds."""
    desk = app.create(folder / "ann", PASSPHRASE, params=CHEAP)
    case = open_case(
        desk, {"title": {"lang": "en", "text": "The case of A."}}, "habeas"
    )
    put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    desk.close()
    app.create(folder / "beth", PASSPHRASE, params=CHEAP).close()
    return case


def main() -> None:
    """Play it once and keep the pictures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        case = vaults(folder)
        told, token = stack.enter_context(hub(folder / "hub"))
        links = [
            stack.enter_context(demo("serve", "--vault", str(folder / name)))
            for name in ("ann", "beth")
        ]
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        (ann, hers), (beth, home) = (side(browser, link) for link in links)
        page = f"{hers}/cases/{case}"
        add_hub(ann, page, told, token)
        ann.goto(f"{page}/members")
        ann.fill("#name", "Aigerim")
        ann.click("main button.primary")
        join(ann, beth, home, folder)
        theirs = wait_for_case(beth, home)
        beth.goto(f"{theirs}/members")
        shoot(beth, "members-other-side-en")
        ann.wait_for_timeout(3000)
        ann.goto(f"{page}/copies")
        shoot(ann, "copies-en")
        suspend(ann, beth, page, theirs)
        browser.close()


if __name__ == "__main__":
    main()
