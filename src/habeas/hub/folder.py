"""A hub's folder: its name and keys in hub.toml, its store, its blobs."""

import os
import re
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.digest import sha256
from habeas.crypto.nonce import random_bytes
from habeas.crypto.sign import Signer, generate_seed
from habeas.errors import BadInputError, NotFoundError, StorageError
from habeas.hub.blobs import FolderBlobs
from habeas.hub.refusals import HubRefusal
from habeas.hub.sqlite.store import open_store
from habeas.hub.store import Quota, Store
from habeas.words import N_

_FILE = "hub.toml"
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[1-9][0-9]{0,4})?")
_INVITED_SECONDS = 30 * 86_400


@dataclass(frozen=True)
class Hub:
    """An opened hub. `name` is what clients sign as `@authority`."""

    name: str
    keys: Signer
    store: Store
    blobs: FolderBlobs


def create_hub(folder: Path, name: str) -> None:
    """Make a hub in a new or empty folder, with keys of its own.

    Raises:
        BadInputError: not a name that an address may have, or the folder is in use.
        StorageError: it can't be written there.
    """
    if not _NAME.fullmatch(name):
        raise BadInputError(
            N_("This is not the name of a server."),
            advice=N_("Give the name of its address in lower case: hub.example.org."),
        )
    with _writing():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BadInputError(N_("This folder is not empty."))
        _write(folder, name)
        with open_hub(folder):
            pass


@contextmanager
def open_hub(folder: Path) -> Iterator[Hub]:
    """Open a hub; several processes may.

    Raises:
        NotFoundError: there is none.
        StorageError: its files can't be read.
    """
    name, keys = _read(folder)
    with _writing():
        store, close = open_store(folder)
        blobs = FolderBlobs(folder)
    try:
        yield Hub(name, keys, store, blobs)
    finally:
        close()


def sweep(hub: Hub) -> None:
    """Take off the disk what a process that was killed left there."""
    hub.blobs.sweep(time.time())
    for case, hash_ in hub.store.things.erased_blobs():
        hub.blobs.remove(case, hash_)


def invite(hub: Hub, quota: Quota, now: int) -> str:
    """Return a token that opens one case within 30 days; only its hash is kept."""
    token = random_bytes(32).hex()
    hub.store.cases.invite(sha256(token.encode()), quota, now + _INVITED_SECONDS)
    return token


def begin_again(folder: Path) -> None:
    """Give a hub that was restored from a backup new keys and a new log of its own.

    Raises:
        NotFoundError, StorageError: as `open_hub`.
    """
    name, _keys = _read(folder)
    with _writing():
        _write(folder, name)
    with open_hub(folder) as hub:
        hub.store.hub_tree.begin_again()
        hub.store.witnesses.forget_shown()


def _write(folder: Path, name: str) -> None:
    text = (
        "# The keys of this hub. They speak for it, and open nothing.\n"
        f'name = "{name}"\n'
        f'ed25519_seed = "{generate_seed().hex()}"\n'
        f'mldsa44_seed = "{generate_seed().hex()}"\n'
    )
    beside = folder / (_FILE + ".new")
    with suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / _FILE)


def _read(folder: Path) -> tuple[str, Signer]:
    try:
        found = tomllib.loads((folder / _FILE).read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(
            N_("There is no hub in this folder."),
            advice=N_("Make one with `habeas hub init`."),
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable() from error
    try:
        seeds = (bytes.fromhex(found[f"{one}_seed"]) for one in ("ed25519", "mldsa44"))
        return str(found["name"]), Signer(*seeds)
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except (OSError, HubRefusal) as error:
        raise _unreadable() from error


def _unreadable() -> StorageError:
    return StorageError(
        N_("The files of the hub can't be read or written."),
        advice=N_("Check the disk and whose folder it is, then try again."),
    )
