"""Sealed files that a crash left without an entry: named beforehand, removed after.

Before files get their places, their names are written to a small list beside them, and
it is removed when they are recorded. A list that is found later names files that the
log may not speak of; those it does not are removed.
"""

from collections.abc import Sequence
from contextlib import suppress

from habeas.actions.desk import Desk
from habeas.errors import HabeasError
from habeas.vault.disk import write_durably
from habeas.vault.missing import missing
from habeas.vault.vault import Vault
from habeas.views.batches import stored_files

NAME = "placing"
_MOST = 1 << 20


def placing(vault: Vault, stored: Sequence[str]) -> None:
    """Note, durably, which files are about to get their places.

    Raises:
        StorageError: the disk refuses.
    """
    path = vault.exhibits.folder / NAME
    write_durably(path, "".join(f"{one}\n" for one in stored).encode())


def placed(vault: Vault) -> None:
    """Forget them: they are recorded."""
    with suppress(OSError):
        (vault.exhibits.folder / NAME).unlink(missing_ok=True)


def clean(desk: Desk) -> int:
    """Remove the files that were placed and never recorded; return how many.

    Nothing is removed while entries may be missing: in a damaged vault, or where an
    older copy was put back.
    """
    path = desk.vault.exhibits.folder / NAME
    try:
        noted = path.read_bytes()[:_MOST].decode("ascii").split()
    except (OSError, UnicodeDecodeError):
        return 0
    if desk.behind or missing(desk.vault):
        return 0
    recorded, removed = stored_files(desk.views), 0
    for one in noted:
        if one in recorded:
            continue
        with suppress(HabeasError, OSError):
            desk.vault.exhibits.path(one).unlink()
            removed += 1
    placed(desk.vault)
    return removed
