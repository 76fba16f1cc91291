"""`copies` and `sync`, as a person types them, with a real hub."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.copying.adding import told
from habeas.copying.report import HubReport, Report
from habeas.copying.watching import Watch
from habeas.hub.folder import open_hub
from habeas.sync.hub import Hub
from habeas.sync.refusals import untrue
from habeas.vault.hubs import KnownHub
from habeas.wire.fingerprint import fingerprint
from tests.cli.transcript import Player
from tests.copying.conftest import Server, new_server, server
from tests.hub.peer import SetClock
from tests.hub.process import Now

__all__ = ["new_server", "server"]


@pytest.fixture
def clock() -> SetClock:
    """Return the real time: the commands have no other."""
    return Now()


Say = Callable[..., str]


@pytest.fixture
def say(player: Player) -> Say:
    """Return what types a command that ends so, and hands back what was told."""

    def typed(words: list[str], ends: int = 0) -> str:
        code, out, err = player.run(words)
        assert code == ends, err
        return out + err

    return typed


@pytest.fixture
def add(say: Say, server: Server) -> Say:
    """Return what adds the hub to the case of the vault."""
    say(["case", "new", "--title", "The case of A."])

    def typed(*more: str) -> str:
        known = server.known(invited=True)
        words = ["copies", "add", known.address, "--fingerprint", told(known)]
        return say([*words, "--invitation", known.invitation, *more])

    return typed


def test_a_hub_is_added_and_told_of(say: Say, add: Say) -> None:
    assert "On no other copy, as far as is known: 2" in say(["copies", "list"])
    assert "Sent: entries 3, keys" in add()
    said = say(["copies", "list"])
    assert "On no other copy, as far as is known: 0" in said
    assert "Of these safely stored: 3." in said
    assert "has every entry, as of" in said
    assert "Nothing was new on either side." in say(["sync"])
    say(["note", "add", "--text", "Something new."])
    (told_of,) = json.loads(say(["sync", "--json"]))
    assert told_of["hubs"][0]["sent"]["entries"] == 1
    found = json.loads(say(["copies", "list", "--json"]))
    assert (found["entries"], found["only_here"], found["safely_stored"]) == (4, 0, 4)
    assert found["hubs"][0]["faults"] == []


def test_an_invitation_can_stay_out_of_the_list_of_processes(
    player: Player, server: Server
) -> None:
    player.run(["case", "new", "--title", "The case of A."])
    known = server.known(invited=True)
    words = ["copies", "add", known.address, "--fingerprint", told(known)]
    given = f"{known.invitation}\n"
    code, out, err = player.run([*words, "--invitation", "-"], given)
    assert code == 0, err
    assert "Sent: entries" in out


def test_a_policy_says_what_is_safe(
    say: Say, add: Say, tmp_path: Path, server: Server
) -> None:
    add()
    keys = server.hub.keys
    path = tmp_path / "policy"
    path.write_text("quorum nobody\n")
    assert "Line 1 of this policy" in say(["copies", "policy", str(path)], 2)
    assert "cannot be read" in say(["copies", "policy", "nowhere"], 2)
    path.write_text("quorum none\n")
    say(["copies", "policy", str(path)])
    assert "Of these safely stored: 0." in say(["copies", "list"])
    say(["copies", "policy", "-"])
    assert "Of these safely stored: 3." in say(["copies", "list"])
    assert fingerprint(keys.ed25519_public, keys.mldsa44_public)


def test_a_proxy_is_kept_or_refused(say: Say) -> None:
    assert "cannot be used" in say(["copies", "proxy", "tor"], 2)
    say(["case", "new", "--title", "A"])
    say(["copies", "proxy", "socks5h://127.0.0.1:9050"])
    assert "through socks5h://127.0.0.1:9050" in say(["copies", "list"])
    say(["copies", "proxy", "-"])
    assert "socks5h" not in say(["copies", "list"])


def test_what_goes_wrong_is_told_and_counts(
    say: Say, add: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Add one with" in say(["sync"], 2)
    add()

    async def lies(*_: object) -> None:
        raise untrue("hub.example.org")

    monkeypatch.setattr(Hub, "changes", lies)
    said = say(["sync"], 1)
    assert "! What hub.example.org answered cannot be true." in said
    assert "cannot be true" in say(["copies", "list"])


def test_whoever_runs_a_hub_reads_out_its_fingerprint(
    say: Say, server: Server, tmp_path: Path
) -> None:
    said = say(["hub", "fingerprint", "--folder", str(tmp_path / "hub")])
    with open_hub(tmp_path / "hub") as hub:
        keys = hub.keys
    assert said.strip() == told(server.known())
    assert said.strip() == fingerprint(keys.ed25519_public, keys.mldsa44_public)


def test_a_watch_tells_what_passed_until_it_is_stopped(
    say: Say, add: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()

    async def run(watch: Watch, only: str = "") -> None:
        known = HubReport(KnownHub("http://127.0.0.1:1", "hub", b"", b""))
        watch.told(Report(only, [known]))  # nothing new is not told
        known.sent.entries = 2
        watch.told(Report(only, [known]))
        raise KeyboardInterrupt

    monkeypatch.setattr(Watch, "run", run)
    said = say(["sync", "--watch"])
    assert said.count("Sent: entries 2, keys 0, files 0.") == 1
    assert "Stop with Ctrl-C" in said
    assert '"entries": 2' in say(["sync", "--watch", "--json"])
