"""In a real browser: a file and a note are handed in, and are nowhere on the page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, share
from habeas.actions.outside import places_outside
from habeas.actions.record import open_case
from habeas.case.facts.members import Role
from tests.web.axe_walk import NARROW, OVER, RUN, WHOLE, WIDE
from tests.web.chromium import Site, chromium, come_in, served
from tests.web.conftest import PASSPHRASE, QuickEntrance, Seed

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
NONE = Seed(*[""] * 8)


@pytest.fixture
def site(tmp_path: Path, new_desk: Callable[[str], Desk]) -> Iterator[Site]:
    """A vault that adds to one case, and audits another."""
    ann, folder = new_desk("ann"), tmp_path / "away"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    for role in (Role.CONTRIBUTOR, Role.AUDITOR):
        title = {"title": {"lang": "en", "text": "The case of A."}}
        case = open_case(ann, title, "test")
        share(ann, case, "Ann", "laptop")
        asked = joining.ask(desk, "telephone")
        let = joining.let_in(ann, case, asked.note, asked.number, Seat("Eve", role))
        joining.enter(desk, let.welcome, let.number)
    assert len(places_outside(desk)) == 2
    desk.close()
    with served(folder, NONE) as site:
        yield site


def _is_fit(page: Page) -> None:
    """Hold the page against axe, wide and narrow."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate(f"window.stop(); {AXE_SCRIPT}; 0")
        page.evaluate(RUN, WHOLE)
        assert page.evaluate("found") == []
        assert page.evaluate(OVER) == ""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_is_handed_in_is_gone_from_the_page(
    site: Site, tmp_path: Path, *, script: bool
) -> None:
    film = tmp_path / "night of 3 May.mp4"
    film.write_bytes(b"film" * 9000)
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=script).new_page()
        come_in(page, site.link())
        page.click("text=Add to a case")
        page.set_input_files("#given", film)
        page.click("section:has(#given) button")
        page.wait_for_selector("tbody tr")
        page.fill("#text", "Two officers left at six.")
        page.click("section:has(#text) button")
        page.wait_for_selector("tbody tr:nth-child(2)")
        told = page.content()
        for word in ("Two officers", "night of 3 May", "The case of A.", "Ann"):
            assert word not in told
        page.go_back()
        page.go_back()
        assert "Two officers" not in page.inner_text("main")


def test_the_pages_are_fit_for_everybody(site: Site) -> None:
    with chromium() as browser:
        page = browser.new_context().new_page()
        come_in(page, site.link())
        _is_fit(page)
        page.click("text=Add to a case")
        page.fill("#text", "Two officers left at six.")
        page.click("section:has(#text) button")
        page.wait_for_selector("tbody tr")
        _is_fit(page)
        page.goto(f"{site.home}/cases")
        page.click("text=Audit a case")
        page.click("text=Check everything now")
        page.wait_for_selector("text=What is here holds")
        _is_fit(page)
