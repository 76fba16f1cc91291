"""The main job in a real browser, and then everything that it left is searched."""

import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.web.chromium import CHROMIUM, FLAGS, chromium
from tests.web.conftest import PASSPHRASE, Seed
from tests.web.test_upload_watch import Running, entered, program
from tests.web.watch import tree

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

NAME = "Quillonaria Vexwood"
NOTE = "brambleshaft lantern testimony"
FILE = "plinthgrave letter.txt"
QUOTE = "the wickerbolt gate stood open"
SEARCH = "zephyrquarry"
MARKS = (
    PASSPHRASE,
    NAME,
    "Vexwood",
    NOTE,
    "plinthgrave",
    QUOTE,
    SEARCH,
    "night of 3 May",
)
"""Invented words; none of them may be found outside the sealed vault."""


def found(folder: Path) -> set[tuple[str, str]]:
    """Return (file, mark) of each mark in a file or its name, in three spellings."""
    hits = set()
    for file in folder.rglob("*"):
        data = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
        for mark in MARKS:
            forms = [
                mark.encode(),
                mark.encode("utf-16-le"),
                mark.replace(" ", "+").encode(),
            ]
            if mark in file.name or any(form in data for form in forms):
                hits.add((str(file.relative_to(folder)), mark))
    return hits


def send(page: Page, button: str) -> None:
    """Send a form, and wait for what answers."""
    with page.expect_navigation():
        page.click(button)


def job(page: Page, home: str, seed: Seed, source: Path) -> None:
    """Do what a person does: a file, a note, a name, a search."""
    case = f"{home}/cases/{seed.case}"
    page.goto(f"{case}/documents/add")
    page.set_input_files("#files", str(source))
    page.click("main form .primary")
    page.wait_for_selector("[data-doc]")
    page.goto(f"{case}/notes")
    if not page.is_visible("[name=text]"):
        page.click("main details summary >> nth=0")
    page.fill("[name=text]", NOTE)
    page.press("[name=text]", "Tab")
    send(page, "main form[action$='/notes'] .primary")
    page.goto(f"{case}/records/new/identity?person={seed.person}")
    page.fill("[name=names]", NAME)
    send(page, "main form:has([name=names]) .primary")
    page.goto(f"{case}/timeline")
    page.fill("input[name=q]", SEARCH)
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline?**")
    assert page.input_value("input[name=q]") == SEARCH
    assert SEARCH not in page.url
    for room in (
        "",
        "/timeline",
        "/documents",
        f"/people/{seed.person}/identity",
        "/verify",
    ):
        page.goto(case + room)
        assert page.title().endswith(" – Habeas")
    page.click(".lock")
    page.wait_for_url("**/unlock*")


def processes(running: Running) -> bytes:
    """Return the arguments and the environment of the program and its children."""
    return b"\0".join(
        Path(f"/proc/{one}/{what}").read_bytes()
        for one in tree(running.process.pid)
        for what in ("cmdline", "environ")
    )


def test_nothing_of_a_case_is_left_anywhere(
    planted: tuple[Path, Seed], tmp_path: Path
) -> None:
    home, vault = tmp_path / "home", tmp_path / "vault"
    shutil.copytree(planted[0], vault)
    source = tmp_path / "received" / FILE
    source.parent.mkdir()
    source.write_text(f"To the prosecutor.\n\nI saw that {QUOTE}.\n")
    with chromium():
        pass  # is it there at all?
    with program(home, vault) as running, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=FLAGS
        )
        job(entered(context, running.link), running.site, planted[1], source)
        told = processes(running)
        context.close()
        running.process.send_signal(signal.SIGINT)
        said = running.process.communicate(timeout=30)
    assert not [mark for mark in MARKS if mark.encode() in told]
    assert not [mark for mark in MARKS if mark in str(said)]
    assert (tmp_path / "profile" / "Default" / "History").is_file()  # it does remember
    assert b"Timeline" in (tmp_path / "profile" / "Default" / "History").read_bytes()
    for folder in (home, vault, tmp_path / "profile"):
        assert found(folder) == set(), folder
    assert found(source.parent)  # the search sees what it should
