"""Makes docs/screenshots from the demo case in a real browser.

    .venv/bin/python scripts/screenshots.py

Needs the test dependencies and Debian's Chromium.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from habeas.actions.bundles import export
from habeas.actions.choosing import Chosen, everything
from habeas.case.facts.consent import Use
from habeas.demo.build import build
from habeas.views.cases import case_heads

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
FLAGS += [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
WIDE, PHONE = (1440, 1000), (390, 844)


@dataclass(frozen=True)
class Shot:
    """A page and how it is looked at; `path` stands below the case."""

    name: str
    path: str
    language: str = "en"
    theme: str = "light"
    size: tuple[int, int] = WIDE
    height: int = 1720


SHOTS = (
    Shot("timeline-en", "/timeline"),
    Shot("timeline-ru", "/timeline", "ru"),
    Shot("timeline-kk", "/timeline", "kk"),
    Shot("timeline-en-dark", "/timeline", theme="dark"),
    Shot("timeline-kk-phone-dark", "/timeline", "kk", "dark", PHONE, 2600),
    Shot("overview-en", "", height=1200),
    Shot("document-en", "document", height=1300),
    Shot("document-ru-phone", "document", "ru", size=PHONE, height=2200),
    Shot("versions-en", "incident", height=1300),
    Shot("person-kk", "person", "kk", height=1300),
    Shot("custody-en", "exhibit", height=2000),
    Shot("exhibits-en", "/exhibits", height=800),
    Shot("today-en", "today", height=1300),
    Shot("today-kk-phone-dark", "today", "kk", "dark", PHONE, 2200),
    Shot("contacts-en", "/contacts", height=1300),
    Shot("contact-patterns-ru", "/contacts/patterns", "ru", height=1700),
    Shot("letter-en", "letter", height=1300),
    Shot("proceeding-en", "proceeding", height=1700),
    Shot("deadlines-ru", "/deadlines", "ru", height=1300),
    Shot("deadline-en", "deadline", height=1700),
    Shot("risks-en", "/risks", height=2000),
    Shot("custody-ru-phone-dark", "exhibit", "ru", "dark", PHONE, 2600),
    Shot("bundle-en", "/bundle", height=1400),
    Shot("verify-ru", "/verify", "ru", height=1000),
)


@contextmanager
def demo(*words: str) -> Iterator[str]:
    """Serve the demo case, or what the words say; yield the one-time link."""
    command = [sys.executable, "-m", "habeas", *(words or ("demo",)), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if link := re.search(r"http://\S+", line):
                    yield link[0]
                    return
            raise SystemExit("the demo did not start")
        finally:
            process.terminate()


def most_marked(page: Page, case: str, kind: str) -> str:
    """Return the page of this kind that the timeline points to most often."""
    page.goto(f"{case}/timeline")
    found = page.eval_on_selector_all(
        f'main a[href*="/{kind}/"]', "all => all.map(a => a.href.split('?')[0])"
    )
    return str(max(sorted(set(found)), key=found.count))


def first(page: Page, case: str, kind: str) -> str:
    """Return the first page of this kind that its list points to."""
    page.goto(f"{case}/{kind}")
    link = page.locator(f'main a[href*="/{kind}/"]').first.get_attribute("href")
    return case.split("/cases", maxsplit=1)[0] + str(link)


def broken(page: Page, case: str) -> str:
    """Return the page of the exhibit whose chain is broken."""
    page.goto(f"{case}/exhibits")
    row = page.locator("tr", has=page.locator(".broken"))
    return f"{case}/exhibits/{str(row.locator('a').first.get_attribute('href'))[-32:]}"


def shoot(context: BrowserContext, shot: Shot, url: str) -> None:
    """Look at one page and keep the picture."""
    origin = url.split("/cases", maxsplit=1)[0]
    context.add_cookies(
        [
            {"name": "habeas_language", "value": shot.language, "url": origin},
            {"name": "habeas_theme", "value": shot.theme, "url": origin},
        ]
    )
    page = context.new_page()
    page.set_viewport_size({"width": shot.size[0], "height": shot.height})
    page.goto(url)
    if shot.path == "/verify":
        page.click("main form button")
        page.wait_for_selector(".say.good")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=TARGET / f"{shot.name}.png")
    page.close()


def shoot_case(browser: Browser, link: str) -> None:
    """Look at the pages of the demo case."""
    context = browser.new_context(device_scale_factor=1)
    page = context.new_page()
    page.goto(link)
    page.wait_for_url("**/today")
    case = page.url.removesuffix("/today")
    special = {
        "document": most_marked(page, case, "documents"),
        "incident": most_marked(page, case, "incidents"),
        "person": most_marked(page, case, "people"),
        "exhibit": broken(page, case),
        "today": f"{case}/today",
        "letter": first(page, case, "letters"),
        "proceeding": first(page, case, "proceedings"),
        "deadline": first(page, case, "deadlines"),
    }
    for shot in SHOTS:
        shoot(context, shot, special.get(shot.path, case + shot.path))
    context.close()


def shoot_bundle(browser: Browser) -> None:
    """Look at a bundle as a stranger does: its page, and its verifier at work."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = example_bundle(Path(folder))
        with zipfile.ZipFile(bundle) as packed:
            packed.extractall(folder)
        (top,) = [
            one for one in Path(folder).iterdir() if (one / "verify.html").exists()
        ]
        page = browser.new_page(viewport={"width": 1200, "height": 1300})
        page.goto((top / "data" / "index.html").as_uri())
        page.screenshot(path=TARGET / "bundle-page-en.png")
        page.goto((top / "verify.html").as_uri())
        page.set_input_files("#zip", bundle)
        page.wait_for_selector(".verdict", timeout=60_000)
        page.screenshot(path=TARGET / "verify-html-en.png")
        page.close()


def shoot_first_run(browser: Browser, link: str) -> None:
    """Look at the first run: a language, a beginning, a passphrase, the sheet."""
    page = browser.new_page(viewport={"width": 900, "height": 640}, locale="kk-KZ")
    page.goto(link)
    page.screenshot(path=TARGET / "first-language-kk.png")
    page.click(".pick[lang=ru]")
    page.screenshot(path=TARGET / "first-begin-ru.png")
    page.click(".switches [lang=en]")
    page.click("a[href='/create']")
    for field in ("#passphrase", "#again"):
        page.fill(field, "sunshine 2024")
    page.click("form .primary")
    page.wait_for_selector("[data-told] .say")
    page.screenshot(path=TARGET / "first-passphrase-en.png", full_page=True)
    page.click("button[value=words]")
    words = page.inner_text(".words")
    for field in ("#passphrase", "#again"):
        page.fill(field, words)
    page.click("form .primary")
    page.wait_for_selector(".groups", timeout=60_000)
    page.screenshot(path=TARGET / "recovery-sheet-en.png", full_page=True)
    page.close()


def example_bundle(folder: Path) -> Path:
    """Export the demo case to a zip file."""
    desk = build(folder / "vault", None)
    try:
        (case,) = [head.id for head in case_heads(desk.views)]
        chosen = Chosen(Use.COURT, "Regional court", everything(desk, case))
        export(desk, case, chosen, "en", folder / "bundle.zip")
    finally:
        desk.close()
    return folder / "bundle.zip"


def main() -> None:
    """Make every picture."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with demo() as link:
            shoot_case(browser, link)
        shoot_bundle(browser)
        with tempfile.TemporaryDirectory() as folder:
            vault = ("--vault", f"{folder}/Habeas", "serve")
            with demo(*vault) as link:
                shoot_first_run(browser, link)
        browser.close()


if __name__ == "__main__":
    main()
