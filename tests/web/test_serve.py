"""The whole program as a process: one link, told once, and a quiet log."""

import os
import re
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from habeas.web.launch import Doorstep
from tests.web.conftest import PASSPHRASE, Seed, token_of

pytestmark = pytest.mark.enable_socket


@pytest.fixture(params=["runtime", "state"])
def shown(
    request: pytest.FixtureRequest, planted: tuple[Path, Seed], tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Start it with a browser that only notes what it was called with."""
    browser, noted = tmp_path / "browser", tmp_path / "noted"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$*" > "{noted}"\n')
    browser.chmod(0o700)
    names = {"runtime": "XDG_RUNTIME_DIR", "state": "XDG_STATE_HOME"}
    kept = {k: v for k, v in os.environ.items() if k not in names.values()}
    env = {**kept, names[request.param]: str(tmp_path), "BROWSER": f"{browser} %s"}
    with subprocess.Popen(
        [sys.executable, "-m", "habeas", "--vault", str(planted[0]), "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    ) as started:
        yield started, noted
        started.kill()


@pytest.mark.parametrize("used", [True, False])
def test_the_link_stands_in_no_command_line(
    shown: tuple[subprocess.Popen[str], Path], *, used: bool
) -> None:
    """The browser is given a page that only this user reads, gone after its use."""
    program, noted = shown
    assert program.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/open/(\S+)", program.stdout.readline())
    assert found
    while not (noted.exists() and noted.read_text()):
        assert program.poll() is None
        time.sleep(0.02)
    said = noted.read_text()
    assert found[1] not in said
    page = Path(said.removeprefix("file://"))
    assert f'url={found[0]}"' in page.read_text()
    assert (page.stat().st_mode & 0o777, page.parent.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    if used:
        # as a browser comes from a file: the cookie is set on a page of ours
        heads = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        assert httpx.get(found[0], headers=heads, timeout=30).status_code == 200
        assert not page.parent.exists()
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=20)
    assert not page.parent.exists()


def test_where_no_page_can_be_kept_none_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(webbrowser, "open", called.append)
    Doorstep().open("http://127.0.0.1:1/open/x")
    assert called == []


@pytest.fixture
def program(planted: tuple[Path, Seed]) -> Iterator[subprocess.Popen[str]]:
    """Start `habeas serve` over the planted vault."""
    command = ["-m", "habeas", "--vault", str(planted[0]), "serve", "--no-browser"]
    with subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        yield started
        started.kill()


def test_from_link_to_page_and_nothing_in_the_log(
    program: subprocess.Popen[str], planted: tuple[Path, Seed]
) -> None:
    assert program.stdout is not None
    line = program.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/open/(\S+)", line)
    assert found, line
    home, token = f"http://127.0.0.1:{found[1]}", found[2]
    ours = {"origin": home, "sec-fetch-site": "same-origin"}
    with httpx.Client(follow_redirects=True, timeout=30) as client:
        assert client.get(f"{home}/cases").status_code == 403
        page = client.get(found[0])
        form = {"csrf": token_of(page.text), "passphrase": PASSPHRASE}
        page = client.post(f"{home}/unlock", data=form, headers=ours)
        assert page.status_code == 200
        timeline = f"{home}/cases/{planted[1].case}/timeline"
        page = client.get(timeline)
        assert "The night" in page.text or "night of 3 May" in page.text
        client.get(f"{timeline}?q=officer")
        assert client.get(found[0]).status_code == 403
    program.send_signal(signal.SIGINT)
    said, log = program.communicate(timeout=20)
    assert token not in said + log
    assert PASSPHRASE not in said + log
    assert planted[1].case not in said + log
    assert "Traceback" not in log
