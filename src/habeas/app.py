"""The composition root: the only place that chooses real parts."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from habeas.actions.desk import Desk
from habeas.actions.erasing import finish
from habeas.actions.life import show_all_life
from habeas.actions.orphans import clean
from habeas.actions.settling import settle
from habeas.clock import Clock, SystemClock
from habeas.crypto.passphrase import KdfParams, calibrate
from habeas.crypto.recovery import read_code
from habeas.crypto.shares import Share
from habeas.errors import DamagedError, HabeasError
from habeas.vault import leaving
from habeas.vault.header import read_header, recover_by_shares, recover_header
from habeas.vault.missing import keep_dropped
from habeas.vault.rekey import recover_vault, recover_with_shares
from habeas.vault.vault import Vault, create_vault, open_vault
from habeas.views.db import Views, catch_up, open_views
from habeas.words import Tell, silent


def default_vault() -> Path:
    """Return where a vault is kept unless the person names another folder.

    Whoever has no home, as in a container that runs as any number, keeps it here.
    """
    try:
        return Path.home() / "Habeas"
    except RuntimeError:
        return Path.cwd() / "Habeas"


def default_heads() -> Path:
    """Return where this machine remembers what it wrote (XDG Base Directory)."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    state = named if named.is_absolute() else Path.home() / ".local" / "state"
    return state / "habeas"


def create(
    folder: Path,
    passphrase: str,
    *,
    clock: Clock | None = None,
    params: KdfParams | None = None,
    demo: bool = False,
) -> Desk:
    """Make a vault and sit down at it.

    Raises:
        BadInputError: the folder is not empty, or the passphrase is too short.
        StorageError: the disk refuses.
    """
    vault = create_vault(
        folder, passphrase, params or calibrate(), demo=demo, heads=default_heads()
    )
    return _desk(vault, clock)


def unlock(
    folder: Path,
    passphrase: str,
    *,
    clock: Clock | None = None,
    tell: Tell = silent,
) -> Desk:
    """Unlock a vault and catch its views up; `tell` is told how far that is.

    Raises:
        HabeasError: each says what to do next; nothing was changed.
    """
    vault = open_vault(folder, passphrase, heads=default_heads())
    desk = _desk(vault, clock, tell=tell)
    with suppress(HabeasError):  # it is shown at the next exchange or unlock
        show_all_life(desk)
    return desk


def recover(
    folder: Path, code: str, passphrase: str, *, clock: Clock | None = None
) -> Desk:
    """Unlock a vault with the code of its recovery sheet and give it a new passphrase.

    Raises:
        RecoveryCodeError: the code is not as it was printed; which groups are wrong.
        UnconfirmedError: the new passphrase opens it, but the vault is closed.
        HabeasError: each says what to do next; nothing was changed.
    """
    secret = read_code(code)
    vault = recover_vault(folder, secret, passphrase, heads=default_heads())
    return _desk(vault, clock)


def check_code(folder: Path, code: str) -> None:
    """Say whether this code gives a key, before a new passphrase is asked for.

    Raises:
        RecoveryCodeError, NotFoundError, WrongSheetError, DamagedError: it does not.
    """
    recover_header(read_header(folder), read_code(code))


def check_shares(folder: Path, shares: Sequence[Share]) -> None:
    """Say whether these shares give a key, before a new passphrase is asked for.

    Raises:
        ShareError, NotFoundError, DamagedError: they do not; which share is wrong.
    """
    recover_by_shares(read_header(folder), shares)


def recover_by_paper(
    folder: Path,
    shares: Sequence[Share],
    passphrase: str,
    *,
    clock: Clock | None = None,
) -> Desk:
    """Unlock a vault with its shares; from now on the new passphrase alone opens it.

    Raises:
        ShareError: they open nothing here; which share is wrong.
        UnconfirmedError: the new passphrase opens it, but the vault is closed.
        HabeasError: each says what to do next; nothing was changed.
    """
    vault = recover_with_shares(folder, shares, passphrase, heads=default_heads())
    return _desk(vault, clock)


def examine(folder: Path, passphrase: str, *, tell: Tell = silent) -> Desk:
    """Unlock a vault to check it, also one whose log is damaged in places.

    Raises:
        DamagedError: nothing of the log can be read.
        HabeasError: each says what to do next; nothing was changed.
    """
    vault = open_vault(folder, passphrase, heads=default_heads())
    return _desk(vault, None, damaged_too=True, tell=tell)


def _desk(
    vault: Vault,
    clock: Clock | None,
    *,
    damaged_too: bool = False,
    tell: Tell = silent,
) -> Desk:
    try:
        keep_dropped(vault)  # before anything is written
        leaving.finish(vault)  # and before anything is shown that left
        views, behind = _caught_up(vault, tell, damaged_too=damaged_too)
    except BaseException:
        vault.close()
        raise
    desk = Desk(vault, views, clock or SystemClock(), behind=behind, settle=settle)
    with suppress(HabeasError):  # told where it matters; nothing depends on it
        clean(desk)
    with suppress(HabeasError):  # at the next unlock, or merge
        finish(desk)
    return desk


def _caught_up(
    vault: Vault, tell: Tell, *, damaged_too: bool, again: bool = True
) -> tuple[Views, bool]:
    """Return the views caught up with the log, and whether damage kept them behind.

    A damaged index is made anew, and nobody is asked: it holds nothing of its own.
    """
    views = open_views(vault)
    try:
        views.tell = tell
        catch_up(vault, views, again=True)
        views.tell = silent
    except BaseException as error:
        if damaged_too and vault.db.damaged and isinstance(error, DamagedError):
            return views, True
        views.close()  # and removes it if it is damaged
        if again and views.db.damaged:
            return _caught_up(vault, tell, damaged_too=damaged_too, again=False)
        raise
    return views, False
