"""Entries that wait on the disk until they are proven."""

import os
from pathlib import Path

import pytest

from habeas.errors import StorageError
from habeas.vault.coming import Coming
from habeas.vault.exhibits import ExhibitStore
from habeas.wire.pack import Packed

LOG = b"l" * 32
PIECES = (
    [Packed(b"envelope %d" % number, b"sealed %d" % number) for number in range(3)],
    [Packed(b"erased where it comes from", None)],
    [Packed(b"empty", b"")],
)
ALL = tuple(one for piece in PIECES for one in piece)


@pytest.fixture
def store(tmp_path: Path) -> ExhibitStore:
    made = ExhibitStore(tmp_path / "exhibits")
    made.prepare()
    return made


@pytest.fixture
def coming(store: ExhibitStore) -> Coming:
    made = Coming(store)
    for piece in PIECES:
        made.add(piece)
    return made


def file_of(store: ExhibitStore) -> Path:
    (found,) = (store.folder / "incoming").iterdir()
    return found


def test_they_come_back_in_order_as_often_as_asked(coming: Coming) -> None:
    assert tuple(coming) == tuple(coming) == ALL
    assert len(coming) == len(ALL)
    assert coming[0] == ALL[0]
    assert coming[3:] == ALL[3:]
    both = zip(coming, coming, strict=True)  # two at once
    assert all(one == other for one, other in both)
    with pytest.raises(IndexError):
        coming[len(ALL)]
    coming.drop()


def test_nothing_is_readable_on_the_disk_and_nothing_stays(
    coming: Coming, store: ExhibitStore
) -> None:
    file = file_of(store)
    coming.drop()
    coming.drop()
    assert not file.exists()


@pytest.mark.parametrize("spoil", ["changed", "cut", "moved", "gone"])
def test_what_was_changed_on_the_disk_is_refused(
    spoil: str, coming: Coming, store: ExhibitStore
) -> None:
    assert tuple(coming) == ALL  # all of it is written by now
    file = file_of(store)
    data = file.read_bytes()
    assert b"envelope" not in data
    assert b"sealed" not in data
    spoilt = {
        "changed": data[:40] + bytes([data[40] ^ 1]) + data[41:],
        "cut": data[:-1],
        "moved": data[len(data) // 2 :] + data[: len(data) // 2],
        "gone": b"",
    }[spoil]
    with file.open("r+b") as raw:
        raw.write(spoilt)
        raw.truncate(len(spoilt))
        os.fsync(raw.fileno())
    with pytest.raises(StorageError):
        tuple(coming)
    coming.drop()
