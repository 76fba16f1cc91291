"""The main job in a real browser, with script and without; and what fits."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from habeas.web import working
from tests.web.chromium import Site, chromium, come_in, planted
from tests.web.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served vault of its own: these tests write."""
    with planted(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this module."""
    with chromium() as started:
        yield started


def quiet_window(context: BrowserContext, site: Site) -> Page:
    """Open the launch link and unlock; every fault of a page's script is a failure."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: _quiet(said.type, said.text))
    come_in(page, site.link())
    return page


def _quiet(kind: str, text: str) -> None:
    if kind == "error" and not text.startswith("Failed to load resource"):
        pytest.fail(text)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a browser with script that has come in."""
    context = browser.new_context()
    yield quiet_window(context, site)
    context.close()


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield quiet_window(context, site)
    context.close()


STATEMENT = (
    "Statement of B.\n\nI stood at the door. \U0001f512 The lamp was on all night.\n"
)


def test_from_a_file_to_the_timeline(page: Page, site: Site, tmp_path: Path) -> None:
    home = f"{site.home}/cases/{site.seed.case}"
    file = tmp_path / "statement.txt"
    file.write_text(STATEMENT)
    os.utime(file, (0, 1773930600))
    page.goto(f"{home}/documents/add")
    page.set_input_files("#files", str(file))
    page.click("main form button")
    page.wait_for_url("**/documents/*")
    page.wait_for_selector("[data-doc]")
    assert "19 March 2026, 14:30" in page.inner_text("main")
    _select(page, "The lamp was on all night")
    assert page.input_value("#quote") == "The lamp was on all night"
    page.select_option("#c-speaker", site.seed.prison)
    page.select_option("#c-stance", "denied")
    page.select_option("#c-incident", site.seed.incident)
    page.fill("#c-said", "2021-06-09")
    page.click("[data-bench] form .primary")
    page.wait_for_url("**?claim=*")
    assert page.inner_text("mark.now") == "The lamp was on all night"
    page.goto(f"{home}/timeline")
    card = page.locator(f"[id='{site.seed.incident}']")
    assert "The lamp was on all night" in card.inner_text()


def _select(page: Page, words: str) -> None:
    """Select words in the document, as a hand with a mouse does."""
    page.evaluate(
        """(words) => {
          for (const p of document.querySelectorAll("p[data-start]")) {
            for (const node of p.childNodes) {
              const at = (node.textContent || "").indexOf(words);
              if (at < 0 || node.nodeType !== 3) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + words.length);
              const selection = getSelection();
              selection.removeAllRanges();
              selection.addRange(range);
            }
          }
        }""",
        words,
    )
    page.wait_for_function("document.querySelector('[name=end]').value !== ''")


def test_the_same_without_script(plain: Page, site: Site, tmp_path: Path) -> None:
    home = f"{site.home}/cases/{site.seed.case}"
    file = tmp_path / "other.txt"
    file.write_text("Other.\n\nThe window of the ward was broken in April.\n")
    plain.goto(f"{home}/documents/add")
    plain.set_input_files("#files", str(file))
    plain.click("main form button")
    plain.wait_for_url("**/documents/*")
    plain.click("#p2 > .no")
    assert "The window of the ward" in plain.input_value("#quote")
    plain.fill("#quote", "The window of the ward was broken")
    plain.click("details.inner summary >> nth=0")
    plain.fill("#c-speaker-new", "Witness C.")
    plain.select_option("#c-speaker-role", "witness")
    plain.select_option("#c-stance", "documented")
    plain.select_option("#c-incident", site.seed.incident)
    plain.click("[data-bench] form .primary")
    plain.wait_for_url("**?claim=*")
    plain.goto(f"{home}/timeline")
    assert "The window of the ward was broken" in plain.inner_text(".tl")
    assert "Witness C." in plain.inner_text(".tl")


def test_words_that_are_not_there_come_back_to_be_mended(
    page: Page, site: Site
) -> None:
    home = f"{site.home}/cases/{site.seed.case}"
    page.goto(f"{home}/documents/{site.seed.document}")
    page.fill("#quote", "words that nobody wrote")
    page.select_option("#c-speaker", site.seed.person)
    page.select_option("#c-stance", "alleged")
    page.click("[data-bench] form .primary")
    page.wait_for_selector("[role=alert]")
    assert "not in the document" in page.inner_text("[role=alert]")
    assert page.input_value("#quote") == "words that nobody wrote"
    assert page.input_value("#c-speaker") == site.seed.person


def test_a_bundle_is_seen_then_taken(page: Page, site: Site) -> None:
    home = f"{site.home}/cases/{site.seed.case}"
    page.goto(f"{home}/records/new/consent")
    page.select_option("#f-person", site.seed.person)
    page.select_option("#f-use", "court")
    page.select_option("#f-answer", "given")
    with page.expect_navigation():
        page.click("main form .primary")
    page.goto(f"{home}/bundle")
    page.select_option("#use", "court")
    page.fill("#recipient", "City court")
    page.click("main form .primary")
    page.wait_for_url("**/bundle/preview")
    assert "agreed to this use" in page.inner_text("main")
    with page.expect_download() as taken:
        page.click("text=Export and download")
    assert taken.value.suggested_filename.startswith("habeas-bundle-")
    path = taken.value.path()
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("with_script", [True, False])
def test_long_work_leads_to_its_result(
    browser: Browser,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    *,
    with_script: bool,
) -> None:
    context = browser.new_context(java_script_enabled=with_script)
    page = quiet_window(context, site)
    page.goto(f"{site.home}/cases/{site.seed.case}/verify")
    monkeypatch.setattr(working, "PATIENCE", 0.0)
    page.click("main form button")
    page.wait_for_url("**/result/*")
    page.wait_for_selector("text=Record intact.")
    context.close()


def test_lock_now_leaves_nothing_behind(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = quiet_window(context, site)
    page.goto(f"{site.home}/cases/{site.seed.case}/timeline")
    page.click("text=Lock now")
    page.wait_for_url("**/unlock")
    page.go_back()
    page.wait_for_url(re.compile("/unlock"))
    assert "The night of 3 May" not in page.content()
    context.close()


def addresses(site: Site) -> list[str]:
    """Return the address of every page, with the ids of the small case."""
    ids = {name: getattr(site.seed, name) for name in site.seed.__dataclass_fields__}
    return [path.format(**ids) for path in PAGES]


def speak(context: BrowserContext, site: Site, language: str) -> None:
    """Choose the language of the pages."""
    context.add_cookies(
        [{"name": "habeas_language", "value": language, "url": site.home}]
    )


@pytest.mark.parametrize("width", [820, 1440])
def test_no_page_is_wider_than_the_window(
    browser: Browser, site: Site, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = quiet_window(context, site)
    speak(context, site, "ru")
    wide = []
    for path in addresses(site):
        page.goto(site.home + path)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide.append(f"{path}: {over}px")
    context.close()
    assert not wide
