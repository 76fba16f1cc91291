"""A device whose disk was copied."""

import shutil

from habeas import app
from tests.actions.copies import Copies
from tests.conftest import PASSPHRASE


def fork(copies: Copies, name: str, twin: str) -> None:
    """Copy the disk of a device, as thieves do; `reopen` both."""
    one = copies.desks[name]
    folder = one.vault.folder
    one.close()
    shutil.copytree(folder, folder.with_name(twin))
    copies.desks[twin] = one
    reopen(copies, name)


def reopen(copies: Copies, name: str) -> None:
    """Unlock a vault by its name once more."""
    one = copies.desks[name]
    folder = one.vault.folder.with_name(name)
    copies.desks[name] = app.unlock(folder, PASSPHRASE, clock=one.clock)
