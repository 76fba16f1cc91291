"""`serve` and `demo`: the pages come and go, and a throwaway vault is thrown away."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from habeas.actions.desk import Desk
from habeas.cli.main import main
from tests.cli.transcript import Player

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        (sys.executable, "-m", "habeas", "demo", "--no-browser"),
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_is_thrown_away_however_it_is_stopped(
    demo: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    assert demo.stdout is not None
    assert LINK.search(demo.stdout.readline())
    (folder,) = (tmp_path / "tmp").glob("habeas-demo-*")
    assert (folder / "vault" / "log.db").is_file()
    demo.send_signal(number)
    _, err = demo.communicate(timeout=60)
    assert "Traceback" not in err
    assert list((tmp_path / "tmp").glob("habeas-demo-*")) == []


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Return what the web room would have been asked to serve."""
    calls: list[dict[str, Any]] = []

    def serve(  # noqa: PLR0913 - as habeas.web.serve
        folder: Path | None,
        *,
        demo: Desk | None,
        open_browser: bool,
        announce: Callable[[str], None],
        port: int = 0,
        shown: Callable[[], Desk] | None = None,
    ) -> None:
        assert shown is not None
        announce("http://127.0.0.1:1/open/x")
        held = demo.vault.demo if demo else None
        asked = {"folder": folder, "demo": held, "browser": open_browser, "port": port}
        calls.append(asked)

    monkeypatch.setattr("habeas.web.serve.serve", serve)
    return calls


def test_habeas_alone_serves_the_vault(
    served: list[dict[str, Any]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    usual = tmp_path / "vault"
    assert main([]) == 0
    assert main(["serve", "--no-browser", "--port", "9"]) == 0
    assert main(["--vault", "elsewhere", "serve"]) == 0
    assert served == [
        {"folder": usual, "demo": None, "browser": True, "port": 0},
        {"folder": usual, "demo": None, "browser": False, "port": 9},
        {"folder": Path("elsewhere"), "demo": None, "browser": True, "port": 0},
    ]
    assert "http://127.0.0.1:1/open/x" in capsys.readouterr().out


def test_a_demo_that_is_kept_can_be_opened_again(
    served: list[dict[str, Any]], passphrase: str, terminal: Path
) -> None:
    player = Player(passphrase)
    kept = ("demo", "--keep", "kept", "--no-browser")
    assert player.run(list(kept))[0] == 0
    assert served[0]["demo"] is True
    code, out, _ = player.run(["cases", "--vault", "kept"])
    assert (code, "DEMO-2026-07" in out) == (0, True)
    assert player.run(list(kept))[0] == 2
    assert (terminal / "kept" / "log.db").is_file()


def test_a_port_that_cannot_be_had_is_refused(vault: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for port in (str(taken.getsockname()[1]), "70000"):
            words = ("serve", "--no-browser", "--vault", str(vault), "--port", port)
            done = subprocess.run(
                (sys.executable, "-m", "habeas", *words),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 2
            assert f"Port {port} of this machine" in done.stderr
