"""Bubblewrap where there is one that works, and the child without it where not."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from habeas.text import bubblewrap, kinds
from habeas.text.bubblewrap import wrapped
from habeas.text.picture import render_page
from habeas.text.process import Limits
from habeas.text.reader import read_document
from tests.text.test_pictures import _pdf

REAL = shutil.which("bwrap")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    bubblewrap._before.cache_clear()
    yield
    bubblewrap._before.cache_clear()


def _program(folder: Path, words: str) -> str:
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o700)
    return str(path)


SHIFT = 'while [ "$1" != "--" ]; do shift; done; shift; exec "$@"'
"""What a bubblewrap does that only starts the program."""
BROKEN = {
    "missing": None,
    "forbidden by the system": "exit 1",
    "no program at all": "\0",
    "one that never ends": "sleep 60",
}


@pytest.mark.parametrize("name", BROKEN)
def test_without_one_that_works_the_child_starts_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = BROKEN[name]
    place = str(tmp_path / "bwrap") if words is None else _program(tmp_path, words)
    if words == "\0":
        Path(place).write_bytes(b"\0\0")
    monkeypatch.setattr(bubblewrap, "_PLACES", (place,))
    monkeypatch.setattr(bubblewrap, "_PATIENCE", 0.2)
    assert wrapped(["x"]) == ["x"]
    assert render_page([_pdf(10, 10)], kinds.PDF, 0, 40)


def test_one_that_works_is_asked_every_time_and_tried_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    place = _program(tmp_path, f'echo "$@" >> {told}\n{SHIFT}')
    monkeypatch.setattr(bubblewrap, "_PLACES", (place,))
    for _ in range(2):
        assert render_page([_pdf(10, 10)], kinds.PDF, 0, 40)
    lines = told.read_text().splitlines()
    assert [line.endswith("habeas.text.child") for line in lines] == [False, True, True]
    for line in lines:
        assert line.startswith("--unshare-all --die-with-parent")


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    if REAL is None:
        pytest.skip("bubblewrap is not installed")
    monkeypatch.setattr(bubblewrap, "_PLACES", (REAL,))
    if wrapped([]) == []:
        pytest.skip("bubblewrap may not work on this system")


LOOK = """
import os, socket
print(sorted(os.listdir("/")), os.getpid(), sorted(os.environ))
print([name for _, name in socket.if_nameindex()])
for path in ("/tmp/x", "/x", "/usr/lib/x"):
    try:
        open(path, "w")
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.mark.usefixtures("real")
def test_inside_there_is_nothing_but_python() -> None:
    done = subprocess.run(
        wrapped([sys.executable, "-I", "-c", LOOK]),
        capture_output=True,
        text=True,
        check=True,
        env={"SECRET": "x"},
    )
    first, network, *refused = done.stdout.splitlines()
    assert "home" not in first
    assert "proc" not in first
    assert "SECRET" not in first
    assert network == "['lo']"
    assert len(refused) == 3


@pytest.mark.usefixtures("real")
def test_within_it_files_are_read_drawn_and_stopped() -> None:
    found = read_document([b"She said so."], "a.txt", kinds.TEXT)
    assert found.text == "She said so."
    assert render_page([_pdf(10, 10)], kinds.PDF, 0, 40)
    endless = b"<div>" * 100_000
    slow = read_document([endless], "a.html", kinds.HTML, Limits(cpu_seconds=1))
    assert slow.notes[0].startswith("Reading the text of this file took too long")


@pytest.mark.skipif(not REAL, reason="bubblewrap is not installed")
def test_a_reading_that_is_ended_as_it_starts_leaves_no_process_behind() -> None:
    for number in range(12):
        over = Event()
        if number % 2:
            over.set()
        limits = Limits(seconds=0.005 * number)
        began = monotonic()
        read_document([b"She said so."], "a.txt", kinds.TEXT, limits, over)
        assert monotonic() - began < 20
    left = _holding()
    end = monotonic() + 40  # those of other tests end; one left behind never does
    while left and monotonic() < end:
        sleep(0.2)
        left &= _holding()
    assert left == set()


def _holding() -> set[Path]:
    """Return the bubblewraps on this machine that hold a pipe, other tests' too."""
    return {
        one.parents[1]
        for one in Path("/proc").glob("[0-9]*/fd/*")
        if "pipe:" in _aim(one) and _name(one.parents[1]) == "bwrap"
    }


def _aim(link: Path) -> str:
    with suppress(OSError):
        return str(link.readlink())
    return ""


def _name(process: Path) -> str:
    with suppress(OSError):
        return (process / "comm").read_text().strip()
    return ""
