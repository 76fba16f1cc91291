"""The reminder beside the pages: what changed is written, a lock is left alone."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from habeas.actions import calendars, notifying
from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.web.keeper import DeskKeeper
from habeas.web.reminding import Reminder
from tests.web.conftest import PASSPHRASE, QuickEntrance, plant


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[DeskKeeper]:
    """A keeper of an open vault with a small case."""
    entrance = QuickEntrance(tmp_path / "vault")
    desk = entrance.create(PASSPHRASE)
    plant(desk)
    made = DeskKeeper(entrance, desk=desk)
    yield made
    asyncio.run(made.stop())


def desk_of(keeper: DeskKeeper) -> Desk:
    assert keeper._desk is not None
    return keeper._desk


def due_today(desk: Desk, what: str = "Footage") -> None:
    case = desk.views.db.all("SELECT DISTINCT case_id FROM records")[0][0]
    ends = {"edtf": date.today().isoformat(), "known": "stated"}  # noqa: DTZ011 - as the system clock
    fields = {"what": {"lang": "en", "text": what}, "kind": "footage", "ends": ends}
    put(desk, case, "perishable", fields)


def test_nothing_is_written_or_shown_until_it_is_switched_on(
    keeper: DeskKeeper, tmp_path: Path
) -> None:
    told: list[str] = []
    due_today(desk_of(keeper))
    before = sorted(tmp_path.rglob("*"))

    def notify(words: str) -> bool:
        told.append(words)
        return True

    asyncio.run(Reminder(keeper, notify).look())
    assert (told, sorted(tmp_path.rglob("*"))) == ([], before)


def test_the_file_follows_what_is_recorded(keeper: DeskKeeper, tmp_path: Path) -> None:
    desk, place = desk_of(keeper), tmp_path / "habeas.ics"
    calendars.keep_at(desk, str(place), "en")
    reminder = Reminder(keeper)
    asyncio.run(reminder.look())
    assert place.read_bytes().count(b"BEGIN:VEVENT") == 0
    due_today(desk)
    asyncio.run(reminder.look())
    assert place.read_bytes().count(b"BEGIN:VEVENT") == 1
    written = place.stat().st_mtime_ns
    asyncio.run(reminder.look())
    assert place.stat().st_mtime_ns == written
    kept = calendars.kept_plan(desk)
    assert kept is not None
    assert repr(kept[1].key)[2:-1] not in repr(vars(reminder))  # nor after a lock
    calendars.give_up(desk)
    asyncio.run(reminder.look())
    assert not place.exists()


@pytest.mark.parametrize("shown", [True, False])
def test_a_notification_is_shown_once(
    keeper: DeskKeeper, monkeypatch: pytest.MonkeyPatch, *, shown: bool
) -> None:
    desk = desk_of(keeper)
    told: list[str] = []
    monkeypatch.setattr(notifying, "notify", lambda _words: True)
    notifying.switch(desk, "en")
    due_today(desk)

    def notify(words: str) -> bool:
        told.append(words)
        return shown

    reminder = Reminder(keeper, notify)
    asyncio.run(reminder.look())
    asyncio.run(reminder.look())
    assert told == ["Habeas: something is due today"]
    assert notifying.failed(desk) is not shown


def test_a_locked_vault_is_left_alone(keeper: DeskKeeper, tmp_path: Path) -> None:
    place = tmp_path / "habeas.ics"
    calendars.keep_at(desk_of(keeper), str(place), "en")
    place.unlink()
    asyncio.run(keeper.lock())
    asyncio.run(Reminder(keeper).look())
    assert not place.exists()


def test_looking_keeps_no_vault_awake_and_meets_its_lock(tmp_path: Path) -> None:
    seconds = [0.0]
    entrance = QuickEntrance(tmp_path / "vault")
    desk = entrance.create(PASSPHRASE)
    keeper = DeskKeeper(
        entrance, desk=desk, idle_seconds=60, seconds=lambda: seconds[0]
    )
    reminder = Reminder(keeper)
    seconds[0] = 30.0
    asyncio.run(reminder.look())
    assert keeper.seconds_left() == 30.0
    seconds[0] = 61.0
    asyncio.run(reminder.look())
    assert not keeper.is_open
    asyncio.run(keeper.stop())


def test_a_disk_that_refuses_is_tried_again_and_said_once(
    keeper: DeskKeeper, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "gone" / "habeas.ics"
    place.parent.mkdir()
    calendars.keep_at(desk_of(keeper), str(place), "en")
    place.unlink()
    place.parent.rmdir()
    reminder = Reminder(keeper)

    async def some_looks() -> None:
        watch = asyncio.create_task(reminder.watch(0.01))
        await asyncio.sleep(0.5)
        place.parent.mkdir()
        for _ in range(200):
            await asyncio.sleep(0.02)
            if place.exists():
                break
        watch.cancel()

    with caplog.at_level(logging.WARNING, "habeas.web"):
        asyncio.run(some_looks())
    assert place.exists()
    assert [one.getMessage() for one in caplog.records] == [
        "StorageError at the calendar file"
    ]
    assert str(tmp_path) not in caplog.text
