"""Several who write at once share a sync, and each fails alone."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]

from habeas.hub.refusals import HubRefusal
from habeas.hub.sqlite.database import SqliteDatabase as Database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "some.db", "nonces.sql")
    yield made
    made.close()


def keep(db: Database, number: int) -> int:
    return db.run("INSERT INTO nonces VALUES (?, x'', 0)", (bytes([number]),))


def kept(db: Database) -> list[int]:
    return [key[0] for (key,) in db.all("SELECT key FROM nonces ORDER BY key")]


def at_once(db: Database, numbers: range, bad: int) -> dict[int, object]:
    """Let all wait behind one that writes, and return how each ended."""
    begun, go, ended = threading.Event(), threading.Event(), dict[int, object]()

    def hold() -> None:
        begun.set()
        go.wait(10)

    def write(number: int) -> None:
        def act() -> int:
            made = keep(db, number)
            if number == bad:
                raise ValueError(number)
            return made

        try:
            ended[number] = db.write(act)
        except ValueError as error:
            ended[number] = error

    first = threading.Thread(target=db.write, args=(hold,))
    first.start()
    begun.wait(10)
    with ThreadPoolExecutor(len(numbers)) as pool:
        done = [pool.submit(write, one) for one in numbers]
        while len(db._writes.waiting) < len(done):
            pass
        go.set()
    first.join(10)
    return ended


def test_each_that_waits_is_kept_and_the_one_that_fails_is_not(db: Database) -> None:
    ended = at_once(db, range(1, 9), bad=5)
    assert isinstance(ended.pop(5), ValueError)
    assert ended == dict.fromkeys((1, 2, 3, 4, 6, 7, 8), 1)
    assert kept(db) == [1, 2, 3, 4, 6, 7, 8]


def test_they_share_one_transaction(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    run = db.run

    def told(sql: str, values: tuple[object, ...] = ()) -> int:
        said.append(sql)
        return run(sql, values)

    monkeypatch.setattr(db, "run", told)
    at_once(db, range(1, 7), bad=0)
    assert said.count("COMMIT") == 2  # of the one that was first, and of all others
    assert kept(db) == [1, 2, 3, 4, 5, 6]


def test_if_the_disk_refuses_nobody_is_told_that_it_is_kept(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = db.run

    def full(sql: str, values: tuple[object, ...] = ()) -> int:
        if sql == "COMMIT":
            raise HubRefusal(507, "disk", "")
        return run(sql, values)

    monkeypatch.setattr(db, "run", full)
    with pytest.raises(HubRefusal):
        db.write(lambda: keep(db, 1))
    monkeypatch.undo()
    assert kept(db) == []
    db.write(lambda: keep(db, 2))
    assert kept(db) == [2]


def test_if_sqlite_gives_up_all_of_it_nobody_is_told_that_it_is_kept(
    db: Database,
) -> None:
    def give_up() -> None:
        db.run("ROLLBACK")
        raise HubRefusal(507, "disk", "")

    with pytest.raises(HubRefusal):
        db.write(give_up)
    assert kept(db) == []


@pytest.mark.parametrize(
    ("says", "word"),
    [
        ("database is locked", "busy"),
        ("database or disk is full", "disk"),
        ("disk I/O error", "disk"),
    ],
)
def test_what_sqlite_meets_is_said_in_our_words(
    says: str, word: str, db: Database
) -> None:
    def meet() -> None:
        raise sqlite.OperationalError(says)

    with pytest.raises(HubRefusal) as refused:
        db._guarded(meet)
    assert refused.value.word == word
