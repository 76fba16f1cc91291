"""The calendar file on the disk: where it may stand, when it is replaced or removed."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from habeas import app
from habeas.actions import calendars
from habeas.actions.desk import Desk
from habeas.actions.record import open_case, put
from habeas.crypto.passphrase import KdfParams
from habeas.errors import BadInputError, HabeasError, RefusedError, StorageError
from tests.conftest import FixedClock
from tests.papers.reading import days_of

NAMES = ("Zarina", "Omarova", "A. of the ward", "Corridor", "isolation")


@pytest.fixture
def today(desk: Desk) -> date:
    return desk.clock.now().date()


def lost(desk: Desk, case: str, day: str, what: str = "Corridor footage") -> str:
    fields = {
        "what": {"lang": "en", "text": what},
        "kind": "footage",
        "ends": {"edtf": day, "known": "stated"},
    }
    return put(desk, case, "perishable", fields)


def days(path: Path) -> list[date]:
    return days_of(path.read_bytes())


def test_it_says_days_and_neither_names_nor_titles_nor_ids(
    desk: Desk, tmp_path: Path, today: date
) -> None:
    title = {"lang": "en", "text": "Zarina Omarova – the isolation ward"}
    case = open_case(desk, {"title": title, "number": "T-77"}, "test")
    person = put(
        desk, case, "person", {"pseudonym": "A. of the ward", "role": "complainant"}
    )
    identity = {"person": person, "names": [{"text": "Zarina Omarova", "kind": "full"}]}
    put(desk, case, "identity", identity)
    record = lost(desk, case, today.isoformat())
    for language in ("en", "ru", "kk"):
        content = calendars.plan(desk, language).content()
        words = content.decode()
        for told in (*NAMES, "T-77", case, record, person, str(tmp_path), "footage"):
            assert told.casefold() not in words.casefold()
        assert words.count("BEGIN:VEVENT") == 1


def test_what_is_long_past_or_has_no_day_is_not_in_it(
    desk: Desk, case: str, today: date
) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")
    kept = [date.fromordinal(today.toordinal() + far) for far in (-31, 0, 400)]
    for day in (*kept, date.fromordinal(today.toordinal() - 32)):
        lost(desk, case, day.isoformat())
    fields = {"what": {"lang": "en", "text": "A shirt"}, "kind": "garment"}
    put(desk, case, "perishable", fields)
    lost(desk, other, today.isoformat())
    assert [day for day, _ in calendars.plan(desk, "en", case).days] == kept
    assert len(calendars.plan(desk, "en").days) == 4


def test_it_is_kept_up_to_date_moved_and_given_up(
    desk: Desk, case: str, tmp_path: Path, today: date
) -> None:
    place, second = tmp_path / "habeas.ics", tmp_path / "second.ics"
    assert calendars.kept_plan(desk) is None
    assert not calendars.stands(desk)
    calendars.keep_at(desk, str(place), "ru")
    assert calendars.kept_at(desk) == str(place)
    assert calendars.stands(desk)
    assert days(place) == []
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    lost(desk, case, today.isoformat())
    kept = calendars.kept_plan(desk)
    assert kept is not None
    calendars.write(Path(kept[0]), kept[1].content(), kept[1].vault)
    assert days(place) == [today]
    calendars.keep_at(desk, str(second), "en")
    assert not place.exists()
    assert days(second) == [today]
    calendars.keep_at(desk, str(second), "en")
    calendars.give_up(desk)
    assert list(tmp_path.glob("*.ics*")) == []
    assert calendars.kept_at(desk) == ""
    calendars.give_up(desk)


def test_a_file_of_somebody_else_is_neither_replaced_nor_removed(
    desk: Desk, tmp_path: Path
) -> None:
    place = tmp_path / "mine.ics"
    place.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\n")
    with pytest.raises(RefusedError):
        calendars.keep_at(desk, str(place), "en")
    assert calendars.kept_at(desk) == ""
    place.unlink()
    calendars.keep_at(desk, str(place), "en")
    place.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\n")
    calendars.give_up(desk)
    assert place.exists()


BAD = {
    "nothing": "",
    "not whole": "habeas.ics",
    "another ending": "{tmp}/habeas.txt",
    "no ending": "{tmp}/habeas",
    "a folder that is not there": "{tmp}/nowhere/habeas.ics",
    "nobody's home": "~nobody-of-this-name/habeas.ics",
    "a character that no path has": "{tmp}/a\x00b.ics",
    "the vault itself": "{tmp}/vault/habeas.ics",
    "the vault by a detour": "{tmp}/vault/exhibits/../habeas.ics",
    "a folder of this name": "{tmp}/folder.ics",
}


@pytest.mark.parametrize("name", BAD)
def test_a_place_that_will_not_do_changes_nothing(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder.ics").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((BadInputError, RefusedError)):
        calendars.keep_at(desk, BAD[name].format(tmp=tmp_path), "en")
    assert calendars.kept_at(desk) == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_into_the_vault_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(desk.vault.folder, target_is_directory=True)
    with pytest.raises(RefusedError):
        calendars.keep_at(desk, str(tmp_path / "link" / "habeas.ics"), "en")


def test_a_folder_that_became_a_link_into_the_vault_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    calendars.keep_at(desk, str(folder / "habeas.ics"), "en")
    (folder / "habeas.ics").unlink()
    folder.rmdir()
    folder.symlink_to(desk.vault.folder, target_is_directory=True)
    kept = calendars.kept_plan(desk)
    assert kept is not None
    with pytest.raises(RefusedError, match="folder of the vault"):
        calendars.write(Path(kept[0]), kept[1].content(), kept[1].vault)
    assert not (desk.vault.folder / "habeas.ics").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_and_not_waited_for(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "habeas.ics")
    with pytest.raises(RefusedError, match="did not make"):
        calendars.keep_at(desk, str(tmp_path / "habeas.ics"), "en")


@pytest.mark.parametrize(
    "line", [b"X-NOTE:copied from PRODID:-//Habeas//1//EN", b" PRODID:-//Habeas//"]
)
def test_a_file_that_only_speaks_of_us_is_not_ours(
    desk: Desk, tmp_path: Path, line: bytes
) -> None:
    path = tmp_path / "habeas.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\n" + line + b"\r\n")
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="did not make"):
        calendars.keep_at(desk, str(path), "en")
    assert path.read_bytes() == before


def test_a_place_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert calendars.whole("a.ics") == str(tmp_path / "a.ics")
    assert calendars.whole("/b/a.ics") == "/b/a.ics"
    assert calendars.whole("~nobody-of-this-name/a.ics") == "~nobody-of-this-name/a.ics"


def test_a_disk_that_refuses_is_said(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    calendars.keep_at(desk, str(tmp_path / "habeas.ics"), "en")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageError) as refused:
            calendars.write(
                tmp_path / "habeas.ics", b"PRODID:-//Habeas//", desk.vault.folder
            )
    assert "calendar" in refused.value.say()[0]
    assert days(tmp_path / "habeas.ics") == []
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", full)
        with pytest.raises(StorageError):
            calendars.give_up(desk)
    assert calendars.kept_at(desk) == ""


def test_a_demonstration_keeps_none(
    tmp_path: Path, params: KdfParams, passphrase: str, clock: FixedClock
) -> None:
    desk = app.create(
        tmp_path / "shown", passphrase, params=params, clock=clock, demo=True
    )
    try:
        with pytest.raises(HabeasError):
            calendars.keep_at(desk, str(tmp_path / "habeas.ics"), "en")
        assert not (tmp_path / "habeas.ics").exists()
    finally:
        desk.close()


def test_no_key_is_in_a_crash_report(desk: Desk) -> None:
    plan = calendars.plan(desk, "en")
    assert repr(plan.key)[2:10] not in repr(plan)
