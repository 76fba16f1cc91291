"""verify.html in a real browser, offline: it holds, or it names the damaged file."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.papers.browsing import CHROMIUM, launched

pytestmark = pytest.mark.browser

Make: TypeAlias = Any  # conftest.Maker, which a test cannot import
Attack = Callable[[Path], str]

if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, whole_bundle: Path) -> Iterator[Page]:
    """The page of an unspoiled bundle; any error in it, or any request, fails."""
    page = browser.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda request: trouble.extend(_outside(request)))
    page.goto((whole_bundle / "verify.html").as_uri())
    yield page
    page.close()
    assert trouble == []


def _outside(request: Request) -> list[str]:
    return [] if request.url.startswith(("file:", "blob:")) else [request.url]


@pytest.fixture
def bag(whole_bundle: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(whole_bundle, tmp_path / "bag"))


def check(page: Page, bundle: Path) -> str:
    """Give a bundle to the page; return what it then says."""
    page.set_input_files("#zip" if bundle.is_file() else "#folder", bundle)
    page.wait_for_selector("#report:not([hidden]) .verdict")
    return page.inner_text("#report")


@pytest.mark.parametrize("form", ["whole_bundle", "whole_zip"])
def test_a_whole_bundle_holds(
    page: Page, form: str, request: pytest.FixtureRequest
) -> None:
    said = check(page, request.getfixturevalue(form))
    assert "Everything that is checked here holds." in said
    assert "(Ed25519): the log's own key signed this head." in said
    assert "Passages: all 2" in said
    assert "Withheld: 3 of 11 entries" in said
    assert "That what somebody said is true." in said


def test_a_zip_compressed_again_holds(
    page: Page, whole_bundle: Path, tmp_path: Path
) -> None:
    packed = shutil.make_archive(str(tmp_path / "b"), "zip", whole_bundle)
    assert "Everything that is checked here holds." in check(page, Path(packed))


@pytest.fixture
def on_disk(whole_bundle: Path) -> Iterator[Path]:
    """The bundle outside of /dev/shm: Chromium opens no dropped folder under /dev."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(shutil.copytree(whole_bundle, Path(folder) / "bag"))


@pytest.mark.parametrize("form", ["on_disk", "whole_zip"])
def test_a_bundle_dropped_on_the_page_is_checked(
    page: Page, form: str, request: pytest.FixtureRequest
) -> None:
    """A real drag: a page from file: may not read a dropped folder in every way."""
    files = [str(request.getfixturevalue(form))]
    data = {"items": [], "files": files, "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": 200, "y": 200, "data": data}
        session.send("Input.dispatchDragEvent", event)
    page.wait_for_selector("#report:not([hidden]) .verdict")
    assert "Everything that is checked here holds." in page.inner_text("#report")


def test_it_speaks_three_languages(page: Page, whole_zip: Path) -> None:
    check(page, whole_zip)
    page.click("#languages button[lang=ru]")
    assert "Всё, что здесь проверяется, сходится." in page.inner_text("#report")
    page.click("#languages button[lang=kk]")
    assert "Мұнда тексерілетіннің бәрі сәйкес келеді." in page.inner_text("#report")
    assert page.get_attribute("html", "lang") == "kk"


def in_log(bag: Path, name: str) -> Path:
    return next((bag / "data" / "logs").iterdir()) / name


def in_bodies(bag: Path, name: str) -> Path:
    return next((bag / "data" / "bodies").iterdir()) / name


def flip(path: Path) -> str:
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    return path.name


def swap(one: Path, two: Path) -> str:
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    return one.name


def remove(path: Path) -> str:
    path.unlink()
    return path.name


def add(path: Path) -> str:
    path.write_bytes(b"more")
    return path.name


ATTACKS: dict[str, Attack] = {
    "a body changed": lambda bag: flip(in_bodies(bag, "000006.json")),
    "an envelope changed": lambda bag: flip(in_log(bag, "000007.entry")),
    "the head changed": lambda bag: flip(in_log(bag, "checkpoint")),
    "a proof changed": lambda bag: flip(in_log(bag, "proofs/000004.tlog-proof")),
    "the keys changed": lambda bag: flip(in_log(bag, "vkeys")),
    "the cut head changed": lambda bag: flip(in_log(bag, "checkpoint.body")),
    "an exhibit changed": lambda bag: flip(bag / "data/exhibits/1-text-text.txt"),
    "an entry removed": lambda bag: remove(in_log(bag, "000007.entry")),
    "the genesis withheld": lambda bag: remove(in_bodies(bag, "000000.json"))[:6],
    "entries reordered": lambda bag: swap(
        in_log(bag, "000007.entry"), in_log(bag, "000008.entry")
    ),
    "bodies swapped": lambda bag: swap(
        in_bodies(bag, "000002.json"), in_bodies(bag, "000003.json")
    ),
    "an exhibit added": lambda bag: add(bag / "data/exhibits/9-more.pdf"),
    "a page added": lambda bag: add(bag / "README.html"),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("mended", [False, True], ids=["as it is", "lists mended"])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_was_done_is_named(
    page: Page, bag: Path, make: Make, attack: Attack, *, mended: bool
) -> None:
    named = attack(bag)
    if mended:
        make.reseal(bag)
    said = check(page, bag)
    assert "This bundle does not hold." in said
    assert named in said.split("What holds")[0]


def test_a_signature_of_another_key_is_named(page: Page, bag: Path, make: Make) -> None:
    log = make.log(make.bodies(), make.other_seed)
    names = (log.log_id.hex().encode(), make.log_id.hex().encode())
    in_log(bag, "checkpoint").write_bytes(log.checkpoint.replace(*names))
    make.reseal(bag)
    said = check(page, bag)
    assert "/checkpoint" in said.split("What holds")[0]


def test_tricks_with_names_in_a_zip_are_refused(
    page: Page, whole_zip: Path, tmp_path: Path
) -> None:
    spoiled = Path(shutil.copy(whole_zip, tmp_path / "b.zip"))
    with zipfile.ZipFile(spoiled, "a") as archive:
        archive.writestr("../../outside.txt", b"x")
    said = check(page, spoiled)
    assert "outside.txt: a file of a bundle cannot have this name." in said


def test_a_zip_with_two_readings_is_refused(
    page: Page, whole_zip: Path, tmp_path: Path
) -> None:
    whole, other = whole_zip.read_bytes(), tmp_path / "b.zip"
    other.write_bytes(whole[:-22] + whole)
    page.set_input_files("#zip", other)
    page.wait_for_selector("#progress:not(:empty)")
    assert "This is not a sound zip" in page.inner_text("#progress")


def test_exhibits_stripped_are_noted(page: Page, bag: Path, make: Make) -> None:
    (bag / "data/exhibits/1-Letter_scan.pdf").unlink()
    make.reseal(bag)
    assert "Not enclosed: the file of the exhibit" in check(page, bag)


def test_what_is_no_bundle_is_said(page: Page, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(b"not a zip at all, but long enough to be looked at")
    page.set_input_files("#zip", other)
    page.wait_for_selector("#progress:not(:empty)")
    assert "not a bundle of Habeas" in page.inner_text("#progress")


def test_a_large_file_is_hashed_as_a_stream(page: Page) -> None:
    """The page's own SHA-256, for what WebCrypto would hold in memory whole."""
    script = """async () => {
      for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100003]) {
        const data = Uint8Array.from({length: size}, (_, at) => (at * 7 + 1) % 256);
        const digest = new Digest();
        for (let at = 0; at < size; at += 77) digest.update(data.slice(at, at + 77));
        if (digest.hex() !== hexOf(await sha256(data))) return size;
      }
      return "all";
    }"""
    assert page.evaluate(script) == "all"


@pytest.mark.parametrize("file", ["verify.html", "data/index.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_both_pages_are_readable_to_everybody(
    browser: Browser, whole_bundle: Path, file: str, scheme: str, width: int
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # for axe, which is a script of ours put into the page
    )
    page.goto((whole_bundle / file).as_uri())
    if file == "verify.html":
        check(page, whole_bundle)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0
    page.close()


def test_the_readable_page_runs_no_script(browser: Browser, whole_bundle: Path) -> None:
    html = (whole_bundle / "data/index.html").read_text("utf-8")
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert "Court &lt;b&gt;&amp;" in html
    page = browser.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.goto((whole_bundle / "data/index.html").as_uri())
    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    page.close()
    assert "Literata" in family
    assert trouble == []


def test_every_link_of_the_readable_page_leads_somewhere(
    browser: Browser, whole_bundle: Path
) -> None:
    page = browser.new_page()
    page.goto((whole_bundle / "data/index.html").as_uri())
    links = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
    anchors = page.eval_on_selector_all("[id]", "all => all.map((one) => one.id)")
    page.close()
    for link in links:
        file, _, anchor = link.removeprefix("file://").partition("#")
        assert Path(file).is_file(), link
        assert not anchor or anchor in anchors
