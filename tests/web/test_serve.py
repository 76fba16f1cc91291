"""The whole program as a process: one link, told once, and a quiet log."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import PASSPHRASE, Seed, token_of

pytestmark = pytest.mark.enable_socket


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
        assert "The night" in page.text or "night of 3 May" in page.text
        client.get(f"{home}/cases/{planted[1].case}/timeline?q=officer")
        assert client.get(found[0]).status_code == 403
    program.send_signal(signal.SIGINT)
    said, log = program.communicate(timeout=20)
    assert token not in said + log
    assert PASSPHRASE not in said + log
    assert planted[1].case not in said + log
    assert "Traceback" not in log
