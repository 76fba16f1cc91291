"""On paper, in colours of one's own, on a phone: nothing that is needed is lost."""

import io
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Page

from habeas.languages import LANGUAGES
from tests.web.axe_walk import windows
from tests.web.chromium import chromium, served
from tests.web.walk import Cases, furnish

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def shown(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[dict[str, Page], str, Cases]]:
    """A window a language, the address of the full case, and its ids."""
    folder = tmp_path_factory.mktemp("looks") / "vault"
    cases = furnish(folder)
    with served(folder, cases.damaged) as site, chromium() as browser:
        yield windows(browser, site), f"{site.home}/cases/{cases.full}", cases


def printed(page: Page) -> list[str]:
    """Return the words of each printed page."""
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    return [sheet.get_textpage().get_text_range() for sheet in pdf]


def test_a_printed_timeline_has_every_account_and_no_button(
    shown: tuple[dict[str, Page], str, Cases],
) -> None:
    windows, home, _ = shown
    page = windows["en"]
    page.goto(f"{home}/timeline")
    spoken = page.locator(".tl blockquote, .tl .quote").all_inner_texts()
    sheets = printed(page)
    told = " ".join(" ".join(sheets).split())
    lost = [one for one in spoken if one.split()[0] not in told]
    assert not lost
    assert "Lock now" not in told
    assert "Apply" not in told
    assert "Signatures hold" in told
    assert all(len(sheet.split()) > 40 for sheet in sheets[:-1]), "a sheet is empty"


@pytest.mark.parametrize("room", ["", "/claims/{claim}", "/incidents/{incident}"])
def test_a_printed_page_has_its_title_on_the_first_sheet(
    shown: tuple[dict[str, Page], str, Cases], room: str
) -> None:
    windows, home, cases = shown
    page = windows["ru"]
    page.goto(home + room.format(**{k: v[0] for k, v in cases.values.items()}))
    title = page.locator("h1").inner_text()
    sheets = printed(page)
    assert title.split()[0] in sheets[0]
    assert len(sheets) <= 3


def test_colours_of_ones_own_show_where_one_is(
    shown: tuple[dict[str, Page], str, Cases],
) -> None:
    windows, home, _ = shown
    page = windows["en"]
    page.emulate_media(forced_colors="active")
    page.goto(f"{home}/timeline")
    colour = "one => getComputedStyle(one).backgroundColor"
    here = page.locator("nav.side [aria-current]").evaluate(colour)
    other = page.locator("nav.side a:not([aria-current])").first.evaluate(colour)
    page.emulate_media(forced_colors="none")
    assert here != other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_labels_of_the_strip_do_not_touch(
    shown: tuple[dict[str, Page], str, Cases], language: str, width: int
) -> None:
    windows, home, _ = shown
    page = windows[language]
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{home}/timeline")
    boxes = page.eval_on_selector_all(
        ".density text",
        """all => all.map((one) => one.getBoundingClientRect())
             .filter((box) => box.width).map((box) => [box.left, box.right])""",
    )
    assert len(boxes) > 1
    ends = [right for _, right in boxes]
    assert all(
        left > end for (left, _), end in zip(boxes[1:], ends[:-1], strict=True)
    ), boxes
    assert ends[-1] <= width


@pytest.mark.parametrize("room", ["/notes", "/verify", "/consents"])
def test_on_a_phone_the_open_room_is_in_sight(
    shown: tuple[dict[str, Page], str, Cases], room: str
) -> None:
    windows, home, _ = shown
    page = windows["kk"]
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(home + room)
    box = page.locator("nav.side [aria-current]").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_form_beside_a_text_does_not_scroll_within_itself(
    shown: tuple[dict[str, Page], str, Cases],
) -> None:
    windows, home, cases = shown
    page = windows["en"]
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto(f"{home}/documents/{cases.values['document'][0]}")
    over = page.locator(".bench").evaluate("it => it.scrollHeight - it.clientHeight")
    assert over <= 0
