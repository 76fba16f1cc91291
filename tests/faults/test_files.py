"""Any byte of a vault's files changed, cut off or missing: noticed, and nothing lost.

Whoever brings the right file back has everything again.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.check import verify_case, verify_rest
from habeas.actions.record import open_case, put
from habeas.actions.sealed import sealed_file
from habeas.errors import DamagedError, HabeasError
from habeas.vault.missing import missing
from habeas.views.db import VERSION
from habeas.views.records import record, records
from tests.faults.conftest import Place, told
from tests.faults.work import PASSPHRASE, words
from tests.tally import Tally

PAGE = 4096
FRAME, FRAMES_START = 4096 + 24, 32


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x20]))


def count(tally: Tally, what: str, tried: int, least: int) -> None:
    """Count so many of what was tried: how many pages a file has, SQLite decides."""
    assert tried >= least
    tally(what, least)


def found(place: Place) -> bool:
    """Check the vault as `habeas verify` does; say whether something was named."""
    try:
        desk = app.examine(place.folder, PASSPHRASE)
    except DamagedError as error:
        told(error)
        return True
    try:
        reports = [verify_rest(desk), verify_case(desk, place.case)]
    except DamagedError as error:
        told(error)
        return True
    finally:
        desk.close()
    return not all(report.clean for report in reports)


def test_every_byte_of_habeas_toml(place: Place, tally: Tally) -> None:
    path = place.folder / "habeas.toml"
    size, truth = path.stat().st_size, place.truth()
    for at in range(size):
        flip(path, at)
        with pytest.raises(HabeasError) as refused:
            app.unlock(place.folder, PASSPHRASE)
        told(refused.value)
        flip(path, at)
    assert place.truth() == truth
    place.require_whole()
    tally("bytes flipped and detected", size)


def test_every_byte_of_a_sealed_file(place: Place, tally: Tally) -> None:
    desk = app.unlock(place.folder, PASSPHRASE)
    (line,) = records(desk.views, place.case, "extract")
    sealed = sealed_file(record(desk.views, place.case, line.id).fields["file"])
    path = desk.vault.exhibits.path(sealed.stored)
    size = path.stat().st_size
    for at in range(size):
        flip(path, at)
        with pytest.raises(DamagedError):
            list(desk.vault.exhibits.read(sealed))
        flip(path, at)
    list(desk.vault.exhibits.read(sealed))
    desk.close()
    tally("bytes flipped and detected", size)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "not indexed"])
def test_every_page_of_log_db(indexed: bool, place: Place, tally: Tally) -> None:  # noqa: FBT001
    """What is sound is still read: only what is damaged is named, and it stays."""
    path = place.folder / "log.db"
    places = [
        *range(0, 16, 5),
        *(at + of for at in range(0, path.stat().st_size, PAGE) for of in (17, 4095)),
    ]
    for at in places:
        flip(path, at)
        if not indexed:
            (place.folder / "views.db").unlink()
        before = place.truth()
        assert found(place), at
        assert place.truth() == before, at
        place.put_back()
    place.require_whole()
    count(tally, "bytes flipped and detected", len(places), 64)


def test_log_db_cut_off_anywhere(place: Place, tally: Tally) -> None:
    path = place.folder / "log.db"
    sizes = [*range(0, path.stat().st_size, PAGE), path.stat().st_size - 1]
    for size in sizes:
        os.truncate(path, size)
        before = place.truth()
        assert found(place), size
        assert place.truth() == before, size
        place.put_back()
    place.require_whole()
    count(tally, "faults injected", len(sizes), 30)


@pytest.fixture
def crashed(place: Place) -> Place:
    """Return a vault as a power cut leaves it: what was acknowledged is in the WAL."""
    desk = app.unlock(place.folder, PASSPHRASE)
    for number in range(3):
        put(desk, place.case, "note", {"text": words(number)})
    open_case(desk, {"title": words("Begun last")}, "test")
    place.keep()
    desk.close()
    place.put_back()
    return place


def noticed(place: Place) -> bool:
    """Unlock it; say whether the person is told that something is not there."""
    wal = place.folder / "log.db-wal"
    left = wal.read_bytes() if wal.exists() else b""
    try:
        desk = app.unlock(place.folder, PASSPHRASE)
    except HabeasError as error:
        told(error)
        return True
    lost = missing(desk.vault)
    faults = [*verify_rest(desk).faults, *verify_case(desk, place.case).faults]
    put(desk, place.case, "note", {"text": words("work goes on")})
    desk.close()
    kept = [one.read_bytes() for one in place.folder.glob("log.db-wal.kept-*")]
    assert kept == ([left] if lost and left else [])
    assert bool(lost) == bool(faults)
    return bool(lost)


def test_a_crash_loses_nothing(crashed: Place) -> None:
    assert not noticed(crashed)
    crashed.require_whole()


@pytest.mark.timeout(300)
def test_a_bit_flipped_in_the_write_ahead_log(crashed: Place, tally: Tally) -> None:
    """SQLite drops what follows, and says nothing: we do, and keep what it dropped."""
    wal = crashed.folder / "log.db-wal"
    places = [
        *range(0, FRAMES_START, 3),
        *(
            at + of
            for at in range(FRAMES_START, wal.stat().st_size, FRAME)
            for of in (5, 999)
        ),
    ]
    for at in places:
        flip(wal, at)
        assert noticed(crashed), at
        crashed.put_back()
    crashed.require_whole()
    count(tally, "bytes flipped and detected", len(places), 80)


def test_what_sqlite_dropped_is_kept_once(crashed: Place) -> None:
    wal = crashed.folder / "log.db-wal"
    os.truncate(wal, wal.stat().st_size - 1)
    cut, log = wal.read_bytes(), (crashed.folder / "log.db").read_bytes()
    for _ in range(2):
        wal.write_bytes(cut)
        (crashed.folder / "log.db").write_bytes(log)
        app.unlock(crashed.folder, PASSPHRASE).close()
    (kept,) = crashed.folder.glob("log.db-wal.kept-*")
    assert kept.read_bytes() == cut


def test_a_write_ahead_log_cut_off_or_gone(crashed: Place, tally: Tally) -> None:
    wal = crashed.folder / "log.db-wal"
    sizes = [0, 31, *range(FRAMES_START, wal.stat().st_size, FRAME)]
    for size in sizes:
        os.truncate(wal, size)
        assert noticed(crashed), size
        crashed.put_back()
    wal.unlink()
    assert noticed(crashed)
    crashed.put_back()
    for name in ("log.db-shm", "views.db-wal", "views.db-shm", "views.db"):
        (crashed.folder / name).unlink()
        assert not noticed(crashed), name
        crashed.put_back()
    count(tally, "faults injected", len(sizes) + 5, 40)


Broken = Callable[[Path], object]


def breakages(path: Path) -> Iterator[tuple[str, Broken]]:
    size = path.stat().st_size
    yield "gone", Path.unlink
    yield "empty", lambda path: path.write_bytes(b"")
    yield "something else", lambda path: path.write_bytes(b"something else " * 999)
    for at in range(0, size, PAGE):
        yield f"flipped at {at}", partial(flip, at=at + 99)
        yield f"cut at {at}", partial(os.truncate, length=at)


@pytest.mark.timeout(300)
def test_a_broken_index_is_made_anew_without_a_question(
    place: Place, tally: Tally
) -> None:
    path, truth = place.folder / "views.db", place.truth()
    tried = 0
    for name, break_it in breakages(path):
        break_it(path)
        with suppress(DamagedError):  # a page that only a list reads: said, and then
            place.require_whole()
        place.require_whole()
        assert place.truth() == truth, name
        place.put_back()
        tried += 1
    count(tally, "faults injected", tried, 50)


def test_an_index_of_a_newer_version_is_made_anew(place: Place, tally: Tally) -> None:
    desk = app.unlock(place.folder, PASSPHRASE)
    desk.views.db.run("UPDATE about SET version = ?", (VERSION + 1,))
    desk.close()
    place.require_whole()
    desk = app.unlock(place.folder, PASSPHRASE)
    assert desk.views.db.one("SELECT version FROM about") == (VERSION,)
    desk.close()
    tally("faults injected", 1)
