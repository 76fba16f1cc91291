"""A printed label before a camera: Chromium plays a film of it as its camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from habeas.log.receipt import as_code, read_receipt
from tests.text.test_codes import photo
from tests.web.chromium import CHROMIUM, Site, chromium, come_in, planted

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.enable_socket]

START, STOP = "text=Scan with the camera", "text=Stop the camera"
WATCHED = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.opened = [];
navigator.mediaDevices.getUserMedia = async (what) => {
  const stream = await ask(what);
  window.opened.push(...stream.getTracks());
  return stream;
};
"""
LET_GO = "() => opened.length && opened.every((one) => one.readyState === 'ended')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with planted(tmp_path_factory.mktemp("camera")) as made:
        yield made


@contextmanager
def before_camera(folder: Path, *texts: str) -> Iterator[BrowserContext]:
    """Start Chromium with a film of a table, on which codes lie, for a camera."""
    film = folder / "film.mjpeg"
    film.write_bytes(photo(*texts, size=(1280, 960)) * 5)
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    with chromium(*flags, program=CHROMIUM) as browser:
        context = browser.new_context()
        context.add_init_script(WATCHED)
        yield context


def entered(context: BrowserContext, site: Site, path: str) -> Page:
    """Come in, unlock if need be, and open a page of the case."""
    page = context.new_page()
    come_in(page, site.link())
    page.goto(f"{site.home}/cases/{site.seed.case}{path}")
    return page


def test_a_label_before_the_camera_opens_its_exhibit(
    site: Site, tmp_path: Path
) -> None:
    with before_camera(tmp_path, site.seed.document.upper()) as context:
        page = entered(context, site, "/exhibits")
        page.click(START)
        page.wait_for_url(f"**/exhibits/{site.seed.document}")


def test_another_code_is_told_and_the_camera_is_let_go(
    site: Site, tmp_path: Path
) -> None:
    with before_camera(tmp_path, "F" * 32) as context:
        page = entered(context, site, "/exhibits")
        page.focus(START)
        page.keyboard.press("Enter")
        page.wait_for_selector("text=This code is of no exhibit of this case.")
        assert page.is_visible("video")
        assert page.evaluate("() => document.activeElement.textContent") == (
            "Stop the camera"
        )
        assert not Axe().run(page).response["violations"]
        page.keyboard.press("Enter")
        page.wait_for_function(LET_GO)
        assert page.is_hidden("video")
        assert page.evaluate("() => document.activeElement.textContent") == (
            "Scan with the camera"
        )
        page.wait_for_selector("text=The camera is off.")


def test_a_lock_lets_the_camera_go(site: Site, tmp_path: Path) -> None:
    with before_camera(tmp_path) as context:
        page = entered(context, site, "/exhibits")
        page.click(START)
        page.wait_for_selector("video")
        other = context.new_page()
        other.goto(f"{site.home}/cases")
        page.bring_to_front()
        other.click(".lock")
        page.wait_for_url("**/unlock*")


def test_a_page_that_is_not_looked_at_lets_the_camera_go(
    site: Site, tmp_path: Path
) -> None:
    with before_camera(tmp_path) as context:
        page = entered(context, site, "/exhibits")
        for left in ("pagehide", "visibilitychange"):
            page.click(START)
            page.wait_for_selector("video")
            page.evaluate(
                """(what) => {
                  Object.defineProperty(document, "hidden", { get: () => true });
                  const where = what === "pagehide" ? window : document;
                  where.dispatchEvent(new Event(what));
                }""",
                left,
            )
            page.wait_for_function(LET_GO)
            page.reload()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotAllowedError", "The camera may not be used."),
        ("NotFoundError", "No camera can be used here."),
    ],
)
def test_without_a_camera_the_page_says_so(
    site: Site, tmp_path: Path, error: str, words: str
) -> None:
    with before_camera(tmp_path) as context:
        page = entered(context, site, "/exhibits")
        page.evaluate(
            """(name) => {
              navigator.mediaDevices.getUserMedia =
                () => Promise.reject(new DOMException("", name));
            }""",
            error,
        )
        page.click(START)
        page.wait_for_selector(f"text={words}")
        assert page.is_hidden("video")


def test_without_script_there_is_no_button_and_a_photo_will_do(
    site: Site, tmp_path: Path
) -> None:
    picture = tmp_path / "label.jpg"
    picture.write_bytes(photo(site.seed.document.upper()))
    with before_camera(tmp_path) as context:
        entered(context, site, "/exhibits")
        assert context.browser
        plain = context.browser.new_context(java_script_enabled=False)
        page = entered(plain, site, "/exhibits")
        assert page.is_hidden(START)
        page.click("text=Read a label from a photo")
        page.set_input_files("details [type=file]", picture)
        page.click("details button")
        page.wait_for_url(f"**/exhibits/{site.seed.document}")


def test_the_code_of_a_receipt_fills_the_box(site: Site, tmp_path: Path) -> None:
    with before_camera(tmp_path) as context:
        page = entered(
            context, site, f"/records/new/custody?exhibit={site.seed.document}"
        )
        page.select_option("#f-event", "handed")
        page.click("main form .end button")
        page.wait_for_url("**#*")
        link = page.get_attribute("text=Receipt to sign", "href")
        note = page.request.get(f"{site.home}{link}/file").body()
    with before_camera(tmp_path, as_code(note)) as context:
        page = entered(context, site, "/receipts")
        page.click(START)
        page.wait_for_selector("text=The code is in the box.")
        page.wait_for_function(LET_GO)
        assert read_receipt(page.input_value("#code").encode()).released
        assert page.evaluate("() => document.activeElement.id") == "code"
