"""Sealed files that a crash left without an entry: named beforehand, removed after.

Before files get their places, their names are written to a small list beside them, and
it is removed when they are recorded. A list that is found later names files that the
log may not speak of; those it does not are removed.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from habeas.actions.desk import Desk
from habeas.errors import HabeasError
from habeas.vault.disk import write_durably
from habeas.vault.missing import missing
from habeas.vault.vault import Vault
from habeas.views.batches import stored_files

NAME, OF_A_LIST = "placing", "placing-list"
"""What notes the files of a group, and those of an import's own list of names."""
_MOST = 1 << 20


def placing(vault: Vault, stored: Sequence[str], note: str = NAME) -> None:
    """Note, durably, which files are about to get their places.

    Raises:
        StorageError: the disk refuses.
    """
    path = vault.exhibits.folder / note
    write_durably(path, "".join(f"{one}\n" for one in stored).encode())


def placed(vault: Vault, note: str = NAME) -> None:
    """Forget them: they are recorded."""
    with suppress(OSError):
        (vault.exhibits.folder / note).unlink(missing_ok=True)


class ListPlacing:
    """Notes the files of an import's list, one after the other."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self._stored = vault, list[str]()

    def __call__(self, stored: str) -> None:
        """Note one more, durably.

        Raises:
            StorageError: the disk refuses.
        """
        self._stored.append(stored)
        placing(self._vault, self._stored, OF_A_LIST)


def clean(desk: Desk) -> int:
    """Remove the files that were placed and never recorded; return how many.

    Nothing is removed while entries may be missing: in a damaged vault, or where an
    older copy was put back.
    """
    folder = desk.vault.exhibits.folder
    noted = [one for note in (NAME, OF_A_LIST) for one in _noted(folder / note)]
    if not noted or desk.behind or missing(desk.vault):
        return 0
    recorded, removed = stored_files(desk.views), 0
    for one in noted:
        if one in recorded:
            continue
        with suppress(HabeasError, OSError):
            desk.vault.exhibits.path(one).unlink()
            removed += 1
    for note in (NAME, OF_A_LIST):
        placed(desk.vault, note)
    return removed


def _noted(path: Path) -> list[str]:
    try:
        return path.read_bytes()[:_MOST].decode("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []
