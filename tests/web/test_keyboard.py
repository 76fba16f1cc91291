"""The main job by keyboard alone: every stop is seen, in order, and nothing traps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FileChooser, Page

from tests.web.chromium import Site, chromium, planted
from tests.web.conftest import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]

LETTER = "Statement of C.\n\nThe lamp was on all night. Nobody came.\n"
WHERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const rings = [one, one.closest(".chip"), one.closest(".field")];
  const ring = rings.some((it) => it && getComputedStyle(it).outlineStyle !== "none");
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 12);
  const top = document.elementFromPoint(x, y);
  const covered = !(top && (one.contains(top) || top.contains(one)
    || [...(one.labels || [])].some((label) => label.contains(top))));
  const words = one.textContent.replace(/\\s+/g, " ").trim();
  const name = (one.getAttribute("aria-label") || words
    || [...(one.labels || [])].map((label) => label.innerText).join(" ")
    || one.title || "").trim();
  const all = [...document.querySelectorAll("*")];
  return { name, ring, covered, id: one.id, tag: one.localName, at: all.indexOf(one),
           href: one.getAttribute("href") || "" };
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with planted(tmp_path_factory.mktemp("keyboard")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def hands(browser: Browser, site: Site) -> Iterator["Hands"]:
    """A page that only a keyboard touches, locked."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(site.link())
    yield Hands(page)
    context.close()


class Hands:
    """A keyboard: goes from stop to stop, and looks at each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # From the first: a chooser asked for at the moment of the key comes too late.
        self.choosers: list[FileChooser] = []
        page.on("filechooser", self._offered)

    def _offered(self, chooser: FileChooser) -> None:
        self.choosers.append(chooser)

    def stop(self, key: str = "Tab") -> dict[str, object] | None:
        """Press Tab; the stop must be seen, unless the page's end was reached."""
        self.page.keyboard.press(key)
        here: dict[str, object] | None = self.page.evaluate(WHERE)
        if here is not None:
            assert here["ring"], f"no ring around {here}"
            assert not here["covered"], f"something covers {here}"
        return here

    def to(self, words: str = "", *, field: str = "", most: int = 120) -> None:
        """Go to the control of this name or id, by Tab alone."""
        for _ in range(most):
            here = self.stop()
            if here and (here["id"] == field if field else words in str(here["name"])):
                return
        pytest.fail(f"Tab never comes to ‘{words or field}’")

    def press(self, words: str) -> None:
        """Go there and press Enter; wait for the next page."""
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def choose(self, words: str) -> None:
        """Choose an option by its first letters."""
        self.page.keyboard.type(words, delay=20)

    def unlock(self) -> None:
        if "/unlock" in self.page.url:
            self.page.wait_for_function("document.activeElement.id === 'passphrase'")
            self.type(PASSPHRASE)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")


def test_the_main_job(hands: Hands, tmp_path: Path) -> None:
    page = hands.page
    hands.unlock()
    bring_in(hands, tmp_path)
    mark(hands)
    page.wait_for_selector("mark.now")
    hands.press("Timeline")
    assert "The lamp was on all night" in page.inner_text(".tl")
    agree(hands)
    hands.press("Bundle")
    take_out(hands)
    hands.press("Verify")
    hands.press("Check everything now")
    assert "Record intact." in page.inner_text("main")
    hands.press("Lock now")
    assert page.url.endswith("/unlock")


def bring_in(hands: Hands, tmp_path: Path) -> None:
    file = tmp_path / "statement.txt"
    file.write_text(LETTER)
    hands.press("Documents")
    hands.press("Add documents")
    hands.to(field="files")
    with hands.page.expect_event("filechooser"):
        hands.page.keyboard.press("Space")
    hands.choosers[-1].set_files(file)
    hands.to("Seal and read")
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_selector("[data-doc]")


def mark(hands: Hands) -> None:
    page = hands.page
    hands.press("Mark a passage of paragraph 2")
    hands.to(field="quote")
    page.keyboard.press("Control+A")
    hands.type("The lamp was on all night")
    hands.to(field="c-speaker")
    hands.choose("The prison")
    hands.to(field="c-stance")
    hands.choose("Denied")
    hands.to(field="c-incident")
    hands.choose("The night")
    hands.press("Record the claim")


def agree(hands: Hands) -> None:
    hands.press("Consent")
    hands.press("Record a consent")
    hands.to(field="f-person")
    hands.choose("A.")
    hands.to(field="f-use")
    hands.choose("submit")
    hands.to(field="f-answer")
    hands.choose("given")
    hands.press("Record it")


def take_out(hands: Hands) -> None:
    hands.to(field="use")
    hands.choose("submit")
    hands.to(field="recipient")
    hands.type("City court")
    hands.press("See it first")
    hands.to("Export and download")
    with hands.page.expect_download() as taken:
        hands.page.keyboard.press("Enter")
    assert taken.value.path().read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("room", ["timeline", "documents/{document}", "bundle"])
def test_tab_goes_through_the_page_in_order_and_out_again(
    hands: Hands, site: Site, room: str
) -> None:
    hands.unlock()
    path = room.format(document=site.seed.document)
    hands.page.goto(f"{site.home}/cases/{site.seed.case}/{path}")
    first = hands.stop()
    assert first
    assert first["name"] == "Skip to the page"
    places = [first["at"]]
    while (here := hands.stop()) is not None:
        assert len(places) < 300, "Tab does not leave the page"
        places.append(here["at"])
    assert places == sorted(places)  # type: ignore[type-var]
    assert len(places) > 20


def test_the_first_stop_skips_to_the_page(hands: Hands, site: Site) -> None:
    hands.unlock()
    hands.page.goto(f"{site.home}/cases/{site.seed.case}/people")
    hands.stop()
    hands.page.keyboard.press("Enter")
    here = hands.stop()
    assert here
    assert here["name"] == "Record a person"


def test_what_was_refused_has_the_keyboard_and_names_its_field(
    hands: Hands, site: Site
) -> None:
    page = hands.page
    hands.unlock()
    page.goto(f"{site.home}/cases/{site.seed.case}/records/new/incident")
    hands.to(field="f-title")
    hands.type("The morning after")
    hands.to(field="f-when")
    hands.type("yesterday")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title().startswith("Not done:")
    page.wait_for_function("document.activeElement.id === 'problem'")
    field = page.locator("#f-when")
    assert field.get_attribute("aria-invalid") == "true"
    assert "problem" in str(field.get_attribute("aria-describedby")).split()
    hands.to("Go to the field")
    page.keyboard.press("Enter")
    here = hands.stop()
    assert here
    assert here["id"] == "f-when"
    assert page.input_value("#f-title") == "The morning after"
