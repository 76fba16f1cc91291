"""What each task costs a new user in clicks and fields: docs/tasks.md, counted."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from tests.web.chromium import Site, chromium, planted
from tests.web.conftest import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]

DOC = Path(__file__).resolve().parents[2] / "docs" / "tasks.md"
ROW = re.compile(r"(?m)^\| (?P<task>[^|]+) \| (?P<clicks>\d+) \| (?P<fields>\d+) \|$")


class Hand:
    """A mouse and a keyboard that count what they do."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.clicks = self.fields = 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.click(what)

    def fill(self, what: str, words: str) -> None:
        self.fields += 1
        self.page.fill(what, words)

    def choose(self, what: str, label: str) -> None:
        self.fields += 1
        self.page.select_option(what, label=label)

    def select(self, words: str) -> None:
        """Select words in the text, as a mouse does."""
        self.clicks += 1
        self.page.evaluate(SELECT, words)
        self.page.wait_for_function("document.querySelector('[name=end]').value !== ''")

    def see(self, words: str) -> None:
        self.page.wait_for_selector(f"main >> text={words}")


SELECT = """(words) => {
  const walk = document.createTreeWalker(document.querySelector("[data-doc]"), 4);
  while (walk.nextNode()) {
    const at = walk.currentNode.textContent.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walk.currentNode, at);
    range.setEnd(walk.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with planted(tmp_path_factory.mktemp("tasks")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def unlock(hand: Hand) -> None:
    hand.fill("#passphrase", PASSPHRASE)
    hand.click("main button")
    hand.see("Nothing recorded is due now")


def begin(hand: Hand) -> None:
    hand.page.goto(f"{hand.home.partition('/cases')[0]}/cases/new")
    hand.fill("#f-title", "The second case")
    hand.click("main button")
    hand.see("Bring in the first document")


def bring_in(hand: Hand) -> None:
    hand.click("aside >> text=Add documents")
    hand.fields += 1
    letter = b"Statement.\n\nThe lamp was on all night. Nobody came.\n"
    file = FilePayload(name="statement.txt", mimeType="text/plain", buffer=letter)
    hand.page.set_input_files("#files", file)
    hand.click("text=Seal and read")
    hand.see("Who says what here?")


def mark(hand: Hand) -> None:
    hand.select("The lamp was on all night")
    hand.choose("#c-speaker", "A.")
    hand.choose("#c-stance", "Alleged")
    hand.click("text=Record the claim")
    hand.page.wait_for_selector("mark.now")


def mark_new(hand: Hand) -> None:
    hand.select("Nobody came")
    hand.click("summary >> text=Somebody not in the list >> nth=0")
    hand.fill("#c-speaker-new", "Witness D.")
    hand.choose("#c-speaker-role", "witness")
    hand.choose("#c-stance", "Alleged")
    hand.click("text=Record the claim")
    hand.page.wait_for_selector("mark.now")


def told(hand: Hand) -> None:
    hand.click("a >> text=Add an account")
    hand.choose("#f-speaker", "A.")
    hand.choose("#f-stance", "Alleged")
    hand.fill("#f-text", "It was cold in the corridor.")
    hand.click("text=Record it")
    hand.see("It was cold in the corridor.")


def consent(hand: Hand) -> None:
    hand.click("nav >> text=Consent")
    hand.click("text=Record a consent")
    hand.choose("#f-person", "A.")
    hand.choose("#f-use", "submit to a court")
    hand.choose("#f-answer", "given")
    hand.click("text=Record it")
    hand.see("History")


def take(hand: Hand) -> None:
    hand.click("nav >> text=Bundle")
    hand.choose("#use", "submit to a court")
    hand.fill("#recipient", "City court")
    hand.click("text=See it first")
    with hand.page.expect_download():
        hand.click("text=Export and download")


def check(hand: Hand) -> None:
    hand.click("nav >> text=Verify")
    hand.click("text=Check everything now")
    hand.see("Record intact.")


def find(hand: Hand) -> None:
    hand.fill("[name=q]", "corridor")
    hand.click("text=Apply")
    hand.see("It was cold in the corridor.")


def correct(hand: Hand) -> None:
    hand.page.click("a:has-text('The account') >> nth=0")
    hand.click("text=Correct")
    hand.choose("#f-stance", "Unknown")
    hand.fill("#reason", "She was not sure.")
    hand.click("text=Record the correction")
    hand.see("She was not sure.")


def who(hand: Hand) -> None:
    hand.click("nav >> text=People")
    hand.click("main >> text=A.")
    hand.click("text=Show who this is")
    hand.see("Zarina Omarova")


def lock(hand: Hand) -> None:
    hand.click("text=Lock now")
    hand.see("The vault is locked")


STEPS: dict[str, Callable[[Hand], None]] = {
    "unlock the vault and see what is to be done today": unlock,
    "bring in a document": bring_in,
    "mark a passage as a claim (on the document)": mark,
    "mark it for a person who is not recorded yet": mark_new,
    "record what was said without a paper": told,
    "record a consent": consent,
    "take a bundle out": take,
    "check the record": check,
    "find who said a word": find,
    "correct a claim (on its page)": correct,
    "see who a person is": who,
    "begin a case (in a new vault)": begin,
    "lock": lock,
}
ELSEWHERE = {
    "unlock the vault and see what is to be done today",
    "mark a passage as a claim (on the document)",
    "mark it for a person who is not recorded yet",
}


def test_each_task_costs_what_is_written(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(site.link())
    home = f"{site.home}/cases/{site.seed.case}"
    found = {}
    for task, walk in STEPS.items():
        if task not in ELSEWHERE:
            page.goto(f"{home}/timeline")
        hand = Hand(page, home)
        walk(hand)
        found[task] = (hand.clicks, hand.fields)
    page.close()
    rows = ROW.finditer(DOC.read_text("utf-8"))
    written = {one["task"]: (int(one["clicks"]), int(one["fields"])) for one in rows}
    assert found == written
