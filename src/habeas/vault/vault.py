"""An unlocked vault: its databases, its exhibits and the keys in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any

from habeas.crypto.boxes import box_fingerprint, box_public, generate_box_key
from habeas.crypto.digest import hkdf
from habeas.crypto.passphrase import KdfParams
from habeas.crypto.sign import Signer
from habeas.errors import BadInputError, DamagedError, LockedError, StorageError
from habeas.vault.database import Database
from habeas.vault.disk import UnconfirmedError, sync_folder
from habeas.vault.exhibits import ExhibitStore
from habeas.vault.header import (
    LOG_NAME,
    NAME,
    Header,
    new_header,
    read_header,
    unlock_header,
    write_header,
)
from habeas.vault.heads import Head, KnownHeads
from habeas.vault.lock import FolderLock
from habeas.vault.migrate import migrate
from habeas.words import N_

_TAG_BYTES = 16
_PAGE_BYTES = 4096


@dataclass
class Vault:
    """What every reader and the one writer of a vault work on.

    `guard` serialises all use of the connection; whoever also takes the views' guard
    takes this one first. `unit_keys` and `epoch_keys` remember opened boxes, emptied on
    close as far as Python allows (docs/threat-model.md). `heads` is None in a demo.
    `signed` is the newest head of each log whose signatures were made or checked since
    unlock. `devices` names this device in each case asked for (vault.case_keys), and
    `authorities` says who may do what in it, from its opened `acts` (vault.acts), and
    `roots` which roots logs had at which size (vault.seen). `doubted` are logs that
    something was signed for which does not follow on what is here (vault.foreign).
    `fresh` are bodies that came a moment ago and wait to be folded (vault.opening).
    """

    folder: Path
    db: Database
    views_key: bytes = field(repr=False)  # a crash report shows no key
    exhibits: ExhibitStore
    lock: FolderLock
    demo: bool
    member: bytes
    member_private: bytes = field(repr=False)
    heads: KnownHeads | None
    guard: RLock = field(default_factory=RLock)
    unit_keys: dict[bytes, bytes] = field(default_factory=dict, repr=False)
    epoch_keys: dict[tuple[bytes, int, bytes], bytes] = field(
        default_factory=dict, repr=False
    )
    devices: dict[bytes, bytes] = field(default_factory=dict)
    authorities: dict[bytes, Any] = field(default_factory=dict)
    acts: dict[bytes, dict[Any, Any]] = field(default_factory=dict, repr=False)
    roots: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    doubted: set[bytes] = field(default_factory=set)
    fresh: dict[tuple[bytes, int], Any] = field(default_factory=dict, repr=False)
    signed: dict[bytes, Head] = field(default_factory=dict)
    signers: dict[bytes, Signer] = field(default_factory=dict, repr=False)
    at_growth: list[Callable[[], object]] = field(default_factory=list)
    """Called when something was recorded, in whichever thread did it."""
    _noted: list[tuple[bytes, Head, Head]] = field(default_factory=list)

    def close(self) -> None:
        """Forget the keys and give up the folder; twice is fine."""
        with self.guard:
            self.unit_keys.clear()
            self.epoch_keys.clear()
            self.authorities.clear()
            self.acts.clear()
            self.roots.clear()
            self.fresh.clear()
            self.signers.clear()
            self.member_private = b""
            self.views_key = b""
            self.exhibits.close()
            self.db.close()
            self.lock.release()

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Do all of it, durably, or none of it.

        Raises:
            StorageError, DamagedError: the database refused; nothing was kept.
        """
        with self.guard:
            self._noted.clear()
            try:
                with self.db.transaction():
                    yield self.db
            except BaseException:
                self._settle(grown=False)
                raise
            self._settle(grown=True)

    def remember(self, log: bytes, before: Head, after: Head) -> None:
        """Note outside the vault that a log grows, before the growth is committed.

        Killed in between, the vault stands behind the note and begins a new log: one
        log too many is harmless, one history too many is not.

        Raises:
            LockedError: a copy of this vault wrote to the log since it was looked at.
        """
        if self.heads is not None and not self.heads.swap(log, before, after):
            raise LockedError(
                N_("A copy of this vault is being written on this computer."),
                advice=N_("Close the other one, then try again. Nothing was recorded."),
            )
        self._noted.append((log, before, after))

    def _settle(self, *, grown: bool) -> None:
        for log, before, after in self._noted:
            if grown:
                self.signed[log] = after
            if self.heads is not None:
                self.heads.settle(log, after if grown else before)
        if grown and self._noted:
            for call in self.at_growth:
                call()

    @property
    def views_path(self) -> Path:
        """Where the projections are; the file may be deleted at any time."""
        return self.folder / "views.db"


def create_vault(
    folder: Path,
    passphrase: str,
    params: KdfParams,
    *,
    demo: bool = False,
    heads: Path | None = None,
) -> Vault:
    """Make a vault in a new or empty folder and open it.

    habeas.toml is written last: a folder that has it holds a whole vault. `heads` is
    the folder for what this machine remembers; without it every log may go on.

    Raises:
        BadInputError: the folder is not empty, or the passphrase too short.
        StorageError: the disk refuses; what was begun is removed again.
    """
    header, vault_key = new_header(passphrase, params, demo=demo)
    try:
        _require_empty(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    except OSError as error:
        raise _no_folder() from error
    lock = _lock_empty(folder)
    try:
        return _fill(folder, vault_key, lock, header, heads)
    except BaseException:
        _remove_begun(folder)
        lock.release()
        raise


def _lock_empty(folder: Path) -> FolderLock:
    """Take the lock of a folder, and look again: another may have made a vault here."""
    lock = FolderLock(folder)
    lock.acquire()
    try:
        _require_empty(folder, but=lock.NAME)
    except BaseException as error:
        lock.release()
        if isinstance(error, OSError):
            raise _no_folder() from error
        raise
    return lock


def _fill(
    folder: Path,
    vault_key: bytes,
    lock: FolderLock,
    header: Header,
    heads: Path | None,
) -> Vault:
    _begin_log(folder, vault_key)
    vault = _open(folder, vault_key, lock, header, heads)
    try:
        write_header(folder, header)
    except BaseException as error:
        vault.db.close()  # the lock is held until what was begun is removed
        if isinstance(error, UnconfirmedError):  # it will not count: it is removed
            raise StorageError(
                N_("The vault could not be written on this disk.")
            ) from error
        raise
    return vault


def open_vault(folder: Path, passphrase: str, *, heads: Path | None = None) -> Vault:
    """Unlock a vault.

    Raises:
        NotFoundError, WrongPassphraseError, LockedError, NewerVersionError,
        DamagedError, StorageError: each says what to do next; nothing was changed.
    """
    header = read_header(folder)
    return open_with_key(folder, header, unlock_header(header, passphrase), heads=heads)


def open_with_key(
    folder: Path, header: Header, vault_key: bytes, *, heads: Path | None = None
) -> Vault:
    """Unlock a vault with the key that its header gave.

    Raises:
        LockedError, DamagedError, StorageError: as `open_vault`.
    """
    _require_log(folder / LOG_NAME)
    lock = FolderLock(folder)
    lock.acquire()
    try:
        return _open(folder, vault_key, lock, header, heads)
    except BaseException:
        lock.release()
        raise


def views_key(vault_key: bytes) -> bytes:
    """Return the key of views.db, which also tells two vault keys apart."""
    return hkdf(vault_key, b"habeas.org/views.db/v1")


def is_vault(folder: Path) -> bool:
    """Say whether a vault is in this folder."""
    try:
        return (folder / NAME).is_file()
    except OSError:  # a folder that may not be looked into
        return False


def _require_log(path: Path) -> None:
    """Refuse what SQLite would take for a new, empty database: it would hide a loss."""
    try:
        if path.stat().st_size < _PAGE_BYTES:
            raise _log_damaged()
    except OSError as error:
        raise _log_damaged() from error


def _no_folder() -> StorageError:
    return StorageError(
        N_("The folder of the vault cannot be made."),
        advice=N_("Check that the drive is plugged in, has space and is yours."),
    )


def _require_empty(folder: Path, *, but: str = "") -> None:
    if folder.exists() and (
        not folder.is_dir() or any(one.name != but for one in folder.iterdir())
    ):
        raise BadInputError(
            N_("This folder is not empty; a vault needs a folder of its own."),
            advice=N_("Name a new folder. Nothing was changed."),
        )


def _remove_begun(folder: Path) -> None:
    """Remove what a refused beginning left; under its lock the folder was empty."""
    names = (NAME, f"{LOG_NAME}-wal", f"{LOG_NAME}-shm", LOG_NAME)
    with suppress(OSError):
        for name in names:
            (folder / name).unlink(missing_ok=True)
    for made in (folder / "exhibits" / "incoming", folder / "exhibits"):
        with suppress(OSError):
            made.rmdir()
    with suppress(OSError):
        (folder / FolderLock.NAME).unlink(missing_ok=True)


def _open(
    folder: Path,
    vault_key: bytes,
    lock: FolderLock,
    header: Header,
    heads: Path | None,
) -> Vault:
    db = Database(folder / LOG_NAME, _log_key(vault_key), "", _log_damaged)
    try:
        private = _device_key(db)
        db.make(_schema())
        migrate(db, private)
        exhibits = ExhibitStore(folder / "exhibits")
        exhibits.prepare()
    except OSError as error:
        db.close()
        raise StorageError(N_("The folder of the vault cannot be written.")) from error
    except BaseException:
        db.close()
        raise
    return Vault(
        folder=folder,
        db=db,
        views_key=views_key(vault_key),
        exhibits=exhibits,
        lock=lock,
        demo=header.demo,
        member=box_fingerprint(box_public(private)),
        member_private=private,
        heads=_known_heads(vault_key, header, heads),
    )


def _known_heads(
    vault_key: bytes, header: Header, folder: Path | None
) -> KnownHeads | None:
    if folder is None or header.demo:
        return None
    tag = hkdf(vault_key, b"habeas.org/heads-tag/v1", _TAG_BYTES)
    return KnownHeads(
        folder / f"{tag.hex()}.heads", hkdf(vault_key, b"habeas.org/heads/v1")
    )


def _log_key(vault_key: bytes) -> bytes:
    return hkdf(vault_key, b"habeas.org/log.db/v1")


def _schema() -> str:
    return (files("habeas.vault") / "log.sql").read_text("utf-8")


def _begin_log(folder: Path, vault_key: bytes) -> None:
    """Make log.db with the key of this device; closed, all of it is in that file."""
    db = Database(folder / LOG_NAME, _log_key(vault_key), _schema(), _log_damaged)
    try:
        private = generate_box_key()
        member = box_fingerprint(box_public(private))
        db.run("INSERT INTO device VALUES (1, ?, ?)", (private, member))
    finally:
        db.close()


def _device_key(db: Database) -> bytes:
    """Return the key of this device: a log without one is not what was made here."""
    row = db.one("SELECT box_private FROM device")
    if row is None:
        raise _log_damaged()
    return bytes(row[0])


def _log_damaged() -> DamagedError:
    return DamagedError(
        N_("The log of this vault (log.db) is damaged, missing or not its own."),
        advice=N_(
            "Change nothing in this folder. Copy the whole folder to another drive,"
            " then open a backup or another copy of the vault."
        ),
    )
