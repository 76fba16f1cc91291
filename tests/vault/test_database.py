"""What SQLite meets is said in words, with advice, and as the right kind of error."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.errors import (
    BadInputError,
    DamagedError,
    HabeasError,
    LockedError,
    RefusedError,
    StorageError,
)
from habeas.vault.database import Database

KEY = bytes(range(32))
SCHEMA = "CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, s TEXT) STRICT;"


def damage() -> DamagedError:
    return DamagedError("This is damaged.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    made = Database(path, KEY, SCHEMA, damage)
    yield made
    made.close()


def test_rows(db: Database) -> None:
    db.run_many("INSERT INTO t VALUES (?, ?)", [(1, "a"), (2, "b")])
    assert db.all("SELECT * FROM t ORDER BY n") == [(1, "a"), (2, "b")]
    assert db.one("SELECT s FROM t WHERE n = ?", (2,)) == ("b",)
    assert db.one("SELECT s FROM t WHERE n = ?", (3,)) is None


def test_a_schema_is_made_whole_or_not_at_all(db: Database) -> None:
    with pytest.raises(HabeasError):
        db.make("CREATE TABLE one (n INTEGER); CREATE TABLE t (n INTEGER);")
    db.make("CREATE TABLE one (n INTEGER) -- a last line is a comment")
    assert db.all("SELECT * FROM one") == []


def test_another_key(db: Database, path: Path) -> None:
    db.close()
    with pytest.raises(DamagedError, match="This is damaged"):
        Database(path, bytes(32), SCHEMA, damage)


def test_sqlcipher_says_nothing_of_its_own(
    db: Database, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its lines name pages and functions; the person gets our sentence."""
    db.close()
    for key, flipped in ((bytes(32), 0), (KEY, 5000)):
        data = bytearray(path.read_bytes())
        data[flipped] ^= 1
        path.write_bytes(data)
        with pytest.raises(DamagedError):
            Database(path, key, SCHEMA, damage).all("SELECT * FROM t")
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Database(tmp_path / "no" / "x.db", KEY, SCHEMA, damage)


def test_another_program_that_writes(db: Database, path: Path) -> None:
    other = Database(path, KEY, SCHEMA, damage)
    other.run("PRAGMA busy_timeout = 1")
    with db.transaction(), pytest.raises(LockedError, match="Another program"):
        other.run("BEGIN IMMEDIATE")
    other.close()


def test_a_full_disk(db: Database) -> None:
    ((pages,),) = db.all("PRAGMA page_count")
    db.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError) as refused, db.transaction():
        db.run("INSERT INTO t VALUES (1, ?)", ("x" * 10_000,))
    assert "Free some space" in str(refused.value)
    assert not db.damaged
    db.run("PRAGMA max_page_count = 100000")
    with db.transaction():
        db.run("INSERT INTO t VALUES (1, ?)", ("x" * 10_000,))
    assert db.one("SELECT count(*) FROM t") == (1,)


def test_what_a_constraint_forbids(db: Database) -> None:
    db.run("INSERT INTO t VALUES (1, 'a')")
    with pytest.raises(RefusedError):
        db.run("INSERT INTO t VALUES (1, 'b')")


UNSTORABLE = {"half of a surrogate pair": "\ud800", "too large": 2**63}


@pytest.mark.parametrize("value", UNSTORABLE.values(), ids=UNSTORABLE)
def test_what_sqlite_cannot_hold(value: object, db: Database) -> None:
    with pytest.raises(BadInputError):
        db.all("SELECT ?", (value,))


def _fail_inside(db: Database, error: BaseException) -> None:
    with db.transaction():
        db.run("INSERT INTO t VALUES (1, 'a')")
        raise error


def test_a_failed_transaction_is_undone_whatever_failed(db: Database) -> None:
    for error in (KeyError, HabeasError, KeyboardInterrupt):
        with pytest.raises(error):
            _fail_inside(db, error("x"))
    assert db.one("SELECT count(*) FROM t") == (0,)


def test_a_closed_one(db: Database) -> None:
    db.close()
    db.close()
    with pytest.raises(LockedError):
        db.one("SELECT 1")
    with pytest.raises(LockedError), db.transaction():
        pytest.fail("never begun")
    assert not db.damaged


def test_damage_is_remembered(db: Database) -> None:
    with pytest.raises(DamagedError):
        db.one("SELECT * FROM nothing")  # the schema was there when it was opened
    assert db.damaged


def test_after_a_bad_page_the_others_can_still_be_read_and_nothing_is_written(
    db: Database, path: Path
) -> None:
    db.run_many("INSERT INTO t VALUES (?, ?)", [(n, "x" * 900) for n in range(200)])
    db.close()
    data = bytearray(path.read_bytes())
    data[20 * 4096 + 100] ^= 1
    path.write_bytes(data)
    again = Database(path, KEY, SCHEMA, damage)
    lost = 0
    for number in range(200):
        try:
            assert again.one("SELECT s FROM t WHERE n = ?", (number,)) == ("x" * 900,)
        except DamagedError:
            lost += 1
    assert 0 < lost < 10
    with pytest.raises(DamagedError), again.transaction():
        pytest.fail("never begun")
    again.close()
    with pytest.raises(LockedError):
        again.one("SELECT 1")
    assert path.read_bytes() == bytes(data)


def _meet_damage_inside(db: Database) -> None:
    with db.transaction():
        db.run("INSERT INTO t VALUES (1, 'a')")
        db.run("SELECT * FROM nothing")


def test_damage_inside_a_transaction_undoes_it(db: Database) -> None:
    with pytest.raises(DamagedError):
        _meet_damage_inside(db)
    assert db.one("SELECT count(*) FROM t") == (0,)
