"""A real browser: what it holds before it is asked, what plays, what is drawn over."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from habeas.actions.documents import begin_import
from habeas.case.facts.access import Look
from habeas.views.access import openings
from habeas.views.annotations import annotations
from tests.web.axe_walk import OVER, WHOLE
from tests.web.chromium import Site, chromium, served
from tests.web.conftest import PASSPHRASE, QuickEntrance, Seed
from tests.web.test_pictures import file
from tests.web.test_playing import sound
from tests.web.test_upload_watch import entered

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

RECORD = """
async () => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const paint = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20));
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  for (let n = 0; n < 40; n += 1) {
    paint.fillStyle = `hsl(${n * 9} 90% 50%)`;
    paint.fillRect(0, 0, 64, 64);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  recorder.stop();
  await ended;
  return [...new Uint8Array(await new Blob(pieces).arrayBuffer())];
}
"""
"""Makes an invented film of two seconds: Chromium is the encoder at hand."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def film(browser: Browser) -> bytes:
    page = browser.new_page()
    page.goto("about:blank")
    made = bytes(page.evaluate(RECORD))
    page.close()
    return made


@pytest.fixture
def brought(
    planted: tuple[Path, Seed], tmp_path: Path, film: bytes
) -> tuple[Path, Seed, dict[str, str]]:
    folder, seed = tmp_path / "vault", planted[1]
    shutil.copytree(planted[0], folder)
    desk = QuickEntrance(folder).unlock(PASSPHRASE)
    made = {}
    files = {
        "call.wav": sound(180, 16_000),
        "yard.webm": film,
        "scan.pdf": file("PDF", 2),
    }
    for name, data in files.items():
        incoming = begin_import(desk, seed.case, name)
        incoming.write(data)
        made[name] = incoming.finish()
    desk.close()
    return folder, seed, made


@pytest.fixture
def site(brought: tuple[Path, Seed, dict[str, str]]) -> Iterator[Site]:
    with served(brought[0], brought[1]) as site:
        yield site


def until(page: Page, script: str) -> None:
    """Wait: what Playwright itself offers evaluates words, which our pages forbid."""
    for _ in range(300):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {script}")


def play(page: Page, kind: str) -> float:
    """Start it, and return how far it is when it has got somewhere."""
    page.evaluate(f"document.querySelector('{kind}').muted = true")
    page.evaluate(f"document.querySelector('{kind}').play()")
    until(page, f"document.querySelector('{kind}').currentTime > 0.1")
    return float(page.evaluate(f"document.querySelector('{kind}').currentTime"))


def seek(page: Page, kind: str, to: float) -> None:
    page.evaluate(
        """([kind, to]) => new Promise((resolve) => {
          const one = document.querySelector(kind);
          one.addEventListener("seeked", resolve, {once: true});
          one.currentTime = to;
        })""",
        [kind, to],
    )


def test_sound_plays_and_is_sought_in_without_being_fetched_whole(
    site: Site, brought: tuple[Path, Seed, dict[str, str]], browser: Browser
) -> None:
    context = browser.new_context()
    page = entered(context, site.link())
    ranges: list[str] = []
    page.on("request", lambda one: ranges.append(one.headers.get("range", "")))
    home = f"{site.home}/cases/{site.seed.case}/documents/{brought[2]['call.wav']}"
    page.goto(f"{home}/pages")
    assert page.locator("audio").count() == 0
    page.get_by_role("button", name="Play it").click()
    page.wait_for_selector("audio")
    until(page, "document.querySelector('audio').readyState > 0")
    length = page.evaluate("document.querySelector('audio').duration")
    assert length == pytest.approx(180, abs=1)
    assert play(page, "audio") < 20
    seek(page, "audio", 170)
    assert play(page, "audio") > 169
    asked = [int(one[6:].partition("-")[0]) for one in ranges if one]
    assert max(asked) > 170 * 32_000 - (1 << 21)
    page.get_by_role("button", name="Lock now").first.click()
    page.wait_for_url("**/unlock*")
    assert page.request.get(f"{home}/media").status != 200
    context.close()


def test_what_plays_keeps_the_vault_open(
    site: Site, brought: tuple[Path, Seed, dict[str, str]], browser: Browser
) -> None:
    """Or a long film would end in the middle, for nobody touches a key."""
    context = browser.new_context()
    page = entered(context, site.link())
    home = f"{site.home}/cases/{site.seed.case}/documents/{brought[2]['call.wav']}"
    page.goto(f"{home}/pages")
    page.clock.install()
    page.get_by_role("button", name="Play it").click()
    page.wait_for_selector("audio")
    play(page, "audio")
    with page.expect_request("**/awake"):
        page.clock.fast_forward(61_000)
    context.close()


def test_a_film_plays(
    site: Site, brought: tuple[Path, Seed, dict[str, str]], browser: Browser
) -> None:
    context = browser.new_context()
    page = entered(context, site.link())
    home = f"{site.home}/cases/{site.seed.case}/documents/{brought[2]['yard.webm']}"
    page.goto(f"{home}/pages")
    page.get_by_role("button", name="Play it").click()
    page.wait_for_selector("video")
    play(page, "video")
    seek(page, "video", 1.5)
    assert page.evaluate("document.querySelector('video').currentTime") > 1.4
    assert page.evaluate("document.querySelector('video').videoWidth") == 64
    assert page.evaluate("document.querySelector('video').error") is None
    context.close()


def test_while_it_plays_a_lock_ends_it(
    site: Site, brought: tuple[Path, Seed, dict[str, str]], browser: Browser
) -> None:
    context = browser.new_context()
    page = entered(context, site.link())
    home = f"{site.home}/cases/{site.seed.case}/documents/{brought[2]['call.wav']}"
    page.goto(f"{home}/pages")
    page.get_by_role("button", name="Play it").click()
    page.wait_for_selector("audio")
    play(page, "audio")
    other = context.new_page()  # the vault is locked from another window
    other.goto(f"{site.home}/cases")
    other.get_by_role("button", name="Lock now").first.click()
    other.wait_for_url("**/unlock*")
    page.evaluate("document.querySelector('audio').currentTime = 175")
    until(page, "document.querySelector('audio').error !== null")
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_page_is_annotated(
    site: Site,
    brought: tuple[Path, Seed, dict[str, str]],
    browser: Browser,
    *,
    script: bool,
) -> None:
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 800}
    )
    page = entered(context, site.link())
    one = brought[2]["scan.pdf"]
    page.goto(f"{site.home}/cases/{site.seed.case}/documents/{one}/pages")
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("link", name="Next page").first.click()
    page.get_by_role("link", name="Annotate this page").click()
    aim = page.locator('input[type="image"]')
    aim.click(position={"x": 64, "y": 32})
    aim.click(position={"x": 320, "y": 160})
    page.get_by_label("What is to be seen there").fill("A stain")
    page.get_by_role("button", name="Record the annotation").click()
    page.wait_for_selector(".remarks")
    assert page.locator(".marks path").count() == 2
    (found,) = site.keeper._thread.submit(
        lambda: annotations(_desk(site).views, site.seed.case, one)
    ).result()
    assert (found.page, found.shape) == (2, "frame")
    assert found.x == pytest.approx(1000, abs=20)
    assert found.x2 == pytest.approx(5000, abs=20)
    assert found.y < found.y2
    acts = site.keeper._thread.submit(
        lambda: openings(_desk(site).views, site.seed.case, one)
    ).result()
    assert [line.act for line in acts] == [Look.SEEN]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_is_shown(
    site: Site,
    brought: tuple[Path, Seed, dict[str, str]],
    browser: Browser,
    scheme: Literal["light", "dark"],
) -> None:
    """The pages that only an asking shows; test_axe walks the others."""
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 390, "height": 844}, bypass_csp=True
    )
    page = entered(context, site.link())
    home = f"{site.home}/cases/{site.seed.case}"
    for name in ("scan.pdf", "call.wav", "yard.webm"):
        here = f"{home}/documents/{brought[2][name]}/pages"
        page.goto(here)
        page.locator('form[action$="/look"] button').first.click()
        page.wait_for_load_state()
        more = (f"{here}?page=2&mark=1",) if name == "scan.pdf" else ()
        access = f"{home}/records/{brought[2][name]}/access"
        for address in (here, *more, access):
            page.goto(address)
            found = Axe().run(page, options=WHOLE)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate(OVER) == ""
    context.close()


def _desk(site: Site):  # type: ignore[no-untyped-def]  # noqa: ANN202
    assert site.keeper._desk is not None
    return site.keeper._desk
