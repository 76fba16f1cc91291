"""A large file comes in through a real browser: how it is shown, and what is left."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.chromium import Site, chromium, come_in, served
from tests.web.conftest import PASSPHRASE, Seed, token_of
from tests.web.watch import Watch, level, mark_of, marked, memory, tree

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

SIZE = 48 << 20
"""Many times a chunk of age (64 KiB), a piece of ours (256 KiB) and every buffer."""
UNDERWAY = re.compile("being sealed [1-9]")
BOUND = 40 << 20
"""Bytes of memory that the server may take for it: less than the file."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@dataclass
class Running:
    """The program as a process of its own, in a home of its own."""

    process: subprocess.Popen[str]
    home: Path
    vault: Path
    link: str

    @property
    def site(self) -> str:
        return self.link.partition("/open/")[0]


@contextmanager
def program(home: Path, vault: Path) -> Iterator[Running]:
    """Run `habeas serve` with its temporary files and its state below `home`."""
    places = {"HOME": home, "TMPDIR": home / "tmp", "XDG_STATE_HOME": home / "state"}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **{name: str(at) for name, at in places.items()}}
    command = ["-m", "habeas", "--vault", str(vault), "serve", "--no-browser"]
    with subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+/open/\S+", process.stdout.readline())
        assert found
        try:
            yield Running(process, home, vault, found[0])
        finally:
            process.kill()


def entered(context: BrowserContext, link: str) -> Page:
    page = context.new_page()
    come_in(page, link)
    return page


def slow(page: Page, bytes_a_second: int) -> None:
    """Let the browser send no faster than this."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        },
    )


def note_changes(page: Page) -> list[str]:
    """Note every word that the list of uploads shows."""
    noted: list[str] = []
    page.expose_function("noted", lambda words: noted.extend([words]))
    page.evaluate(
        """() => new MutationObserver(() => {
          const one = document.querySelector("[data-progress] .n");
          const bar = document.querySelector("[data-progress] progress");
          if (one) noted(one.textContent + "|" + (bar ? bar.value : ""));
        }).observe(document.querySelector("[data-progress]"),
          { childList: true, subtree: true, characterData: true, attributes: true })"""
    )
    return noted


def file_of(folder: Path, name: str, seed: int, size: int = SIZE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    with file.open("wb") as out:
        for piece in marked(size, seed):
            out.write(piece)
    return file


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_no_plaintext_byte_outside_the_vault(
    planted: tuple[Path, Seed], browser: Browser, tmp_path: Path, *, script: bool
) -> None:
    vault, seed = tmp_path / "vault", planted[1]
    shutil.copytree(planted[0], vault)
    number = 0xC0FFEE + script
    source = file_of(tmp_path / "received", "recording.bin", number)
    home = tmp_path / "home"
    home.mkdir()
    with program(home, vault) as running:
        context = browser.new_context(java_script_enabled=script)
        page = entered(context, running.link)
        watch = Watch(
            [mark_of(number), PASSPHRASE.encode()],
            [home, vault],
            flat=[Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")],
            processes=lambda: tree(running.process.pid),
        )
        before = level(running.process.pid)
        watch.start()
        page.goto(f"{running.site}/cases/{seed.case}/documents/add")
        page.set_input_files("#files", str(source))
        page.click("main form .primary")
        page.wait_for_url(re.compile("/documents/[0-9a-f]{32}"), timeout=120_000)
        grown = memory(running.process.pid, "VmHWM") - before
        watch.stop()
        context.close()
    ours = {path for path in watch.written if path.is_relative_to(tmp_path)}
    assert not watch.stray
    expected = (vault, home / "state")
    assert not {one for one in ours if not any(map(one.is_relative_to, expected))}
    assert any(path.suffix == ".age" for path in watch.written)
    assert grown < BOUND, grown


def test_the_watch_sees_what_it_should(tmp_path: Path) -> None:
    """Each way of leaving plaintext behind is seen."""
    data, mark = next(marked(1 << 20, 7)), mark_of(7)
    (tmp_path / "old").mkdir()
    watch = Watch([mark], [tmp_path], processes=lambda: [os.getpid()])
    watch.start()
    (tmp_path / "old" / "a").write_bytes(data)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "b").write_bytes(data)
    (tmp_path / "gone").write_bytes(data)
    (tmp_path / "gone").unlink()
    nameless = os.open(tmp_path, os.O_TMPFILE | os.O_RDWR)
    os.write(nameless, data)
    time.sleep(0.2)
    watch.stop()
    os.close(nameless)
    seen = "\n".join(sorted(watch.stray))
    assert str(tmp_path / "old" / "a") in seen
    assert str(tmp_path / "new" / "b") in seen
    assert "(deleted)" in seen
    assert tmp_path / "gone" in watch.written


@pytest.fixture(scope="module")
def site(copied: tuple[Path, Seed]) -> Iterator[Site]:
    with served(*copied) as site:
        yield site


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context()
    page = entered(context, site.link())
    page.goto(f"{site.home}/cases/{site.seed.case}/documents/add")
    yield page
    context.close()


def incoming(site: Site) -> list[Path]:
    desk = site.keeper._desk
    assert desk is not None
    return list((desk.vault.folder / "exhibits" / "incoming").iterdir())


def test_the_progress_is_shown_and_told(page: Page, tmp_path: Path) -> None:
    source = file_of(tmp_path, "long.bin", 11, 6 << 20)
    slow(page, 4 << 20)
    noted = note_changes(page)
    page.set_input_files("#files", str(source))
    page.click("main form .primary")
    bar = page.get_by_role("progressbar", name="long.bin")
    expect(bar).to_be_visible()
    page.wait_for_url(re.compile("/documents/[0-9a-f]{32}"))
    percents = [
        int(found[1]) for one in noted if (found := re.search(r"(\d+)\xa0%", one))
    ]
    assert percents == sorted(percents)
    assert [one for one in percents if 0 < one < 100]
    assert any("being sealed" in one for one in noted)
    assert any("its text is being read" in one for one in noted)


def test_cancelled_nothing_is_kept(page: Page, site: Site, tmp_path: Path) -> None:
    source = file_of(tmp_path, "wrong.bin", 12, 8 << 20)
    slow(page, 1 << 20)
    page.set_input_files("#files", str(source))
    page.click("main form .primary")
    expect(page.locator("[data-progress] .n")).to_contain_text(UNDERWAY)
    assert incoming(site)
    page.get_by_role("button", name="Cancel wrong.bin").click()
    expect(page.locator("[data-progress]")).to_contain_text("nothing of it was kept")
    until(lambda: not incoming(site))
    page.goto(f"{site.home}/cases/{site.seed.case}/documents")
    assert "wrong.bin" not in page.content()


def test_locked_while_it_comes_in_nothing_is_kept(
    page: Page, site: Site, tmp_path: Path
) -> None:
    source = file_of(tmp_path, "late.bin", 13, 8 << 20)
    other = page.context.new_page()
    other.goto(f"{site.home}/cases")
    slow(page, 2 << 20)
    page.set_input_files("#files", str(source))
    page.click("main form .primary")
    expect(page.locator("[data-progress] .n")).to_contain_text(UNDERWAY)
    place = incoming(site)[0].parent
    other.click(".lock")
    other.wait_for_url("**/unlock*")
    assert not site.keeper.is_open
    shown = page.locator("[data-progress]")
    expect(shown).to_contain_text("The vault is locked", timeout=60_000)
    expect(shown).to_contain_text("not taken")
    until(lambda: not list(place.iterdir()))


PARTS = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="slow.txt"\r\n\r\n',
    *[b"word " * 9000] * 4,
    b"\r\n--b--\r\n",
)
SHOWN = re.compile(r'(?s)content="2".* value="(\d+)"\s+aria-label="slow.txt"')
"""While something comes in the page looks again."""


def test_how_far_it_is_without_script(site: Site) -> None:
    """A tab of its own shows an upload that a slow form is still sending."""
    ours = {"origin": site.home, "sec-fetch-site": "same-origin"}
    documents = f"{site.home}/cases/{site.seed.case}/documents"
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        page = client.get(site.link())
        if "/unlock" in str(page.url):
            form = {"csrf": token_of(page.text), "passphrase": PASSPHRASE}
            page = client.post(f"{site.home}/unlock", data=form, headers=ours)
        assert "Nothing is coming in" in client.get(f"{documents}/underway").text
        percents: list[int] = []

        def body() -> Iterator[bytes]:
            for part in PARTS[:-1]:
                yield part
                until(shown)
            yield PARTS[-1]

        def shown() -> bool:
            found = SHOWN.search(client.get(f"{documents}/underway").text)
            percents.extend([int(found[1])] if found else [])
            return found is not None

        heads = {
            "x-csrf": token_of(page.text),
            "content-length": str(len(b"".join(PARTS))),
        }
        heads["content-type"] = "multipart/form-data; boundary=b"
        made = client.post(
            f"{documents}/add", content=body(), headers={**ours, **heads}
        )
    assert made.status_code == 200
    assert percents == sorted(percents)
    assert [one for one in percents if 0 < one < 100]


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes soon; give up after half a minute."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")
