"""A paper in a real browser: what was typed is not lost by another button."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from habeas.actions.papers import Beginning, begin
from tests.web.chromium import chromium, come_in, served
from tests.web.conftest import PASSPHRASE, QuickEntrance, Seed

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]


@pytest.fixture
def page(planted: tuple[Path, Seed]) -> Iterator[Page]:
    """The page of a paper that was begun."""
    folder, seed = planted
    desk = QuickEntrance(folder).unlock(PASSPHRASE)
    one = begin(desk, seed.case, Beginning("allegation-letter", "en"))
    desk.close()
    with served(folder, seed) as site, chromium() as browser:
        page = browser.new_page()
        come_in(page, site.link())
        page.goto(f"{site.home}/cases/{seed.case}/papers/{one}")
        yield page


def test_another_button_asks_before_what_was_typed_is_lost(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("[name='a.why_urgent']", "She is to be moved.")
    page.fill("[name=recipient]", "Special Rapporteur on torture")
    page.get_by_role("button", name="Save the recipient").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value("[name='a.why_urgent']") == "She is to be moved."
    page.fill("[name=recipient]", "")
    page.get_by_role("button", name="Save the answers").click()
    page.wait_for_url("**#paper")
    assert asked == ["beforeunload"]
    assert page.input_value("[name='a.why_urgent']") == "She is to be moved."
    page.get_by_role("link", name="Timeline").first.click()
    page.wait_for_url("**/timeline")
    assert asked == ["beforeunload"]  # nothing to lose
