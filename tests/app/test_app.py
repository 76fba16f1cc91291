"""The composition root: a vault made and unlocked with everything an action needs."""

import pwd
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.record import open_case, put
from habeas.clock import SystemClock
from habeas.crypto.passphrase import KdfParams
from habeas.errors import DamagedError, HabeasError, LockedError, StorageError
from habeas.vault.append import Draft
from habeas.vault.exhibits import SealedFile
from habeas.vault.own_logs import new_log
from habeas.views.records import records
from habeas.views.timeline import Filter, months

TITLE = {"lang": "en", "text": "x"}


def test_what_was_recorded_is_there_after_unlocking(
    desk: Desk, case: str, passphrase: str
) -> None:
    one = put(desk, case, "incident", {"title": TITLE, "when": {"edtf": "2021"}})
    desk.close()
    desk.close()
    again = app.unlock(desk.vault.folder, passphrase)
    assert isinstance(again.clock, SystemClock)
    assert [line.id for line in records(again.views, case, "incident")] == [one]
    again.close()


def test_locked_nothing_can_be_read_or_written(desk: Desk, case: str) -> None:
    desk.close()
    with pytest.raises(LockedError):
        months(desk.views, case, Filter())
    with pytest.raises(LockedError):
        put(desk, case, "note", {"text": TITLE})
    with pytest.raises(LockedError):
        open_case(desk, {"title": TITLE}, "test")


def test_what_a_crash_report_shows_has_no_key(desk: Desk, case: str) -> None:
    put(desk, case, "note", {"text": TITLE})
    sealed = SealedFile("0" * 64, 1, "1" * 64, "AGE-SECRET-KEY-1INVENTED")
    log = new_log()
    shown = f"{desk!r} {sealed!r} {log!r} {Draft(1, '', b'a secret body', 1)!r}"
    keys = [desk.vault.views_key, desk.vault.member_private, log.ed25519_seed]
    assert desk.vault.unit_keys
    for key in (*keys, log.mldsa44_seed, *desk.vault.unit_keys.values()):
        assert repr(key) not in shown
        assert key.hex() not in shown
    assert "INVENTED" not in shown
    assert "a secret body" not in shown


def test_if_the_index_cannot_be_made_the_vault_is_locked_again(
    desk: Desk, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **_named: object) -> None:
        raise StorageError("full")

    desk.close()
    with monkeypatch.context() as broken:
        broken.setattr(app, "catch_up", refuse)
        with pytest.raises(StorageError):
            app.unlock(desk.vault.folder, passphrase)
    app.unlock(desk.vault.folder, passphrase).close()


def test_a_demo(tmp_path: Path, passphrase: str, params: KdfParams) -> None:
    desk = app.create(tmp_path / "demo", passphrase, params=params, demo=True)
    assert desk.vault.demo
    desk.close()


@pytest.mark.parametrize("value", ["", "relative/path", None])
def test_heads_are_remembered_in_the_state_folder_of_the_user(
    value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME")
    if value is not None:
        monkeypatch.setenv("XDG_STATE_HOME", value)
    assert app.default_heads() == tmp_path / ".local" / "state" / "habeas"
    assert app.default_vault() == tmp_path / "Habeas"


def test_who_has_no_home_has_the_commands_of_a_hub_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may run as a number that no list of users knows."""

    def nobody(_number: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.chdir(tmp_path)
    assert app.default_vault() == tmp_path / "Habeas"


def test_or_where_the_user_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert app.default_heads() == tmp_path / "habeas"


def test_a_damaged_page_of_the_log_stops_the_unlock_with_advice(
    desk: Desk, case: str, passphrase: str
) -> None:
    """The index is gone too, so that everything must be read."""
    for _ in range(30):
        put(desk, case, "note", {"text": {"lang": "en", "text": "x" * 900}})
    desk.close()
    path = desk.vault.folder / "log.db"
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    for page in range(half, len(data) - 4096, 4096):
        data[page + 99] ^= 1
    path.write_bytes(data)
    desk.vault.views_path.unlink()
    with pytest.raises(DamagedError, match="Copy the whole folder") as refused:
        app.unlock(desk.vault.folder, passphrase)
    assert isinstance(refused.value, HabeasError)
    assert path.read_bytes() == bytes(data)


def test_an_older_copy_put_back_is_told_by_verify(
    desk: Desk, case: str, passphrase: str
) -> None:
    folder = desk.vault.folder
    desk.close()
    before = (folder / "log.db").read_bytes()
    again = app.unlock(folder, passphrase)
    put(again, case, "note", {"text": TITLE})
    assert verify_case(again, case).clean
    again.close()
    for name in ("log.db-wal", "log.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "log.db").write_bytes(before)
    restored = app.unlock(folder, passphrase)
    (fault,) = verify_case(restored, case).faults
    assert "older copy was put back" in fault.what
    assert fault.where.endswith(" 2 / 3")
    restored.close()
