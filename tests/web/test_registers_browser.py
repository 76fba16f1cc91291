"""A register in a real browser: from the path of a file to the charts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.registers import ROWS, sample
from tests.web.chromium import Site, chromium, come_in, served
from tests.web.conftest import Seed

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
NARROW, SMALL = 320, 390


@pytest.fixture
def page(planted: tuple[Path, Seed]) -> Iterator[tuple[Page, Site]]:
    with served(*planted) as site, chromium() as browser:
        page = browser.new_page()
        come_in(page, site.link())
        page.wait_for_load_state("networkidle")
        yield page, site


def test_from_a_path_to_the_charts(page: tuple[Page, Site], tmp_path: Path) -> None:
    it, site = page
    refused: list[str] = []
    it.on("console", lambda said: refused.append(said.text))
    bring_in(it, site, tmp_path)
    it.get_by_role("link", name="Statistics").click()
    it.wait_for_selector("svg.chart")
    charts = it.get_by_role("img")
    assert len({one.get_attribute("aria-labelledby") for one in charts.all()}) == 8
    coloured(it)
    narrow(it)
    it.locator("#subject a", has_text="OPERATIONS").first.click()
    it.wait_for_selector("text=302 submissions")
    it.get_by_role("link", name="Next page").click()
    it.wait_for_selector("text=51 to 100 of 302")
    it.get_by_role("link", name="2048").click()
    it.wait_for_selector("text=28 CFR 542")
    assert not [one for one in refused if "Content Security" in one]


def bring_in(it: Page, site: Site, folder: Path) -> None:
    more = [ROWS[0].replace("1001", str(number)) for number in range(2000, 2300)]
    it.goto(f"{site.home}/cases/{site.seed.case}/registers/new")
    it.fill("#file", str(sample(folder / "data", *more)))
    it.click("main button.primary")
    it.wait_for_selector("text=Nothing is recorded yet")
    it.fill("[name=name]", "An invented authority")
    it.get_by_role("button", name="Bring it in").click()
    it.wait_for_selector("h2:has-text('Rows that were refused')", timeout=60_000)
    assert "307" in it.locator(".keyfigures").inner_text()


def coloured(it: Page) -> None:
    """See that the bars follow light, dark and print."""
    light = colour(it)
    it.emulate_media(color_scheme="dark")
    assert colour(it) != light
    it.emulate_media(media="print")
    assert colour(it) == "rgb(51, 51, 51)"
    it.emulate_media(media="screen", color_scheme="light")


def narrow(it: Page) -> None:
    """See that a phone shows all of it without moving sideways."""
    for width in (SMALL, NARROW):
        it.set_viewport_size({"width": width, "height": 700})
        assert it.evaluate("document.documentElement.scrollWidth") <= width


def colour(page: Page) -> str:
    found = page.evaluate("getComputedStyle(document.querySelector('rect.bar')).fill")
    return str(found)
