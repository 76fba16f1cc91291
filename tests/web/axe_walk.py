"""The walk of axe over pages: three languages, light and dark, wide and narrow.

Two files of tests walk half of the pages each, so that they run side by side.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page

from habeas.languages import LANGUAGES
from habeas.web import working
from tests.web.chromium import THRIFTY, Site, chromium, come_in, served
from tests.web.walk import Stop, furnish, stops

MARKS = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]

WIDE, PHONE, NARROW = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
)
BRIEF = {"resultTypes": ["violations"], "selectors": False}
WHOLE = {**BRIEF, "rules": {"target-size": {"enabled": True}}}
COLOURLESS = {
    **BRIEF,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}
UNNAMED = re.compile(
    r"\s*- (button|link|textbox|searchbox|checkbox|radio|combobox|spinbutton|slider"
    r"|progressbar|img|navigation|region|complementary)\b(?! \")"
)
FORMS = ("claim", "consent", "contact", "deadline", "identity", "preservation")
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["target-size", "scrollable-region-focusable"]
RUN = """(options) => { window.found = axe.run(document, options).then((all) =>
  all.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))); }"""
OVER = """() => {
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  if (over <= 0) return "";
  const wide = [...document.querySelectorAll("main *, header *, nav *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .map((one) => one.outerHTML.slice(0, 90));
  return `${over}px too wide: ${wide.slice(-2).join(" | ")}`;
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();  // WCAG 1.4.12; a style element would be refused
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
SEND = """(path) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  const token = document.createElement("input");
  token.name = "csrf";
  token.value = document.body.dataset.csrf;
  form.append(token);
  document.body.append(form);
  form.submit();
}"""


@dataclass
class Found:
    """What a walk found, by kind, and how many pages it saw."""

    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    pages: int = 0


def options(rules: list[str]) -> dict[str, Any]:
    return {**BRIEF, "runOnly": {"type": "rule", "values": rules}}


@dataclass
class Walker:
    """Three windows, one a language, that look at the same page at the same time."""

    pages: dict[str, Page]
    found: Found

    def look(self, stop: Stop) -> None:
        """See a page wide and narrow, light and dark.

        Each page is judged whole in one language after the other, each third one in
        all. Colours do not depend on the language: their rules, which cost most, are
        run in one language after the other, in both themes, and on a phone for each
        third page. A form that is refused is its page with one box more: it is seen in
        one language, and each fourth of them in both themes and on a phone. Who is not
        judged is narrow from the start: only whether the page fits is asked there.
        """
        turn = list(self.pages)[self.found.pages % len(self.pages)]
        third = self.found.pages % 3 == 2
        shown = self._go(stop, turn, whole=third)
        if not shown:
            return
        self.found.pages += 1
        one = {turn: shown[turn]}
        also = {name: page for name, page in shown.items() if third and name != turn}
        for page in (*one.values(), *also.values()):
            page.evaluate(f"{AXE_SCRIPT}; 0")
        for page in also.values():
            page.evaluate(RUN, COLOURLESS)
        self._run(stop, one, "light", WHOLE)
        self._collect(stop, also, "light")
        if not stop.sends or self.found.pages % 4 == 0:
            self._set(one, colour="dark")
            self._run(stop, one, "dark", options(COLOURS))
            self._set(one, colour="light", size=PHONE)
            rules = options([*COLOURS, *PLACES] if third else PLACES)
            self._run(stop, one, "phone", rules)
            self._fits(stop, one, "390")
        self._names(stop, one)
        self._set({**one, **also}, size=NARROW)
        self._fits(stop, shown, "320")
        self._set(one, size=WIDE)
        one[turn].evaluate(SPACED)
        self._fits(stop, one, "with wide letters and lines")

    def _go(self, stop: Stop, turn: str, *, whole: bool) -> dict[str, Page]:
        """Go there in each language; return who is at a page and not at a file.

        Only who will be judged is wide.
        """
        shown = {}
        for language, page in self.pages.items():
            if stop.sends and language != turn:
                continue
            self._set(
                {language: page}, size=WIDE if whole or language == turn else NARROW
            )
            if self._arrive(page, stop):
                page.evaluate("window.stop()")  # nor reload itself
                shown[language] = page
        return shown

    def wait(self, path: str) -> None:
        """See the page that long work shows; it is kept from going on."""
        for page in self.pages.values():
            page.route("**/result/*", lambda route: route.fulfill(status=204))
        for _ in self.pages:  # each has its turn
            self.look(Stop(path, sends=True))
        assert all("/verify" in page.url for page in self.pages.values())

    def look_from_outside(self, site: Site) -> None:
        """See what stands there while the vault is locked, and to a stranger."""
        page = next(iter(self.pages.values()))
        page.goto(f"{site.home}/cases")
        page.click(".lock")
        page.wait_for_url("**/unlock")
        for path in ("/unlock", "/nowhere", "/recover", "/recover/shares"):
            self.look(Stop(path))
        self.look(Stop("/unlock", sends=True))
        for language, own in self.pages.items():
            context = own.context
            context.clear_cookies()
            context.add_cookies(
                [{"name": "habeas_language", "value": language, "url": site.home}]
            )
        self.look(Stop("/cases"))

    def _arrive(self, page: Page, stop: Stop) -> bool:
        """Go there; say whether it is a page and not a file."""
        if stop.sends:
            with page.expect_navigation():
                page.evaluate(SEND, stop.path)
            return True
        home = "/".join(page.url.split("/", 3)[:3])
        try:
            answer = page.goto(home + stop.path)
        except Error as error:
            if "Download is starting" in str(error):
                return False
            raise
        assert answer is not None
        return answer.headers.get("content-type", "").startswith("text/html")

    def _set(
        self,
        shown: dict[str, Page],
        *,
        colour: str = "",
        size: dict[str, int] | None = None,
    ) -> None:
        for page in shown.values():
            if colour:
                page.emulate_media(color_scheme=colour)  # type: ignore[arg-type]
            if size:
                page.set_viewport_size(size)  # type: ignore[arg-type]

    def _run(
        self, stop: Stop, shown: dict[str, Page], how: str, rules: dict[str, Any]
    ) -> None:
        for page in shown.values():
            page.evaluate(RUN, rules)
        self._collect(stop, shown, how)

    def _collect(self, stop: Stop, shown: dict[str, Page], how: str) -> None:
        for language, page in shown.items():
            self.found.axe += [
                f"{stop} {language} {how}: {one}" for one in page.evaluate("found")
            ]

    def _names(self, stop: Stop, shown: dict[str, Page]) -> None:
        """Read the page as a screen reader does: each control has a name."""
        for language, page in shown.items():
            self.found.unnamed += [
                f"{stop} {language}: {line.strip()}"
                for line in page.locator("body").aria_snapshot().splitlines()
                if UNNAMED.match(line)
            ]

    def _fits(self, stop: Stop, shown: dict[str, Page], width: str) -> None:
        for language, page in shown.items():
            if over := page.evaluate(OVER):
                self.found.wide.append(f"{stop} {language} {width}: {over}")


def windows(browser: Browser, site: Site) -> dict[str, Page]:
    """Open a window for each language, unlocked."""
    opened = {}
    for language in LANGUAGES:
        context = browser.new_context(viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
        context.add_cookies(
            [{"name": "habeas_language", "value": language, "url": site.home}]
        )
        page = context.new_page()
        come_in(page, site.link())
        opened[language] = page
    return opened


def _is_alike(stop: Stop) -> bool:
    """Say whether it is a record's form that others stand for: made of one schema.

    Those that are looked at have a field of every kind, and the longest one.
    """
    hit = re.search(r"/records/new/(\w+)$", stop.path)
    return hit is not None and hit[1] not in FORMS


def walk(folder: Path, half: int) -> Found:
    """Return what a walk over every other page found; the first half sees more.

    It waits on a page as well, and looks at what a stranger sees.
    """
    cases = furnish(folder)
    with (
        pytest.MonkeyPatch.context() as patch,
        served(folder, cases.damaged) as site,
        chromium(THRIFTY) as browser,
    ):
        patch.setattr(working, "PATIENCE", 60.0)
        walker = Walker(windows(browser, site), Found())
        for stop in [one for one in stops(cases) if not _is_alike(one)][half::2]:
            walker.look(stop)
        if not half:
            patch.setattr(working, "PATIENCE", 0.0)
            walker.wait(f"/cases/{cases.damaged.case}/verify")
            walker.look_from_outside(site)
        return walker.found
