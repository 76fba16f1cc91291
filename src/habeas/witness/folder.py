"""A witness's folder: name and keys in witness.toml, logs.txt, heads it cosigned.

`state/<SHA-256 of the origin>` is the newest head cosigned of one log, as its log
signed it. `state/….fork` is another head of one size, if ever one was offered: a proof.
"""

import fcntl
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.digest import sha256
from habeas.crypto.sign import Signer, generate_seed
from habeas.errors import BadInputError, NotFoundError, StorageError
from habeas.log.cosignature import cosigner_vkeys
from habeas.log.note import is_key_name
from habeas.log.policy import Log, parse_logs
from habeas.words import N_

_FILE, _LOGS, _STATE = "witness.toml", "logs.txt", "state"
_LONGEST_NAME = 200
_FIRST_LOGS = """\
# The logs that this witness cosigns, one line each: log <verifier key>
# A hub tells its own at https://hub.example.org/v1/hub
"""


@dataclass(frozen=True)
class Witness:
    """An opened witness."""

    name: str
    keys: Signer
    folder: Path

    def vkeys(self) -> tuple[str, str]:
        """Return the verifier keys of its cosignatures: Ed25519, ML-DSA-44."""
        return cosigner_vkeys(self.name, self.keys)

    def logs(self) -> tuple[Log, ...]:
        """Return the logs that the operator named, as the file is now.

        Raises:
            PolicyError: the file breaks its form. StorageError: it can't be read.
        """
        with _writing():
            return parse_logs((self.folder / _LOGS).read_bytes())

    @contextmanager
    def head(self, origin: str) -> "Iterator[Head]":
        """Hold the one head of a log: no thread and no process changes it meanwhile."""
        with _writing():
            place = self.folder / _STATE / sha256(origin.encode()).hex()
            with place.with_suffix(".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield Head(place)


@dataclass(frozen=True)
class Head:
    """The newest head of one log that was cosigned, while it is held."""

    place: Path

    def read(self) -> bytes | None:
        """Return the signed head; None when none was cosigned yet."""
        try:
            return self.place.read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, note: bytes) -> None:
        """Put this head in place of the one before; it is on the disk afterwards."""
        _put(self.place, note)

    def keep_fork(self, note: bytes) -> None:
        """Keep the first head that contradicts the one that is held."""
        place = self.place.with_suffix(".fork")
        if not place.exists():
            _put(place, note)


def create_witness(folder: Path, name: str) -> None:
    """Make a witness in a new or empty folder, with keys of its own.

    Raises:
        BadInputError: not a name that a key may have, or the folder is in use.
        StorageError: it can't be written there.
    """
    if not is_key_name(name) or not name.isascii() or len(name) > _LONGEST_NAME:
        raise BadInputError(
            N_("This is not the name of a witness."),
            advice=N_("Give an address without spaces: witness.example.org/w1."),
        )
    with _writing():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BadInputError(N_("This folder is not empty."))
        (folder / _STATE).mkdir(mode=0o700)
        _put(folder / _LOGS, _FIRST_LOGS.encode())
        _put(folder / _FILE, _new_keys(name))


def open_witness(folder: Path) -> Witness:
    """Open a witness; several processes may.

    Raises:
        NotFoundError: there is none.
        StorageError: its files can't be read.
    """
    try:
        found = tomllib.loads((folder / _FILE).read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(
            N_("There is no witness in this folder."),
            advice=N_("Make one with `habeas witness init`."),
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable() from error
    try:
        seeds = (bytes.fromhex(found[f"{one}_seed"]) for one in ("ed25519", "mldsa44"))
        return Witness(str(found["name"]), Signer(*seeds), folder)
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


def begin_again(folder: Path) -> Witness:
    """Give a witness that was restored from a backup new keys.

    It may have cosigned larger heads than it now remembers: under the old keys it
    would contradict itself.

    Raises:
        NotFoundError, StorageError: as `open_witness`.
    """
    name = open_witness(folder).name
    with _writing():
        _put(folder / _FILE, _new_keys(name))
    return open_witness(folder)


def _new_keys(name: str) -> bytes:
    return (
        "# The keys of this witness. They say what it saw, and open nothing.\n"
        f'name = "{name}"\n'
        f'ed25519_seed = "{generate_seed().hex()}"\n'
        f'mldsa44_seed = "{generate_seed().hex()}"\n'
    ).encode()


def _put(place: Path, data: bytes) -> None:
    """Write a file whole or not at all, on the disk before this returns."""
    beside = place.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreadable() from error


def _unreadable() -> StorageError:
    return StorageError(
        N_("The files of the witness can't be read or written."),
        advice=N_("Check the disk and whose folder it is, then try again."),
    )
