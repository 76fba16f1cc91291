"""Sealed files: one age file each, named by the SHA-256 of its ciphertext.

The ciphertext is written beside its place under a random name, fsynced and renamed;
plaintext never touches the disk. What is not finished is removed, now or when the vault
is opened next.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from weakref import WeakSet

from habeas.crypto.age import (
    AgeWriter,
    fresh_keys,
    read_age,
    read_age_range,
)
from habeas.crypto.digest import Digests, new_sha256
from habeas.crypto.nonce import random_bytes
from habeas.errors import (
    BadInputError,
    DamagedError,
    LockedError,
    StorageError,
)
from habeas.vault.disk import begin_writing, sync_folder
from habeas.words import N_

COMING = ".coming"
"""Ends the name of a file that is being fetched and is not whole yet."""
_STORED = re.compile(r"[0-9a-f]{64}\Z")
_BUFFER = 1 << 13
_STEP = 1 << 20
_WORTH_A_THREAD = 1 << 18
_BEGIN_WRITING = 32 << 20


@dataclass(frozen=True)
class SealedFile:
    """What a sealed file was and where it is: the hash of the original, exactly as
    received, its size in bytes, the ciphertext's hash, and the age identity.

    `md5` and `sha1` are there for a file that was just received, to match lists by.
    """  # noqa: D205 - one sentence

    sha256: str
    size: int
    stored: str
    identity: str = field(repr=False)  # a crash report shows no key
    md5: str = ""
    sha1: str = ""


class ExhibitStore:
    """The folder of sealed files of a vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        self._made: set[str] = set()
        self._open: WeakSet[Intake] = WeakSet()
        self.closed = False

    def prepare(self) -> None:
        """Make the folders and clear what an interrupted import left.

        Raises:
            OSError: the folder cannot be written.
        """
        for folder in (self.folder, self._incoming):
            folder.mkdir(mode=0o700, exist_ok=True)
        for leftover in self._incoming.iterdir():
            leftover.unlink()

    def path(self, stored: str) -> Path:
        """Return where the ciphertext with this hash is kept.

        Raises:
            DamagedError: it is not the name of a sealed file.
        """
        if not _STORED.match(stored):
            raise DamagedError(N_("A sealed file has a name that none can have."))
        return self.folder / stored[:2] / f"{stored}.age"

    def place(self, incoming: Path, stored: str) -> None:
        """Give a finished file its name, durably."""
        target = self.path(stored)
        fresh = stored[:2] not in self._made
        if fresh:
            target.parent.mkdir(mode=0o700, exist_ok=True)
        incoming.replace(target)
        sync_folder(target.parent)
        if fresh:
            sync_folder(self.folder)
            self._made.add(stored[:2])  # only now: its own name is on the disk

    def place_all(self, held: Sequence["Held"]) -> None:
        """Make files durable that were held, and give each its name.

        Their bytes first, then the names, then the folders, each folder once.

        Raises:
            StorageError: the disk is full or refuses; some may have their names.
            LockedError: the vault was locked meanwhile.
        """
        try:
            for one in held:
                one.intake.sync()
            fresh = set()
            for one in held:
                target = self.path(one.sealed.stored)
                if target.parent.name not in self._made:
                    target.parent.mkdir(mode=0o700, exist_ok=True)
                    fresh.add(target.parent.name)
                one.intake.name_it(target)
            for name in sorted({one.sealed.stored[:2] for one in held}):
                sync_folder(self.folder / name)
            if fresh:
                sync_folder(self.folder)
                self._made |= fresh
        except (OSError, ValueError) as error:  # ValueError: a lock closed the files
            if self.closed:
                raise _locked() from error
            raise _full() from error

    def receive(self, others: Sequence[str] = ()) -> "Intake":
        """Begin to seal a file that arrives in pieces.

        `others` names more hashes to take of it, to compare with lists.

        Raises:
            StorageError: the disk is full or refuses.
        """
        path = self._incoming / random_bytes(16).hex()
        intake = Intake(self, path, others)
        self._open.add(intake)
        return intake

    def close(self) -> None:
        """Drop what is on its way in: the vault is locked."""
        self.closed = True
        for intake in list(self._open):
            intake.abort()

    def discard(self, sealed: SealedFile) -> None:
        """Remove a sealed file that no entry speaks of; twice is fine."""
        with suppress(OSError):
            self.path(sealed.stored).unlink(missing_ok=True)

    def remove(self, stored: str) -> None:
        """Remove a file whose key is destroyed, also what came of it; twice is fine.

        Raises:
            StorageError: the disk refuses.
        """
        path = self.path(stored)
        try:
            path.unlink(missing_ok=True)
            path.with_suffix(COMING).unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)
        except OSError as error:
            raise _full() from error

    def read(self, sealed: SealedFile) -> Iterator[bytes]:
        """Yield the original, checked: the hash is compared before the last piece.

        Raises:
            DamagedError: missing, truncated or changed.
            StorageError: the disk refuses.
        """
        digest, held = new_sha256(), b""
        with self._opened(sealed) as file:
            for piece in read_age(file, sealed.identity):
                digest.update(piece)
                if held:
                    yield held
                held = piece
        if digest.hexdigest() != sealed.sha256:
            raise _not_sealed()
        if held:
            yield held

    def read_range(self, sealed: SealedFile, start: int, stop: int) -> bytes:
        """Return bytes start..stop of the original; their chunks alone are opened.

        Each is authenticated, and so is the length of the file; the hash of the whole
        is not compared.

        Raises:
            DamagedError: missing, truncated, changed, or shorter than `stop`.
            StorageError: the disk refuses.
        """
        with self._opened(sealed) as file:
            return b"".join(read_age_range(file, sealed.identity, start, stop))

    @contextmanager
    def _opened(self, sealed: SealedFile) -> Iterator[BinaryIO]:
        try:
            with self.path(sealed.stored).open("rb") as file:
                yield file
        except FileNotFoundError as error:
            raise DamagedError(
                N_("A sealed file is missing from this vault.")
            ) from error
        except OSError as error:
            raise StorageError(
                N_("A sealed file could not be read on this disk.")
            ) from error
        except BadInputError as error:
            raise _not_sealed() from error


@dataclass(frozen=True)
class Held:
    """A file that is sealed and not durable yet, with the hashes of its original."""

    sealed: SealedFile
    digests: dict[str, str]
    intake: "Intake" = field(repr=False)


class Intake:
    """One file on its way in: `write` its bytes, then `finish` or `abort`.

    Or `hold` it, and let `ExhibitStore.place_all` finish many at once.
    """

    def __init__(
        self, store: ExhibitStore, path: Path, others: Sequence[str] = ()
    ) -> None:
        self._store, self._path = store, path
        self._plain, self._cipher = Digests(others), new_sha256()
        self._size = self._begun = 0
        self._helper: ThreadPoolExecutor | None = None
        self._identity, public = fresh_keys()
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(file, "wb", buffering=_BUFFER)
        except OSError as error:
            raise _full() from error
        self._age = AgeWriter(self._keep, public)

    def _keep(self, data: bytes | memoryview) -> None:
        self._cipher.update(data)
        self._file.write(data)

    def write(self, data: bytes | memoryview) -> None:
        """Hash and seal the next piece, a megabyte at a time.

        Raises:
            StorageError: the disk is full; the intake is aborted.
            LockedError: the vault was locked meanwhile.
        """
        self._require_open()
        try:
            for start in range(0, len(data), _STEP):
                self._write(data[start : start + _STEP])
        except (OSError, ValueError) as error:  # ValueError: aborted before
            self.abort()
            raise _full() from error

    def _write(self, data: bytes | memoryview) -> None:
        """Seal a piece, and hash a large one in another thread meanwhile."""
        self._size += len(data)
        if len(data) < _WORTH_A_THREAD:
            self._plain.update(data)
            self._age.write(data)
            return
        if self._helper is None:
            self._helper = ThreadPoolExecutor(1, thread_name_prefix="hash")
        hashed = self._helper.submit(self._plain.update, data)
        try:
            self._age.write(data)
        finally:
            hashed.result()
        if self._size - self._begun >= _BEGIN_WRITING:
            begin_writing(self._file.fileno(), self._begun)
            self._begun = self._size

    def finish(self, before: Callable[[str], object] = lambda _: None) -> SealedFile:
        """Seal the end, make the file durable and give it its name.

        `before` is told the name when all but that is done.

        Raises:
            StorageError: the disk is full; nothing is kept.
            LockedError: the vault was locked meanwhile.
        """
        held = self.hold()
        try:
            self.sync()
            before(held.sealed.stored)
            self._store.place(self._path, held.sealed.stored)
        except (OSError, ValueError) as error:
            self.abort()
            raise _full() from error
        return held.sealed

    def hold(self) -> Held:
        """Seal the end; the file is whole, and not durable before `place_all`.

        Raises:
            StorageError: the disk is full; nothing is kept.
            LockedError: the vault was locked meanwhile.
        """
        self._require_open()
        try:
            self._age.finish()
            self._file.flush()
        except (OSError, ValueError) as error:
            self.abort()
            raise _full() from error
        self._end_helper()
        digests = self._plain.hexdigests()
        stored = self._cipher.hexdigest()
        sealed = SealedFile(
            digests["sha256"],
            self._size,
            stored,
            self._identity,
            digests["md5"],
            digests["sha1"],
        )
        return Held(sealed, digests, self)

    def sync(self) -> None:
        """Make the bytes of a held file durable, and close it.

        Raises:
            OSError, ValueError: the disk refuses, or it was aborted.
        """
        os.fsync(self._file.fileno())
        self._file.close()

    def name_it(self, target: Path) -> None:
        """Give a file its place.

        Raises:
            OSError: it was aborted, or the disk refuses.
        """
        self._path.replace(target)

    def _require_open(self) -> None:
        if self._store.closed:
            raise _locked()

    def _end_helper(self) -> None:
        if self._helper is not None:
            self._helper.shutdown()

    def abort(self) -> None:
        """Drop what was received; twice is fine, and after `finish` it does nothing."""
        self._end_helper()
        with suppress(OSError):  # a full disk refuses the buffered rest once more
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _locked() -> LockedError:
    return LockedError(
        N_("The vault was locked while this file came in."),
        advice=N_("Nothing of this file was kept. Bring it in again."),
    )


def _full() -> StorageError:
    return StorageError(
        N_("The file could not be sealed: the disk is full or refuses.")
    )


def _not_sealed() -> DamagedError:
    return DamagedError(N_("A sealed file is not what was sealed."))
