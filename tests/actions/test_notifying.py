"""A notification: off until asked for, once a day, and the same words every time."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from habeas.actions import notifying
from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.errors import RefusedError
from tests.conftest import FixedClock

WORDS = "Habeas: something is due today"


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose notify-send and osascript write down what they are given."""
    place = tmp_path / "bin"
    place.mkdir()
    told = tmp_path / "told"
    for name in ("notify-send", "osascript"):
        program = place / name
        program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >> "{told}"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(place))
    monkeypatch.setattr(sys, "platform", "linux")
    return told


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without such a program."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def due_today(desk: Desk, case: str) -> None:
    ends = {"edtf": desk.clock.now().date().isoformat(), "known": "stated"}
    fields = {"what": {"lang": "en", "text": "Secret footage"}, "kind": "footage"}
    put(desk, case, "perishable", {**fields, "ends": ends})


def test_the_program_is_given_neutral_words_and_nothing_else(shown: Path) -> None:
    assert notifying.can_notify()
    assert notifying.notify(WORDS)
    assert shown.read_text() == f"--app-name=Habeas|--|{WORDS}|"


def test_a_mac_is_told_by_its_own_program(
    shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert notifying.notify(WORDS)
    assert shown.read_text().split("|") == [
        *("-e", "on run argv", "-e"),
        'display notification (item 1 of argv) with title "Habeas"',
        *("-e", "end run", WORDS, ""),
    ]


@pytest.mark.usefixtures("bare")
def test_a_system_without_one_says_so(desk: Desk) -> None:
    assert not notifying.can_notify()
    assert not notifying.notify(WORDS)
    with pytest.raises(RefusedError):
        notifying.switch(desk, "en")
    assert notifying.notifies(desk) == ""


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "no program at all"])
def test_a_program_that_fails_is_no_notification(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    for name in ("notify-send", "osascript"):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not notifying.notify(WORDS)


def test_it_is_off_and_then_once_a_day(
    desk: Desk, case: str, clock: FixedClock, shown: Path
) -> None:
    due_today(desk, case)
    assert notifying.words_due(desk) == ""
    notifying.switch(desk, "en")
    assert shown.read_text().count(WORDS) == 1
    assert notifying.words_due(desk) == WORDS
    assert notifying.words_due(desk) == ""
    clock.at += timedelta(days=1)
    assert notifying.words_due(desk) == ""  # past its time: it presses no more
    due_today(desk, case)
    assert notifying.words_due(desk) == WORDS
    notifying.switch(desk, "")
    assert notifying.notifies(desk) == ""


def test_a_day_without_anything_due_is_quiet(desk: Desk, shown: Path) -> None:
    assert not shown.exists()
    notifying.switch(desk, "ru")
    assert notifying.words_due(desk) == ""


def test_what_could_not_be_shown_is_kept_for_the_page(desk: Desk, shown: Path) -> None:
    assert not notifying.failed(desk)
    notifying.note(desk, shown=False)
    assert notifying.failed(desk)
    notifying.switch(desk, "en")
    assert shown.exists()
    assert not notifying.failed(desk)
