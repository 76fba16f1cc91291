"""An unlocked vault: its databases, its exhibits and the keys in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from threading import RLock

from habeas.crypto.boxes import box_public, generate_box_key
from habeas.crypto.digest import hkdf, sha256
from habeas.crypto.passphrase import KdfParams
from habeas.errors import BadInputError, StorageError
from habeas.vault.database import (
    Connection,
    DatabaseError,
    open_database,
    translated,
)
from habeas.vault.disk import sync_folder
from habeas.vault.exhibits import ExhibitStore
from habeas.vault.header import (
    NAME,
    new_header,
    read_header,
    unlock_header,
    write_header,
)
from habeas.vault.lock import FolderLock
from habeas.words import N_


@dataclass
class Vault:
    """What every reader and the one writer of a vault work on.

    `guard` serialises all use of the connection; `unit_keys` is the memory of opened
    keyboxes, emptied on close as far as Python allows (docs/threat-model.md).
    """

    folder: Path
    db: Connection
    views_key: bytes
    exhibits: ExhibitStore
    lock: FolderLock
    demo: bool
    member: bytes
    member_private: bytes
    guard: RLock = field(default_factory=RLock)
    unit_keys: dict[bytes, bytes] = field(default_factory=dict)

    def close(self) -> None:
        """Forget the keys and give up the folder; twice is fine."""
        with self.guard:
            self.unit_keys.clear()
            self.member_private = b""
            self.views_key = b""
            self.db.close()
            self.lock.release()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Do all of it, durably, or none of it.

        Raises:
            StorageError, DamagedError: the database refused; nothing was kept.
        """
        with self.guard:
            try:
                self.db.execute("BEGIN IMMEDIATE")
                try:
                    yield self.db
                except BaseException:
                    self.db.execute("ROLLBACK")
                    raise
                self.db.execute("COMMIT")
            except DatabaseError as error:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise translated(error) from error

    @property
    def views_path(self) -> Path:
        """Where the projections are; the file may be deleted at any time."""
        return self.folder / "views.db"


def create_vault(
    folder: Path, passphrase: str, params: KdfParams, *, demo: bool = False
) -> Vault:
    """Make a vault in a new or empty folder and open it.

    Raises:
        BadInputError: the folder holds something already, or the passphrase is too short.
        StorageError: the disk refuses.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInputError(
            N_("This folder is not empty; a vault needs a folder of its own."),
            advice=N_("Name a new folder. Nothing was changed."),
        )
    header, vault_key = new_header(passphrase, params, demo=demo)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    except OSError as error:
        raise StorageError(N_("The folder of the vault cannot be made.")) from error
    lock = FolderLock(folder)
    lock.acquire()
    vault = _open(folder, vault_key, lock, demo=demo)
    write_header(folder, header)
    return vault


def open_vault(folder: Path, passphrase: str) -> Vault:
    """Unlock a vault.

    Raises:
        NotFoundError, WrongPassphraseError, LockedError, NewerVersionError,
        DamagedError, StorageError: each says what to do next; nothing was changed.
    """
    header = read_header(folder)
    vault_key = unlock_header(header, passphrase)
    lock = FolderLock(folder)
    lock.acquire()
    try:
        return _open(folder, vault_key, lock, demo=header.demo)
    except BaseException:
        lock.release()
        raise


def is_vault(folder: Path) -> bool:
    """Say whether a vault is in this folder."""
    return (folder / NAME).is_file()


def _open(folder: Path, vault_key: bytes, lock: FolderLock, *, demo: bool) -> Vault:
    schema = (files("habeas.vault") / "log.sql").read_text("utf-8")
    db = open_database(
        folder / "log.db", hkdf(vault_key, b"habeas.org/log.db/v1"), schema
    )
    exhibits = ExhibitStore(folder / "exhibits")
    try:
        exhibits.prepare()
    except OSError as error:
        db.close()
        raise StorageError(N_("The folder of the vault cannot be written.")) from error
    private = _device_key(db)
    return Vault(
        folder=folder,
        db=db,
        views_key=hkdf(vault_key, b"habeas.org/views.db/v1"),
        exhibits=exhibits,
        lock=lock,
        demo=demo,
        member=sha256(box_public(private)),
        member_private=private,
    )


def _device_key(db: Connection) -> bytes:
    row = db.execute("SELECT box_private FROM device").fetchone()
    if row is not None:
        return bytes(row[0])
    private = generate_box_key()
    db.execute(
        "INSERT INTO device VALUES (1, ?, ?)", (private, sha256(box_public(private)))
    )
    return private
