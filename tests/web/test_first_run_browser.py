"""The first run in a real browser: keyboard alone, without script, narrow, on paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from habeas.demo import throwaway
from tests.tally import Tally
from tests.web.chromium import Site, chromium, served
from tests.web.conftest import PASSPHRASE, QuickEntrance
from tests.web.test_first_run import NEW, NOBODY, WEAK, short_story

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]

LANGUAGES = ("en", "ru", "kk")
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
SUBMIT = "form[action='{}'] .primary"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A served place without a vault."""
    monkeypatch.setattr(throwaway, "build", short_story)
    with served(tmp_path / "vault", NOBODY) as site:
        folder, make = tmp_path / "vault", throwaway.build_throwaway
        site.keeper.entrance = QuickEntrance(folder, shown=make)
        yield site


def come_in(context: BrowserContext, site: Site) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(site.link())
    page.wait_for_url("**/first*")
    return page


def groups_on(page: Page) -> list[str]:
    found = page.locator(".groups b").all_inner_texts()
    assert len(found) == 9
    return found


def tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by the keyboard")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Reach something by the keyboard and press it."""
    tab_to(page, selector)
    page.keyboard.press(key)


def fill(page: Page, passphrase: str) -> None:
    for place in ("#passphrase", "#again"):
        page.fill(place, passphrase)


def test_the_keyboard_alone_leads_to_a_vault_and_its_sheet(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    context = browser.new_context(locale="ru-RU")
    page = come_in(context, site)
    press(page, "button[lang=ru]")
    page.wait_for_url("**/first/begin")
    press(page, "a[href='/create']")
    page.wait_for_url("**/create")
    tab_to(page, "#passphrase")
    for key in ("Tab", "Enter"):
        page.keyboard.type(WEAK)
        page.keyboard.press(key)
    page.wait_for_selector("[data-told] [role=alert]")
    assert page.input_value("#passphrase") == WEAK  # nothing is typed twice
    assert page.evaluate("document.activeElement.matches('[role=alert]')")
    press(page, "[name=anyway]", "Space")
    press(page, SUBMIT.format("/create"))
    page.wait_for_selector(".groups")
    groups = groups_on(page)
    assert page.is_visible("[data-print]")
    words = printed(page, tmp_path / "sheet.pdf")
    assert all(group in words for group in groups)
    assert page.url.endswith("/create")
    press(page, "main a[href='/cases']")
    page.wait_for_url("**/cases/**")
    with pytest.raises(PlaywrightError, match="ERR_CACHE_MISS"):
        page.go_back()  # the browser has not kept the sheet
    context.close()


def printed(page: Page, paper: Path) -> str:
    """Return the words of the one A4 page that a page is printed on."""
    page.pdf(path=paper, prefer_css_page_size=True)
    sheets = pypdfium2.PdfDocument(paper)
    assert len(sheets) == 1
    assert [round(side) for side in sheets[0].get_size()] == [595, 842]
    return str(sheets[0].get_textpage().get_text_range())


def test_a_hint_and_six_words_leave_the_form_as_it_is(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(locale="en-GB")
    page = come_in(context, site)
    page.goto(f"{site.home}/create")
    sent: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: sent.append(request.url))
    page.locator("#passphrase").press_sequentially(NEW)
    assert sent == []  # no half of a passphrase goes anywhere
    page.click("button[value=strength]")
    page.wait_for_selector("[data-told] .say.good")
    assert page.input_value("#passphrase") == NEW
    page.check("[data-show]")
    assert page.get_attribute("#passphrase", "type") == "text"
    page.click("button[value=words]")
    page.wait_for_selector(".words")
    assert len(page.inner_text(".words").split()) == 6
    assert set(sent) == {f"{site.home}/create"}
    context.close()


def test_the_same_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = come_in(context, site)
    page.click(".pick[lang=en]")
    page.click("form[action='/first/show'] button")
    page.wait_for_url("**/cases")
    page.click("form[action='/first/leave'] button")
    page.wait_for_url("**/first/begin")
    page.click("a[href='/create']")
    page.fill("#passphrase", PASSPHRASE)
    page.click("button[value=strength]")
    assert "Strong." in page.inner_text("[role=status]")
    fill(page, PASSPHRASE)
    page.check("[name=sheet]")
    page.click(SUBMIT.format("/create"))
    groups = groups_on(page)
    assert not page.is_visible("[data-print]")
    page.click("main a[href='/cases']")
    recover_without_script(page, groups)
    context.close()


def recover_without_script(page: Page, groups: list[str]) -> None:
    page.click(".lock")
    page.click("a[href='/recover']")
    wrong = ("0" if groups[1][0] != "0" else "1") + groups[1][1:]
    for code in ([groups[0], wrong, *groups[2:]], groups):
        page.fill("#code", " ".join(code).lower())
        fill(page, NEW)
        page.click(SUBMIT.format("/recover"))
        if code != groups:
            assert "group 2." in page.inner_text("[role=alert]")
    page.wait_for_url("**/keys")
    assert re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", page.inner_text("main"))


def test_a_slip_in_the_code_keeps_what_was_typed(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="en-GB")
    page = come_in(context, site)
    page.goto(f"{site.home}/create")
    fill(page, PASSPHRASE)
    page.click(SUBMIT.format("/create"))
    page.wait_for_selector(".groups")
    groups = groups_on(page)
    page.goto(f"{site.home}/cases")
    page.click(".lock")
    page.click("a[href='/recover']")
    page.fill("#code", "-".join(groups[:8]) + "-00000")
    fill(page, NEW)
    page.click(SUBMIT.format("/recover"))
    page.wait_for_selector("[data-told] [role=alert]")
    assert "group 9." in page.inner_text("[role=alert]")
    page.fill("#code", page.input_value("#code").replace("00000", groups[8]))
    page.click(SUBMIT.format("/recover"))
    page.wait_for_url("**/keys")
    context.close()


@dataclass
class Walk:
    """Looks at pages in every language, and counts them in light and dark."""

    page: Page
    site: Site
    found: list[str] = field(default_factory=list)
    count: int = 0

    def look(self, *paths: str) -> None:
        for path in paths:
            for language in LANGUAGES:
                self.speak(language)
                self.page.goto(self.site.home + path)
                self.see(f"{language} {path}")

    def see(self, name: str) -> None:
        self.count += 2
        self.found += [f"{name}: {one}" for one in faults(self.page)]

    def refused(self) -> None:
        """A weak passphrase, and six words, beside the form."""
        for language in LANGUAGES:
            self.speak(language)
            self.page.goto(f"{self.site.home}/create")
            fill(self.page, WEAK)
            self.page.click(SUBMIT.format("/create"))
            self.page.wait_for_selector("[data-told] [role=alert]")
            self.see(f"{language} weak")
            self.page.click("button[value=words]")
            self.page.wait_for_selector(".words")
            self.see(f"{language} words")

    def sheets(self) -> None:
        fill(self.page, PASSPHRASE)
        self.page.click(SUBMIT.format("/create"))
        for language in LANGUAGES:
            self.page.wait_for_selector(".groups")
            self.speak(language)
            self.page.goto(f"{self.site.home}/keys")
            self.see(f"{language} keys")
            self.page.fill("#old-sheet", PASSPHRASE)
            self.page.click(SUBMIT.format("/keys/sheet"))
            self.page.wait_for_selector(".groups")
            self.see(f"{language} sheet")

    def speak(self, language: str) -> None:
        self.page.context.add_cookies(
            [{"name": "habeas_language", "value": language, "url": self.site.home}]
        )


def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, site: Site, tally: Tally
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    walk = Walk(come_in(context, site), site)
    walk.look("/first", "/first/begin", "/first/elsewhere", "/create")
    walk.refused()
    walk.sheets()
    walk.page.goto(f"{site.home}/keys")
    walk.page.click(".lock")
    walk.look("/recover", "/unlock")
    context.close()
    assert not walk.found, "\n".join(walk.found)
    tally("pages x languages x themes checked by axe", walk.count)


def faults(page: Page) -> list[str]:
    """Return what axe finds in light and dark, and what is wider than a phone."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=COLOURS).response["violations"]
    said = [
        f"{one['id']} {node['html'][:120]}" for one in found for node in one["nodes"]
    ]
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 700})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            said.append(f"{over}px too wide at {width}")
    page.set_viewport_size({"width": 1280, "height": 900})
    return said
