"""A hub's folder: its name and keys, and where it keeps the rest (hub.toml)."""

import os
import re
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from habeas.crypto.digest import sha256
from habeas.crypto.nonce import random_bytes
from habeas.crypto.sign import Signer, generate_seed
from habeas.errors import BadInputError, NotFoundError, RefusedError, StorageError
from habeas.hub.blobs import Blobs, sync_folder
from habeas.hub.places import IN_FOLDER, Places
from habeas.hub.refusals import HubRefusal
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
    blobs: Blobs


@dataclass(frozen=True)
class _File:
    """What hub.toml holds."""

    name: str
    ed25519_seed: bytes
    mldsa44_seed: bytes
    places: Places


def create_hub(folder: Path, name: str, places: Places = IN_FOLDER) -> None:
    """Make a hub in a new or empty folder, with keys of its own.

    Raises:
        BadInputError: not a name that an address may have, the folder is in use, or no
            address of a database or a bucket.
        RefusedError: another hub keeps its cases in this database.
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
        _require_new(folder, places)
        _write(folder, _new(name, places))
        with open_hub(folder):
            pass


@contextmanager
def open_hub(folder: Path) -> Iterator[Hub]:
    """Open a hub; several processes may.

    Raises:
        NotFoundError: there is none.
        StorageError: its files can't be read.
    """
    found = _read(folder)
    keys = Signer(found.ed25519_seed, found.mldsa44_seed)
    with _writing():
        store, close = found.places.open_store(folder)
    try:
        with _writing():
            blobs = found.places.open_blobs(folder)
        yield Hub(found.name, keys, store, blobs)
    finally:
        close()


def keep_at(folder: Path, places: Places) -> None:
    """Let the hub in this folder keep its cases there from now on.

    An empty address leaves what hub.toml says.

    Raises:
        BadInputError: no address of a database or a bucket.
        RefusedError: it keeps cases elsewhere already.
        NotFoundError, StorageError: as `open_hub`.
    """
    found = _read(folder)
    places.check()
    held = found.places
    places = Places(places.database or held.database, places.blobs or held.blobs)
    if places == held:
        return
    with open_hub(folder) as hub:
        if hub.store.cases.usage():
            raise RefusedError(
                N_("This hub keeps cases already, and does not move them."),
                advice=N_("Make another hub: copies send to it what it lacks."),
            )
    if places.database != held.database:
        _require_new(folder, places)
    with _writing():
        _write(folder, replace(found, places=places))


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
    found = _read(folder)
    with _writing():
        _write(folder, _new(found.name, found.places))
    with open_hub(folder) as hub:
        hub.store.hub_tree.begin_again()
        hub.store.witnesses.forget_shown()


def _new(name: str, places: Places) -> _File:
    return _File(name, generate_seed(), generate_seed(), places)


def _require_new(folder: Path, places: Places) -> None:
    """Refuse a database that another hub writes to: each has a log of its own."""
    places.check()
    if not places.database:
        return
    store, close = places.open_store(folder)
    try:
        taken = store.cases.usage() or store.hub_tree.tree().size
    finally:
        close()
    if taken:
        raise RefusedError(
            N_("Another hub keeps its cases in this database."),
            advice=N_("One hub on several machines has one hub.toml: copy that."),
        )


def _write(folder: Path, held: _File) -> None:
    text = (
        "# The keys of this hub. They speak for it, and open nothing.\n"
        f'name = "{held.name}"\n'
        f'ed25519_seed = "{held.ed25519_seed.hex()}"\n'
        f'mldsa44_seed = "{held.mldsa44_seed.hex()}"\n'
    )
    if held.places.database:
        text += f'database = "{held.places.database}"\n'
    if held.places.blobs:
        text += f'blobs = "{held.places.blobs}"\n'
    beside = folder / (_FILE + ".new")
    with suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / _FILE)
    sync_folder(folder)


def _read(folder: Path) -> _File:
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
        held = _File(
            str(found["name"]),
            bytes.fromhex(found["ed25519_seed"]),
            bytes.fromhex(found["mldsa44_seed"]),
            Places(str(found.get("database", "")), str(found.get("blobs", ""))),
        )
        Signer(held.ed25519_seed, held.mldsa44_seed)
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    return held


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
