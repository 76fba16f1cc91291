"""Sealed files: durable, checked to the last byte, and nothing left of what failed."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.crypto.digest import sha256
from habeas.errors import DamagedError, LockedError, StorageError
from habeas.vault import disk, exhibits
from habeas.vault.exhibits import ExhibitStore, SealedFile

CHUNK = 64 * 1024


@pytest.fixture
def store(tmp_path: Path) -> ExhibitStore:
    made = ExhibitStore(tmp_path / "exhibits")
    made.prepare()
    return made


def seal(store: ExhibitStore, *pieces: bytes) -> SealedFile:
    intake = store.receive()
    for piece in pieces:
        intake.write(piece)
    return intake.finish()


def files(store: ExhibitStore) -> list[Path]:
    return [one for one in store.path("0" * 64).parents[1].rglob("*") if one.is_file()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.binary(max_size=50), max_size=4), st.integers(0, 3))
def test_what_was_sealed_comes_back(
    store: ExhibitStore, pieces: list[bytes], chunks: int
) -> None:
    whole = b"".join([*pieces, bytes(chunks * CHUNK)])
    sealed = seal(store, *pieces, bytes(chunks * CHUNK))
    assert b"".join(store.read(sealed)) == whole
    assert (sealed.sha256, sealed.size) == (sha256(whole).hex(), len(whole))
    cipher = store.path(sealed.stored).read_bytes()
    assert sha256(cipher).hex() == sealed.stored
    assert cipher.startswith(b"age-encryption.org/v1\n")


@pytest.mark.parametrize("step", [1 << 17, 1 << 18, (1 << 20) + 1, 5 << 20])
def test_large_pieces_hashed_beside_the_sealing(step: int, store: ExhibitStore) -> None:
    whole = bytes(range(256)) * (20 << 10) + b"and an end"
    pieces = [whole[at : at + step] for at in range(0, len(whole), step)]
    sealed = seal(store, *pieces)
    assert (sealed.sha256, sealed.size) == (sha256(whole).hex(), len(whole))
    assert b"".join(store.read(sealed)) == whole
    assert sha256(store.path(sealed.stored).read_bytes()).hex() == sealed.stored


def test_a_folder_whose_name_was_not_made_durable_is_not_taken_for_durable(
    store: ExhibitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next file in it writes its name again, or says that it could not."""
    outer = store.path("0" * 64).parents[1]
    real, refused, synced = disk.sync_folder, [outer], list[Path]()

    def sync(folder: Path) -> None:
        if folder in refused:
            refused.remove(folder)
            raise OSError(errno.EIO, "Input/output error")
        synced.append(folder)
        real(folder)

    monkeypatch.setattr(exhibits, "sync_folder", sync)
    incoming = outer / "incoming" / "one"
    incoming.write_bytes(b"x")
    with pytest.raises(OSError, match="Input/output"):
        store.place(incoming, "0" * 64)
    incoming.write_bytes(b"y")
    store.place(incoming, "0" * 63 + "1")
    assert synced == [outer / "00", outer / "00", outer]


def test_the_same_file_twice_is_sealed_twice(store: ExhibitStore) -> None:
    one, other = seal(store, b"x"), seal(store, b"x")
    assert one.sha256 == other.sha256
    assert one.stored != other.stored
    assert one.identity != other.identity


def test_only_the_owner_may_read_the_folders(store: ExhibitStore) -> None:
    sealed = seal(store, b"x")
    assert store.path(sealed.stored).parent.stat().st_mode & 0o077 == 0


def change(place: int) -> Callable[[Path], object]:
    def act(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)

    return act


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut in the header": lambda path: os.truncate(path, 40),
    "cut in the payload": lambda path: os.truncate(path, CHUNK),
    "cut between chunks": lambda path: os.truncate(
        path, path.stat().st_size - (CHUNK // 2 + 16)
    ),
    "a byte more": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "a bit in the version line": change(3),
    "a bit in the recipient": change(40),
    "a bit in the first chunk": change(300),
    "a bit in the last chunk": change(-1),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_noticed_before_the_end(name: str, store: ExhibitStore) -> None:
    sealed = seal(store, b"p" * (CHUNK + CHUNK // 2))
    DAMAGE[name](store.path(sealed.stored))
    with pytest.raises(DamagedError):
        list(store.read(sealed))


def test_every_byte_of_a_small_one_counts(store: ExhibitStore) -> None:
    sealed = seal(store, b"short")
    path = store.path(sealed.stored)
    whole = path.read_bytes()
    for place in range(len(whole)):
        change(place)(path)
        with pytest.raises(DamagedError):
            list(store.read(sealed))
        path.write_bytes(whole)


def test_another_original_in_its_place_is_noticed_before_its_last_piece(
    store: ExhibitStore,
) -> None:
    """Whoever holds the key can seal anything: the hash in the entry decides."""
    right, wrong = seal(store, b"right"), seal(store, b"wrong" * CHUNK)
    mixed = SealedFile(right.sha256, right.size, wrong.stored, wrong.identity)
    given_out: list[bytes] = []
    with pytest.raises(DamagedError):
        given_out.extend(store.read(mixed))
    assert b"".join(given_out) != b"wrong" * CHUNK


def test_a_key_that_is_none_is_damage(store: ExhibitStore) -> None:
    sealed = seal(store, b"x")
    with pytest.raises(DamagedError):
        list(store.read(SealedFile(sealed.sha256, 1, sealed.stored, "hunter2")))


@pytest.mark.parametrize(
    "name", ["", "../../x", "/etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"]
)
def test_no_name_leads_out_of_the_folder(name: str, store: ExhibitStore) -> None:
    with pytest.raises(DamagedError):
        list(store.read(SealedFile("0" * 64, 1, name, "AGE-SECRET-KEY-1")))
    store_files = files(store)
    with pytest.raises(DamagedError):
        store.path(name)
    assert files(store) == store_files


def test_a_folder_in_its_place(store: ExhibitStore) -> None:
    sealed = seal(store, b"x")
    store.path(sealed.stored).unlink()
    store.path(sealed.stored).mkdir()
    with pytest.raises(StorageError):
        list(store.read(sealed))


def test_a_part_is_read_from_its_place(store: ExhibitStore) -> None:
    data = bytes(range(256)) * 1024
    sealed = seal(store, data)
    assert store.read_range(sealed, 65_000, 140_000) == data[65_000:140_000]
    assert store.read_range(sealed, 0, 0) == b""


def test_a_part_of_what_is_damaged_is_refused(store: ExhibitStore) -> None:
    sealed = seal(store, bytes(100_000))
    path = store.path(sealed.stored)
    cipher = path.read_bytes()
    path.write_bytes(cipher[:-1] + bytes([cipher[-1] ^ 1]))
    with pytest.raises(DamagedError, match="changed or cut short"):
        store.read_range(sealed, 0, 10)
    path.unlink()
    with pytest.raises(DamagedError, match="missing"):
        store.read_range(sealed, 0, 10)


def test_an_aborted_intake_leaves_nothing(store: ExhibitStore) -> None:
    intake = store.receive()
    intake.write(b"x" * 3 * CHUNK)
    assert files(store)
    intake.abort()
    intake.abort()
    assert files(store) == []
    with pytest.raises(StorageError):
        intake.write(b"more")
    with pytest.raises(StorageError):
        intake.finish()
    assert files(store) == []


def test_aborting_a_finished_intake_keeps_the_file(store: ExhibitStore) -> None:
    intake = store.receive()
    sealed = intake.finish()
    intake.abort()
    assert list(store.read(sealed)) == []


def test_discarding(store: ExhibitStore) -> None:
    sealed = seal(store, b"x")
    store.discard(sealed)
    store.discard(sealed)
    assert files(store) == []


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        ExhibitStore(tmp_path / "nowhere").receive()


def test_it_is_on_the_disk_before_it_has_its_name(
    store: ExhibitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(file: int) -> None:
        target = Path(f"/proc/self/fd/{file}").readlink()
        steps.append("folder" if target.is_dir() else "file")
        real_fsync(file)

    def replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    seal(store, b"x")
    assert steps == ["file", "name", "folder", "folder"]


FULL = """
import resource, signal, sys
from pathlib import Path
from habeas.errors import StorageError
from habeas.vault.exhibits import ExhibitStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
store = ExhibitStore(Path(sys.argv[1]))
intake = store.receive()
try:
    for _ in range(40):
        intake.write(b"x" * 65536)
    intake.finish()
except StorageError as error:
    print(error)
"""


@pytest.mark.parametrize("room", [0, 100, 70_000, 1 << 20, 2_621_440])
def test_a_file_that_does_not_fit_leaves_nothing(
    room: int, store: ExhibitStore, tmp_path: Path
) -> None:
    """A limit on the size of files stands for a full disk: writes fail as there."""
    assert resource.RLIMIT_FSIZE
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "exhibits"), str(room)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("The file could not be sealed: the disk is full")
    assert files(store) == []


def test_a_disk_that_fails_at_fsync_leaves_nothing(
    store: ExhibitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    intake = store.receive()
    intake.write(b"x")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        with pytest.raises(StorageError):
            intake.finish()
    assert files(store) == []


def test_a_lock_drops_what_is_on_its_way_in(tmp_path: Path) -> None:
    store = ExhibitStore(tmp_path / "exhibits")
    store.prepare()
    first, second = store.receive(), store.receive()
    first.write(b"x" * 500_000)
    store.close()
    assert list((tmp_path / "exhibits").rglob("*")) == [
        tmp_path / "exhibits" / "incoming"
    ]
    with pytest.raises(LockedError, match="Bring it in again"):
        first.write(b"x")
    with pytest.raises(LockedError):
        second.finish()
