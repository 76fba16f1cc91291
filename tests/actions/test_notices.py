"""What a person should know before they work; whatever is wrong, they may work."""

from datetime import timedelta

import pytest

from habeas.actions.desk import Desk
from habeas.actions.notices import notices
from habeas.actions.record import open_case, put
from tests.conftest import FixedClock

TITLE = {"lang": "en", "text": "x"}


def said(desk: Desk) -> list[str]:
    return [" ".join(one.say()) for one in notices(desk)]


def test_nothing_is_said_when_all_is_well(desk: Desk) -> None:
    assert said(desk) == []  # not even a case
    open_case(desk, {"title": TITLE}, "test")
    assert said(desk) == []


def test_a_clock_behind_the_newest_entry(
    desk: Desk, case: str, clock: FixedClock
) -> None:
    clock.at -= timedelta(minutes=1)
    assert said(desk) == []  # clocks are set by seconds all the time
    clock.at -= timedelta(hours=12)
    (told,) = said(desk)
    assert "says 2021-12-06 20:59" in told
    assert "made at 2021-12-07 09:00" in told
    put(desk, case, "note", {"text": TITLE})
    assert said(desk) == []  # the newest entry is of this clock


def test_the_newest_entry_without_content_says_nothing(
    desk: Desk, case: str, clock: FixedClock
) -> None:
    put(desk, case, "note", {"text": TITLE})
    desk.vault.db.run("UPDATE entries SET sealed = NULL WHERE position = 2")
    clock.at -= timedelta(days=1)
    assert said(desk) == []


def test_a_log_that_cannot_be_read_stops_nobody_here(desk: Desk, case: str) -> None:
    put(desk, case, "note", {"text": TITLE})
    desk.vault.db.run("DROP TABLE entries")
    assert said(desk) == []


def refuse(_: object) -> None:
    raise PermissionError


def test_what_this_computer_wrote_and_the_vault_lacks(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.vault.heads is not None
    assert case
    desk.vault.heads.swap(bytes(32), (0, bytes(32)), (7, bytes(32)))
    desk.vault.heads.settle(bytes(32), (7, bytes(32)))
    (told,) = notices(desk)
    assert told.serious
    assert "recorded more than this vault holds" in told.what
    with monkeypatch.context() as patch:  # a state folder that cannot be read
        patch.setattr("habeas.vault.heads.KnownHeads._locked", refuse)
        assert notices(desk) == []
    desk.vault.heads = None  # a demo remembers nothing
    assert notices(desk) == []
