"""Projections: folded again when lost, damaged or of another log; one lock order."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.errors import DamagedError, HabeasError, LockedError, StorageError
from habeas.vault import read
from habeas.vault.lacking import LACKING
from habeas.views import db as db_module
from habeas.views.db import catch_up, open_views, rebuild, unread
from habeas.views.records import record, records
from habeas.views.timeline import Filter, months

TEXT = {"lang": "en", "text": "x"}
TABLES = {
    "records": "id",
    "links": "source, field, target",
    "accounts": "claim",
    "items": "id",
    "words": "rowid",
    "folded": "log",
    "unread": "log, position",
}


def dump(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: desk.views.db.all(f"SELECT * FROM {table} ORDER BY {order}")
        for table, order in TABLES.items()
    }


STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=14,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=15,
    deadline=None,
)
@given(STEPS)
def test_what_grew_entry_by_entry_is_what_is_folded_at_once(
    desk: Desk, steps: list[tuple[int, int, int]]
) -> None:
    case = open_case(desk, {"title": TEXT}, "test")
    people = [put(desk, case, "person", {"pseudonym": "A", "role": "witness"})]
    incidents = [put(desk, case, "incident", {"title": TEXT})]
    claims: list[str] = []
    for what, one, other in steps:
        try:
            walk(desk, case, (people, incidents, claims), (what, one, other))
        except HabeasError:
            continue  # withdrawn already, or nothing different
    before = dump(desk)
    rebuild(desk.vault, desk.views)
    assert dump(desk) == before


def walk(
    desk: Desk,
    case: str,
    made: tuple[list[str], list[str], list[str]],
    step: tuple[int, int, int],
) -> None:
    what, one, other = step
    people, incidents, claims = made
    stance = ["alleged", "denied", "ruled", "unknown"][other % 4]
    when = {"edtf": ["2021-06", "2020", "XXXX", "2021-06-26T09:00"][one % 4]}
    claim = claims[one % len(claims)] if claims else ""
    aim = {"incident": incidents[other % len(incidents)]}
    speaker = people[one % len(people)]
    fields = {"speaker": speaker, "stance": stance, "said": when, "text": TEXT}
    where = aim if other % 3 else {}
    new_person = {"pseudonym": f"P{one}", "role": "body"}
    steps: list[Callable[[], object]] = [
        lambda: people.append(put(desk, case, "person", new_person)),
        lambda: incidents.append(
            put(desk, case, "incident", {"title": TEXT, "when": when})
        ),
        lambda: claims.append(put(desk, case, "claim", {**fields, **where})),
        lambda: claims.append(put(desk, case, "claim", {**fields, **aim})),
        lambda: correct(desk, case, claim, {"stance": stance}, reason="misheard"),
        lambda: correct(desk, case, claim, {"about": when}, reason="asked"),
        lambda: correct(desk, case, claim, aim, reason="another event"),
        lambda: withdraw(desk, case, aim["incident"], reason="none"),
        lambda: withdraw(desk, case, claim, reason="none"),
        lambda: correct(desk, case, incidents[0], {"when": when}, reason="found"),
    ]
    steps[what]()


def remove(path: Path) -> None:
    path.unlink()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_an_index_with_another_schema_is_made_anew(
    desk: Desk, case: str, passphrase: str
) -> None:
    before = dump(desk)
    desk.views.db.run("DROP TABLE about")
    desk.views.db.run("CREATE TABLE about (other TEXT)")
    desk.close()
    again = app.unlock(desk.vault.folder, passphrase)
    assert dump(again) == before
    assert len(records(again.views, case, "case")) == 1
    again.close()


LOST: dict[str, Callable[[Path], object]] = {
    "deleted": remove,
    "empty": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, 5000),
    "noise": lambda path: path.write_bytes(os.urandom(9000)),
    "a bit in its first page": lambda path: path.write_bytes(
        b"\0" + path.read_bytes()[1:]
    ),
    "a stray write-ahead log": lambda path: path.rename(path.with_name("views.db-wal")),
}


@pytest.mark.parametrize("name", LOST)
def test_a_lost_index_is_made_anew(
    name: str, desk: Desk, case: str, passphrase: str
) -> None:
    put(desk, case, "incident", {"title": TEXT, "when": {"edtf": "2021-06"}})
    before = dump(desk)
    desk.close()
    LOST[name](desk.vault.views_path)
    again = app.unlock(desk.vault.folder, passphrase)
    assert dump(again) == before
    again.close()


@pytest.mark.usefixtures("case")
def test_an_index_of_another_version_is_made_anew(desk: Desk, passphrase: str) -> None:
    before = dump(desk)
    desk.views.db.run("UPDATE about SET version = 1")
    desk.views.db.run("DELETE FROM records")
    desk.close()
    again = app.unlock(desk.vault.folder, passphrase)
    assert dump(again) == before
    again.close()


def test_damage_met_while_reading_says_what_to_do_and_heals_at_the_next_unlock(
    desk: Desk, case: str, passphrase: str
) -> None:
    for number in range(60):
        text = {"lang": "en", "text": f"{number} " * 200}
        put(desk, case, "note", {"text": text})
    before = dump(desk)
    desk.close()
    flip(desk.vault.views_path)
    again = app.unlock(desk.vault.folder, passphrase)
    with pytest.raises(DamagedError, match="Lock the vault and unlock it again"):
        dump(again)
    again.close()
    healed = app.unlock(desk.vault.folder, passphrase)
    assert dump(healed) == before
    healed.close()


def test_a_log_restored_from_a_backup_is_folded_again(
    desk: Desk, case: str, passphrase: str, tmp_path: Path
) -> None:
    """The index is ahead of it then: it must not show what the log no longer holds."""
    desk.close()
    shutil.copy(desk.vault.folder / "log.db", tmp_path / "old.db")
    later = app.unlock(desk.vault.folder, passphrase)
    put(later, case, "note", {"text": TEXT})
    later.close()
    shutil.copy(tmp_path / "old.db", desk.vault.folder / "log.db")
    restored = app.unlock(desk.vault.folder, passphrase)
    assert records(restored.views, case, "note") == []
    put(restored, case, "incident", {"title": TEXT})
    assert len(records(restored.views, case, "log")) == 2
    restored.close()


def test_another_log_of_the_same_size_is_noticed(desk: Desk, case: str) -> None:
    desk.views.db.run("UPDATE folded SET root = zeroblob(32)")
    desk.views.db.run("DELETE FROM records")
    assert catch_up(desk.vault, desk.views) == 2
    assert len(records(desk.views, case, "case")) == 1


def test_an_erased_entry_stops_nothing(desk: Desk, case: str) -> None:
    one = put(desk, case, "note", {"text": TEXT})
    put(desk, case, "incident", {"title": TEXT})
    desk.vault.db.run("UPDATE entries SET sealed = NULL WHERE position = 2")
    rebuild(desk.vault, desk.views)
    with pytest.raises(HabeasError):
        record(desk.views, case, one)
    ((log, index, why),) = unread(desk.views, case)
    assert (len(log), index, why) == (64, 2, LACKING)
    assert len(records(desk.views, case, "incident")) == 1


def test_a_full_disk_while_folding_leaves_the_index_as_it_was(
    desk: Desk, case: str
) -> None:
    put(desk, case, "incident", {"title": TEXT})
    before = dump(desk)
    ((pages,),) = desk.views.db.all("PRAGMA page_count")
    desk.views.db.run(f"PRAGMA max_page_count = {pages}")
    note = {"text": {"lang": "en", "text": "x" * 90_000}}
    with pytest.raises(StorageError):
        put(desk, case, "note", note)
    desk.views.db.run("PRAGMA max_page_count = 1000000")
    assert catch_up(desk.vault, desk.views) == 1
    assert {one[0] for one in before["records"]} <= {
        one[0] for one in dump(desk)["records"]
    }
    now = dump(desk)
    rebuild(desk.vault, desk.views)
    assert dump(desk) == now


def test_an_index_that_cannot_be_replaced(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError

    desk.views.close()
    desk.vault.views_path.write_bytes(os.urandom(9000))
    monkeypatch.setattr(db_module, "_remove", refuse)
    with pytest.raises(StorageError, match=r"views\.db"):
        open_views(desk.vault)


def test_an_index_that_fails_for_another_reason_is_not_thrown_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.views.close()
    before = desk.vault.views_path.read_bytes()

    def refuse(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(db_module, "Database", refuse)
    with pytest.raises(StorageError):
        open_views(desk.vault)
    assert desk.vault.views_path.read_bytes() == before


def test_damage_of_the_log_itself_is_not_taken_for_an_unread_entry(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> bytes:
        desk.vault.db.damaged = True
        raise DamagedError("page")

    monkeypatch.setattr(read, "open_body", damaged)
    with pytest.raises(DamagedError, match="page"):
        rebuild(desk.vault, desk.views)
    assert len(records(desk.views, case, "case")) == 1


def test_cases_stay_in_the_order_they_were_opened(desk: Desk) -> None:
    made = [open_case(desk, {"title": TEXT}, "test") for _ in range(6)]
    rebuild(desk.vault, desk.views)
    assert [one.hex() for one in read.cases(desk.vault)] == made


def test_readers_and_writers_never_wait_for_each_other_forever(
    desk: Desk, case: str
) -> None:
    """Threads of a web server: some read pages, some record, some begin cases."""
    errors: list[BaseException] = []
    stop = threading.Event()

    def again(act: Callable[[], object]) -> None:
        try:
            while not stop.is_set():
                act()
        except BaseException as error:  # noqa: BLE001 - shown below
            errors.append(error)

    def look() -> None:
        months(desk.views, case, Filter())
        for line in records(desk.views, case, "note")[:3]:
            record(desk.views, case, line.id)
        list(read.entries(desk.vault, read.logs(desk.vault, bytes.fromhex(case))[0].id))

    acts: list[Callable[[], object]] = [
        look,
        look,
        lambda: put(desk, case, "note", {"text": TEXT}),
        lambda: put(desk, case, "note", {"text": TEXT}),
        lambda: open_case(desk, {"title": TEXT}, "test"),
        lambda: rebuild(desk.vault, desk.views),
        lambda: catch_up(desk.vault, desk.views),
    ]
    threads = [threading.Thread(target=again, args=(act,), daemon=True) for act in acts]
    for one in threads:
        one.start()
    stop.wait(1.0)
    stop.set()
    for one in threads:
        one.join(20)
    assert not any(one.is_alive() for one in threads), "they wait for each other"
    assert errors == []


def test_locked_under_a_reader_and_a_writer(desk: Desk, case: str) -> None:
    done: list[str] = []

    def write() -> None:
        try:
            while True:
                done.append(put(desk, case, "note", {"text": TEXT}))
        except LockedError:
            return

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    while len(done) < 3:
        months(desk.views, case, Filter())
    desk.close()
    writer.join(20)
    assert not writer.is_alive()
    with pytest.raises(LockedError):
        months(desk.views, case, Filter())
