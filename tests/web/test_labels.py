"""Labels and receipts: printed by the browser, and scanned back by a decoder."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from habeas.log.receipt import read_receipt
from tests.web.chromium import Site, chromium, come_in, planted
from tests.web.conftest import Door

ID = re.compile(r"[0-9A-F]{32}")


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def made(door: Door, home: str, token: str) -> str:
    asked = {"what": "A grey T-shirt", "kind": "garment", "seal": "K-7"}
    page = door.post(f"{home}/exhibits/new", token, **asked)
    return str(page.url.path).rsplit("/", 1)[1]


def numbered(door: Door, home: str, thing: str) -> str:
    """Return the exhibit number on the page of a thing."""
    page = door.client.get(f"{home}/exhibits/{thing}").text
    return str(re.findall(r"<span>Ex\. (\d+)</span>", page)[0])


def test_a_label_names_nobody_and_nothing(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token)
    asked = {"format": "a4-24", "exhibit": thing, "used": "2"}
    page = door.post(f"{home}/exhibits/labels", token, **asked).text
    (sheet,) = re.findall(r'<ol class="labels a4-24".*?</ol>', page, re.DOTALL)
    words = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", sheet, flags=re.DOTALL)
    number = numbered(door, home, thing)
    assert words.split() == ["Ex.", number, thing[:4], thing[4:8], "Seal", "K-7"]
    assert sheet.count('<li class="label"') == 3  # two are used already


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"format": "a3", "used": "0"}, "Choose a sheet"),
        ({"format": "a4-24", "used": "24"}, "from 0 to 23 labels"),
        ({"format": "a4-24", "used": "-1"}, "from 0 to 23 labels"),
        ({"format": "roll-62", "used": "1"}, "from 0 to 0 labels"),
        ({"format": "a4-8", "used": "many"}, "from 0 to 7 labels"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(
    door: Door, home: str, asked: dict[str, str], words: str
) -> None:
    token = door.enter()
    asked = {**asked, "exhibit": door.seed.document}
    page = door.post(f"{home}/exhibits/labels", token, **asked)
    assert page.status_code == 400
    assert words in page.text


def test_a_scan_opens_the_exhibit_and_nothing_else(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token)
    number = numbered(door, home, thing)
    printed = f"{thing[:4]} {thing[4:8]}"
    for code in (thing.upper(), printed, number, f"Ex. {number}", f"Д. {number}"):
        page = door.post(f"{home}/exhibits/scan", token, code=code)
        assert page.url.path == f"{home}/exhibits/{thing}"
    for code in ("F" * 32, door.seed.person.upper(), "'; --", "999"):
        page = door.post(f"{home}/exhibits/scan", token, code=code)
        assert page.status_code == 404
        assert "Nothing in this case is called" in page.text


def test_what_is_no_event_has_no_receipt(door: Door, home: str) -> None:
    door.enter()
    page = door.client.get(f"{home}/records/{door.seed.claim}/receipt")
    assert page.status_code == 404
    assert "no custody event" in page.text


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with planted(tmp_path_factory.mktemp("labels")) as made:
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


def printed(page: Page, folder: Path) -> list[str]:
    """Print a page as a person does; return the codes that a scanner reads from it."""
    path = folder / "printed.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    codes: list[str] = []
    with pypdfium2.PdfDocument(path) as document:
        for sheet in document:
            picture = sheet.render(scale=300 / 72).to_pil()
            codes += [one.text for one in zxingcpp.read_barcodes(picture)]
    return codes


@pytest.mark.parametrize("sheet", ["a4-24", "a4-14", "a4-8", "roll-62"])
@pytest.mark.browser
@pytest.mark.timeout(600)
@pytest.mark.enable_socket
def test_every_label_that_is_printed_is_read_by_a_scanner(
    page: Page, site: Site, tmp_path: Path, sheet: str
) -> None:
    base = f"{site.home}/cases/{site.seed.case}"
    things = []
    for number in range(3):
        page.goto(f"{base}/exhibits/new")
        page.fill("#f-what", f"A thing, {number}")
        page.select_option("#f-kind", "object")
        page.click("main form .end button")
        page.wait_for_url(re.compile(r"/exhibits/[0-9a-f]{32}$"))
        things.append(page.url[-32:].upper())
    page.goto(f"{base}/exhibits/labels")
    for box in page.locator("[name=exhibit]").all():
        box.set_checked((box.get_attribute("value") or "").upper() in things)
    page.select_option("#format", sheet)
    page.click("main form .end button")
    page.wait_for_selector(".labels")
    assert sorted(printed(page, tmp_path)) == sorted(things)


@pytest.mark.browser
@pytest.mark.timeout(600)
@pytest.mark.enable_socket
def test_a_receipt_is_printed_with_the_code_of_its_event(
    page: Page, site: Site, tmp_path: Path
) -> None:
    base = f"{site.home}/cases/{site.seed.case}"
    page.goto(f"{base}/records/new/custody?exhibit={site.seed.document}")
    page.select_option("#f-event", "handed")
    page.click("main form .end button")
    page.wait_for_url(re.compile("#"))
    page.click("text=Receipt to sign")
    (code,) = printed(page, tmp_path)
    assert ID.fullmatch(code)
    assert page.url.split("/")[-2].upper() == code
    assert "Received by: name" in page.inner_text(".receipt")
    page.click("details summary")
    seen = page.locator(".qr.wide").screenshot()
    (shown,) = zxingcpp.read_barcodes(Image.open(BytesIO(seen)))
    assert read_receipt(shown.text.encode()).released
