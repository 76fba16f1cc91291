"""From the alarm on the first page to its answer, in a browser, and on paper."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from habeas.actions import record
from tests.web.chromium import Site, chromium, come_in, served
from tests.web.conftest import PASSPHRASE, QuickEntrance, plant

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A vault in which A. was last seen ten days ago and agreed on every week."""
    folder = tmp_path / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    since = date.today() - timedelta(days=10)  # noqa: DTZ011 - as the system clock
    words = {"lang": "en", "text": "Weekly visit"}
    fields = {"what": words, "person": seed.person, "every": 7}
    agreed = {"edtf": since.isoformat(), "known": "seen"}
    plan = record.put(desk, seed.case, "plan", {**fields, "since": agreed})
    for day, what in ((1, "Ask in writing"), (30, "Tell the monitors")):
        step = {"plan": plan, "day": day, "what": {"lang": "en", "text": what}}
        record.put(desk, seed.case, "escalation", step)
    desk.close()
    with served(folder, seed) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    come_in(page, site.link())
    yield page
    context.close()


def test_from_the_alarm_to_the_days_of_its_plan(page: Page, site: Site) -> None:
    page.goto(f"{site.home}/cases/{site.seed.case}")
    alarm = page.locator(".say.bad")
    assert "Silent for 3 days" in alarm.inner_text()
    assert "Ask in writing" in alarm.inner_text()
    alarm.get_by_role("link").click()
    page.wait_for_url("**/plans/*")
    assert page.locator('nav a[aria-current="page"]').inner_text()[:4] == "Risk"
    assert page.locator(".strip li.today").count() == 1
    assert page.locator(".strip li.c-silent").count() == 3
    page.get_by_role("link", name="Answer the alarm").click()
    # Without a reason the browser asks for it, and nothing is sent.
    page.get_by_label("What was done").select_option("dismissed")
    page.get_by_role("button", name="Record it").click()
    assert page.url.endswith("#answer")
    assert page.evaluate("document.querySelector('#a-why').validity.valueMissing")


NO_STEP = "– not said –"


def answer(page: Page, what: str, why: str, step: str = "") -> None:
    page.get_by_label("What was done").select_option(what)
    page.get_by_label("This step of the plan").select_option(
        label=step or "– not said –"
    )
    page.get_by_label("Why, or what was learned").fill(why)
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**/plans/*#*")


def test_a_step_that_is_done_ends_no_silence_and_a_reason_does(
    page: Page, site: Site
) -> None:
    case = f"{site.home}/cases/{site.seed.case}"
    page.goto(case)
    page.locator(".say.bad").get_by_role("link").click()
    page.wait_for_url("**/plans/*")
    assert page.get_by_label("What was done").input_value() == ""  # nothing guessed
    answer(page, "done", "Request no. 31, stamped.", "Ask in writing")
    card = page.locator(".card", has_text="Ask in writing")
    assert "done" in card.inner_text()
    assert "Request no. 31" in card.inner_text()
    assert page.locator(".say.bad").count() == 1  # still silent
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    answer(page, "dismissed", "Seen in hospital.")
    assert "explained" in page.locator("#alarm").inner_text()
    page.goto(case)
    assert page.locator(".say.bad").count() == 0


def test_the_line_of_time_is_printed_without_forms_and_proposals(
    page: Page, site: Site
) -> None:
    case = f"{site.home}/cases/{site.seed.case}"
    page.goto(f"{case}/records/new/risk")
    page.get_by_label("What happened").first.select_option("threat")
    page.get_by_label("Who says so").first.select_option(site.seed.person)
    page.locator("#f-when").fill("2021-05-23")
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**/risks/*")
    page.goto(f"{case}/risks")
    assert page.locator(".nearest").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".nearest").first.is_visible()
    assert not page.get_by_role("link", name="Record what happened").is_visible()
    assert page.get_by_text("3 days later").first.is_visible()
