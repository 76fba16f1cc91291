"""The commands of the time from others, with a real authority on loopback."""

import json
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from habeas.timestamps.verdict import Opinion
from tests.cli.transcript import Player
from tests.timestamps.authority import (
    Calendar,
    Stamper,
    as_authority,
    as_calendar,
    serving,
)
from tests.timestamps.conftest import authorities, stamper

__all__ = ["authorities", "stamper"]
ADD = ("authority", "add", "--name")


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def asking(
    player: Player,
    stamper: Stamper,
    calendar: Calendar,
    terminal: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Player]:
    """A case with an authority, a calendar, and a letter."""
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    (terminal / "letter.txt").write_text("He came alone.\n")
    with ExitStack() as stack:
        up = stack.enter_context(serving(as_authority(stamper)))
        day = stack.enter_context(serving(as_calendar(calendar)))
        calendar.url = day.url
        done(player, "case", "new", "--title", "T")
        done(player, "add", "letter.txt")
        rfc3161 = (*ADD, "Up", "--scheme", "rfc3161", "--url", up.url)
        code, _, err = player.run([*rfc3161, "--ca", "-"], stamper.pem.decode())
        assert code == 0, err
        done(player, *ADD, "Day", "--scheme", "opentimestamps", "--url", day.url)
        yield player


def done(player: Player, *words: str) -> str:
    code, out, err = player.run([*words])
    assert code == 0, err
    return out


def test_asked_kept_listed_judged_and_checked_without_us(
    asking: Player, terminal: Path
) -> None:
    code, out, err = asking.run(["timestamp", "ask"])
    assert code == 0
    assert "a hash of 32 bytes" in err
    assert out.count(" answered: the record with ") == 2
    listed = json.loads(done(asking, "timestamp", "list", "--json"))
    by_name = {one["name"]: one["id"] for one in listed}
    assert "no block yet" in done(asking, "timestamp", "list")
    assert "Covers: head " in done(asking, "timestamp", "show", by_name["Up"])
    judged = done(asking, "timestamp", "verify")
    assert "Up: holds (rfc3161-client" in judged
    assert "cannot be checked offline" in judged
    assert "does not prove" in judged
    assert json.loads(done(asking, "timestamp", "verify", "--json"))[0]["holds"]
    told = done(asking, "timestamp", "export", by_name["Up"], "out")
    command = told.splitlines()[1].strip()
    checked = subprocess.run(
        shlex.split(command), cwd=terminal / "out", capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    code, _, err = asking.run(["timestamp", "export", by_name["Up"], "out"])
    assert (code, "already a file" in err) == (2, True)
    assert "ots verify -f" in done(asking, "timestamp", "export", by_name["Day"], "out")
    more = json.loads(
        done(asking, "timestamp", "export", by_name["Day"], "more", "--json")
    )
    assert [one.partition(".")[2] for one in more["files"]] == ["data", "ots"]
    (terminal / "taken").write_text("")
    code, _, err = asking.run(["timestamp", "export", by_name["Up"], "taken"])
    assert (code, "could not be written" in err) == (2, True)


def test_an_exhibit_alone_and_a_block_later(asking: Player, calendar: Calendar) -> None:
    out = done(asking, "timestamp", "ask", "--exhibit", "1")
    assert out.count("letter.txt") == 2
    assert "Nothing waits" in done(asking, "timestamp", "ask", "--exhibit", "1")
    told = json.loads(done(asking, "timestamp", "ask", "--json"))
    assert len(told["kept"]) == 2
    assert [one["authority"] for one in told["failed"]] == ["Day"]
    assert "letter.txt" in done(asking, "timestamp", "queue")  # its proof waits
    calendar.block = 900_000
    done(asking, "timestamp", "ask")
    assert "Bitcoin block 900000" in done(asking, "timestamp", "list")
    assert json.loads(done(asking, "timestamp", "queue", "--json")) == []


def test_where_one_tool_alone_judges_that_is_said(
    asking: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for words in (("timestamp", "ask"), ("timestamp", "verify")):
        code, out, err = asking.run([*words])
        assert code == 0, out
        assert "openssl was not found" in " ".join(err.split())


def test_a_token_that_no_longer_holds_is_said(
    asking: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(asking, "timestamp", "ask")
    monkeypatch.setattr("habeas.timestamps.judge.ask_openssl", lambda *_: None)
    monkeypatch.setattr(
        "habeas.timestamps.judge.ask_library",
        lambda *_: (Opinion("t", "bad"), None),
    )
    code, out, _ = asking.run(["timestamp", "verify"])
    assert (code, "does not hold (t: bad)" in out) == (1, True)


def test_a_timestamp_of_another_version_cannot_be_taken_out(asking: Player) -> None:
    done(asking, "timestamp", "ask", "--exhibit", "1")
    monkey = pytest.MonkeyPatch()
    monkey.setattr("habeas.cli.timestamps.tokens", lambda *_: ())
    listed = json.loads(done(asking, "timestamp", "list", "--json"))
    assert listed == []
    monkey.undo()
    one = json.loads(done(asking, "timestamp", "list", "--json"))[0]["id"]
    monkey.setattr("habeas.cli.timestamps.tokens", lambda *_: ())
    code, _, err = asking.run(["timestamp", "export", one, "out"])
    monkey.undo()
    assert (code, "cannot be read here" in err) == (2, True)


def test_suggestions_say_that_nobody_confirmed_them(asking: Player) -> None:
    out = done(asking, "authority", "suggest")
    assert "Nobody has confirmed these since" in out
    told = json.loads(done(asking, "authority", "suggest", "--json"))
    assert len(told["authorities"]) > 6
