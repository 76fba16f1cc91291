"""Making, opening and closing a vault; whatever stands in the way is said plainly."""

import errno
import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.crypto.passphrase import KdfParams
from habeas.errors import (
    BadInputError,
    DamagedError,
    HabeasError,
    LockedError,
    NewerVersionError,
    NotFoundError,
    StorageError,
    WrongPassphraseError,
)
from habeas.vault import disk
from habeas.vault import vault as vault_module
from habeas.vault.disk import sync_folder
from habeas.vault.header import Header, write_header
from habeas.vault.lock import FolderLock
from habeas.vault.vault import Vault, create_vault, is_vault, open_vault


@pytest.fixture
def made(tmp_path: Path, passphrase: str, params: KdfParams) -> Path:
    folder = tmp_path / "vault"
    create_vault(folder, passphrase, params).close()
    return folder


@pytest.fixture
def vault(made: Path, passphrase: str) -> Iterator[Vault]:
    opened = open_vault(made, passphrase)
    yield opened
    opened.close()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_vault_opens_again_with_the_same_keys(made: Path, passphrase: str) -> None:
    first = open_vault(made, passphrase)
    keys = (first.member, first.member_private, first.views_key)
    first.close()
    again = open_vault(made, passphrase)
    assert keys == (again.member, again.member_private, again.views_key)
    again.close()


def test_nothing_of_a_vault_can_be_read_without_its_key(made: Path) -> None:
    for name, data in everything_in(made).items():
        assert b"SQLite format" not in data, name
    log = sqlite3.connect(made / "log.db")
    with pytest.raises(sqlite3.DatabaseError):
        log.execute("SELECT * FROM sqlite_schema")
    log.close()


def test_only_the_owner_may_look_into_a_vault(
    made: Path, vault: Vault, state_home: Path
) -> None:
    intake = vault.exhibits.receive()
    intake.write(b"x" * 99_999)
    sealed = vault.exhibits.path(intake.finish().stored)
    vault.exhibits.receive().abort()
    for path in (made, *made.rglob("*"), *state_home.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert {"log.db", "log.db-wal", "lock", sealed.name} <= {
        path.name for path in made.rglob("*")
    }


def test_closing_twice_is_fine_and_forgets_the_keys(vault: Vault) -> None:
    vault.close()
    vault.close()
    assert not vault.member_private
    assert not vault.views_key
    with pytest.raises(LockedError):
        vault.db.one("SELECT 1 FROM device")


def test_every_write_waits_for_the_disk(vault: Vault) -> None:
    for pragma, value in {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "temp_store": 2,  # in memory
    }.items():
        assert vault.db.one(f"PRAGMA {pragma}") == (value,), pragma


def test_is_vault(made: Path, tmp_path: Path) -> None:
    assert is_vault(made)
    assert not is_vault(tmp_path)
    assert not is_vault(tmp_path / "nowhere")
    assert not is_vault(made / "habeas.toml")


NOT_FOR_A_VAULT: dict[str, Callable[[Path], object]] = {
    "a folder with a file": lambda at: shutil.copytree(Path(__file__).parent, at),
    "a folder with a folder": lambda at: (at / "x").mkdir(parents=True),
    "a file": lambda at: at.write_text("x"),
}


@pytest.mark.parametrize("name", NOT_FOR_A_VAULT)
def test_a_vault_is_made_only_in_a_folder_of_its_own(
    name: str, tmp_path: Path, passphrase: str, params: KdfParams
) -> None:
    target = tmp_path / "taken"
    NOT_FOR_A_VAULT[name](target)
    before = everything_in(tmp_path)
    with pytest.raises(BadInputError, match="not empty"):
        create_vault(target, passphrase, params)
    assert everything_in(tmp_path) == before


def test_an_empty_folder_is_taken(
    tmp_path: Path, passphrase: str, params: KdfParams
) -> None:
    (tmp_path / "empty").mkdir()
    create_vault(tmp_path / "empty", passphrase, params).close()
    assert is_vault(tmp_path / "empty")


@pytest.mark.parametrize("phrase", ["", "short", "seven77", "half a pair \ud800 …"])
def test_a_passphrase_that_protects_nothing_is_refused_before_anything_is_made(
    phrase: str, tmp_path: Path, params: KdfParams
) -> None:
    with pytest.raises(BadInputError):
        create_vault(tmp_path / "vault", phrase, params)
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize("step", ["_open", "write_header"])
def test_a_refused_beginning_leaves_nothing_and_can_be_begun_again(
    step: str,
    tmp_path: Path,
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as broken:
        broken.setattr(vault_module, step, refuse)
        with pytest.raises(StorageError):
            create_vault(tmp_path / "vault", passphrase, params)
    assert list((tmp_path / "vault").iterdir()) == []
    create_vault(tmp_path / "vault", passphrase, params).close()


def test_a_vault_that_the_disk_did_not_confirm_is_not_made(
    tmp_path: Path,
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "sync_folder", refuse)
    with pytest.raises(StorageError, match="could not be written"):
        create_vault(tmp_path / "vault", passphrase, params)
    assert list((tmp_path / "vault").iterdir()) == []


def test_two_who_make_a_vault_in_one_folder_do_not_destroy_each_others(
    tmp_path: Path,
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other begins, records and closes after this one found the folder empty."""
    target, real, before = tmp_path / "vault", sync_folder, dict[str, bytes]()

    def slow(folder: Path) -> None:
        monkeypatch.setattr(vault_module, "sync_folder", real)
        create_vault(target, passphrase, params).close()
        before.update(everything_in(target))
        real(folder)

    monkeypatch.setattr(vault_module, "sync_folder", slow)
    with pytest.raises(BadInputError, match="not empty"):
        create_vault(target, "another passphrase of another", params)
    after = everything_in(target)
    assert {**after, "lock": b""} == {**before, "lock": b""}
    open_vault(target, passphrase).close()


def test_a_beginning_is_removed_under_its_lock(
    tmp_path: Path,
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever comes in between is told to wait, and loses nothing to the removal."""
    real = vault_module._remove_begun

    def refuse(*_: object) -> None:
        raise StorageError("full")

    def remove(folder: Path) -> None:
        with pytest.raises(LockedError):
            FolderLock(folder).acquire()
        real(folder)

    monkeypatch.setattr(vault_module, "write_header", refuse)
    monkeypatch.setattr(vault_module, "_remove_begun", remove)
    with pytest.raises(StorageError, match="full"):
        create_vault(tmp_path / "vault", passphrase, params)
    assert list((tmp_path / "vault").iterdir()) == []


@pytest.mark.parametrize("again", [False, True])
def test_a_lock_on_a_removed_file_is_none(
    *, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file was removed, perhaps made again, between the opening and the lock."""
    real = fcntl.flock

    def flock(file: int, how: int) -> None:
        (tmp_path / "lock").rename(tmp_path / "removed")
        if again:
            (tmp_path / "lock").touch()
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(LockedError):
        FolderLock(tmp_path).acquire()


def test_killed_while_making_it_the_folder_says_what_to_do(
    made: Path, passphrase: str, params: KdfParams
) -> None:
    """habeas.toml is written last: without it nothing was acknowledged."""
    (made / "habeas.toml").unlink()
    before = everything_in(made)
    with pytest.raises(NotFoundError, match=r"habeas\.toml is missing"):
        open_vault(made, passphrase)
    with pytest.raises(BadInputError, match="not empty"):
        create_vault(made, passphrase, params)
    assert everything_in(made) == before


def test_the_header_is_the_last_file_made(
    tmp_path: Path,
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[set[str]] = []

    def look(folder: Path, header: Header) -> None:
        seen.append({path.name for path in folder.iterdir()})
        write_header(folder, header)

    monkeypatch.setattr(vault_module, "write_header", look)
    create_vault(tmp_path / "vault", passphrase, params).close()
    assert {"log.db", "lock", "exhibits"} <= seen[0]
    assert "habeas.toml" not in seen[0]


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)


def newer(folder: Path) -> None:
    path = folder / "habeas.toml"
    path.write_text(re.sub("format = [0-9]+", "format = 99", path.read_text()))


def behind_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("x")


def header_becomes_a_folder(folder: Path) -> None:
    (folder / "habeas.toml").unlink()
    (folder / "habeas.toml").mkdir()


BROKEN: dict[str, tuple[Callable[[Path], object], type[HabeasError]]] = {
    "no such folder": (shutil.rmtree, NotFoundError),
    "a file instead of a folder": (behind_a_file, NotFoundError),
    "a newer version": (newer, NewerVersionError),
    "log.db missing": (lambda at: (at / "log.db").unlink(), DamagedError),
    "log.db empty of sense": (
        lambda at: (at / "log.db").write_bytes(b"x" * 8192),
        DamagedError,
    ),
    "log.db a plain database": (
        lambda at: (at / "log.db").write_bytes(b"SQLite format 3\0" + bytes(8176)),
        DamagedError,
    ),
    "log.db of one byte": (
        lambda at: (at / "log.db").write_bytes(b"x"),
        DamagedError,
    ),
    "log.db cut in half": (
        lambda at: os.truncate(at / "log.db", 4096 * 3),
        DamagedError,
    ),
    "log.db cut inside a page": (
        lambda at: os.truncate(at / "log.db", 5000),
        DamagedError,
    ),
    "log.db with a bit flipped in its salt": (
        lambda at: flip(at / "log.db", 3),
        DamagedError,
    ),
    "log.db with a bit flipped in its first page": (
        lambda at: flip(at / "log.db", 100),
        DamagedError,
    ),
    "habeas.toml empty": (
        lambda at: (at / "habeas.toml").write_bytes(b""),
        DamagedError,
    ),
    "habeas.toml a folder": (
        header_becomes_a_folder,
        StorageError,
    ),
}


@pytest.mark.counts("faults injected")
@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_opened_is_said_with_advice_and_nothing_is_destroyed(
    name: str, made: Path, passphrase: str
) -> None:
    break_it, expected = BROKEN[name]
    break_it(made)
    before = everything_in(made) if made.is_dir() else {}
    with pytest.raises(expected) as refused:
        open_vault(made, passphrase)
    sentence, advice = refused.value.say()
    assert sentence.endswith(".")
    assert advice.endswith(".")
    assert "sqlite" not in str(refused.value).lower()
    after = everything_in(made) if made.is_dir() else {}
    aside = {"lock", "log.db-wal", "log.db-shm"}
    assert {n: d for n, d in after.items() if n not in aside} == {
        n: d for n, d in before.items() if n not in aside
    }


def test_an_empty_log_db_is_not_taken_for_a_new_one(
    made: Path, passphrase: str
) -> None:
    """An empty file is a new database to SQLite; here it would hide a loss."""
    os.truncate(made / "log.db", 0)
    with pytest.raises(DamagedError):
        open_vault(made, passphrase)
    assert (made / "log.db").stat().st_size == 0


def test_a_wrong_passphrase_opens_nothing(made: Path, passphrase: str) -> None:
    for wrong in (passphrase + " ", passphrase.upper(), "", "half a pair \ud800"):
        with pytest.raises(WrongPassphraseError):
            open_vault(made, wrong)


def test_a_passphrase_typed_on_another_keyboard_is_the_same(
    tmp_path: Path, params: KdfParams
) -> None:
    create_vault(tmp_path / "v", "caf\u00e9 caf\u00e9", params).close()
    open_vault(tmp_path / "v", "cafe\u0301 cafe\u0301").close()


def test_too_little_memory_is_not_a_wrong_passphrase(
    made: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("habeas.crypto.passphrase.derive", refuse)
    with pytest.raises(StorageError, match="memory"):
        open_vault(made, passphrase)


def test_one_process_at_a_time(made: Path, passphrase: str, vault: Vault) -> None:
    with pytest.raises(LockedError, match=str(os.getpid())):
        open_vault(made, passphrase)
    vault.close()
    open_vault(made, passphrase).close()


def test_another_process_is_named(made: Path, passphrase: str) -> None:
    hold = (
        "import sys; from pathlib import Path;"
        "from habeas.vault.vault import open_vault;"
        "open_vault(Path(sys.argv[1]), sys.argv[2]); print('held', flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(made), passphrase],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {other.pid}"):
            open_vault(made, passphrase)
        other.kill()
    open_vault(made, passphrase).close()  # the lock went with the process


@pytest.mark.usefixtures("vault")
def test_what_the_lock_file_says_is_not_repeated_unless_it_is_a_number(
    made: Path, passphrase: str
) -> None:
    (made / "lock").write_text("<script>\n")
    with pytest.raises(LockedError, match=r"process \?"):
        open_vault(made, passphrase)


def test_a_read_only_folder(
    made: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:  # as a read-only drive does, root or not
            raise OSError(errno.EROFS, "Read-only file system")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match="writing"):
        open_vault(made, passphrase)


def test_a_drive_that_knows_no_locks(
    made: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StorageError, match="which program"):
        open_vault(made, passphrase)


def test_a_folder_that_cannot_be_made(
    tmp_path: Path, passphrase: str, params: KdfParams
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        create_vault(tmp_path / "file" / "vault", passphrase, params)


def test_leftovers_of_an_interrupted_import_are_cleared(
    made: Path, passphrase: str
) -> None:
    left = made / "exhibits" / "incoming" / "0123"
    left.write_bytes(b"half of a sealed file")
    open_vault(made, passphrase).close()
    assert not left.exists()


def test_incoming_that_cannot_be_cleared_is_said(made: Path, passphrase: str) -> None:
    (made / "exhibits" / "incoming" / "folder").mkdir()
    with pytest.raises(StorageError):
        open_vault(made, passphrase)
    (made / "exhibits" / "incoming" / "folder").rmdir()
    open_vault(made, passphrase).close()  # the lock was given up


class TestTransaction:
    INSERT = "INSERT INTO epoch_keys VALUES (x'01', 1, 1, x'02', x'03')"

    def count(self, vault: Vault) -> object:
        return vault.db.one("SELECT count(*) FROM epoch_keys")

    def begin_and_fail(self, vault: Vault) -> None:
        with vault.transaction() as db:
            db.run(self.INSERT)
            raise KeyError

    def test_all_of_it(self, vault: Vault) -> None:
        with vault.transaction() as db:
            db.run(self.INSERT)
        assert self.count(vault) == (1,)

    def test_or_none_of_it(self, vault: Vault) -> None:
        with pytest.raises(KeyError):
            self.begin_and_fail(vault)
        assert self.count(vault) == (0,)

    def test_and_then_another(self, vault: Vault) -> None:
        with pytest.raises(KeyError):
            self.begin_and_fail(vault)
        with vault.transaction() as db:
            db.run(self.INSERT)
        assert self.count(vault) == (1,)
