"""Today by keys in a real browser, with script and without, and on a phone."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from habeas.actions.record import put
from tests.web.chromium import Site, chromium, come_in, served
from tests.web.conftest import PASSPHRASE, QuickEntrance, plant

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]

FOCUSED = "document.activeElement.textContent"
THINGS = ("Footage of the gate", "Footage of the hall", "Footage of the yard")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("today") / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    for far, what in enumerate(THINGS):
        day = date.today() + timedelta(days=far)  # noqa: DTZ011 - as the system clock
        fields = {
            "what": {"lang": "en", "text": what},
            "kind": "footage",
            "ends": {"edtf": day.isoformat(), "known": "stated"},
        }
        put(desk, seed.case, "perishable", fields)
    desk.close()
    with served(folder, seed) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def today(context: BrowserContext, site: Site) -> Page:
    page = context.new_page()
    come_in(page, site.link())
    page.goto(f"{site.home}/today")
    return page


def test_it_is_where_a_person_comes_in(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = today(context, site)
    page.goto(f"{site.home}/")
    assert page.url == f"{site.home}/cases/{site.seed.case}/today"
    assert page.title() == "Today (1) – Habeas"
    context.close()


def test_j_and_k_go_along_the_lines_and_enter_opens(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context()
    page = today(context, site)
    page.wait_for_function(f"{FOCUSED} === '{THINGS[0]}'")
    for key, at in (("k", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == THINGS[at]
    page.keyboard.press("Control+j")
    assert page.evaluate(FOCUSED) == THINGS[1]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert THINGS[1] in page.inner_text("h1")
    context.close()


def test_no_key_works_off_the_lines(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = today(context, site)
    page.focus("text=Reminders")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED).strip() == "Reminders"
    context.close()


def test_without_script_the_lines_are_links(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = today(context, site)
    assert page.locator(".due").count() == len(THINGS)
    page.click(f"text={THINGS[2]}")
    assert THINGS[2] in page.inner_text("h1")
    context.close()


def test_on_a_phone_nothing_is_cut_off(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = today(context, site)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 320
    page.goto(f"{site.home}/today/reminders")
    assert page.evaluate(wide) <= 320
    context.close()
