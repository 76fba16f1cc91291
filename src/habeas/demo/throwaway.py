"""The invented case in a vault that is removed as soon as it is locked."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from habeas.actions.desk import Desk
from habeas.demo.build import build


@dataclass
class ThrowawayDesk(Desk):
    """A desk whose vault nobody opens a second time."""

    def close(self) -> None:
        """Lock it and remove its folder; twice is fine."""
        super().close()
        shutil.rmtree(self.vault.folder.parent, ignore_errors=True)


def build_throwaway() -> Desk:
    """Tell the story into a vault of its own; takes a few seconds.

    Raises:
        StorageError: the disk refuses.
    """
    folder = Path(tempfile.mkdtemp(prefix="habeas-demo-"))
    try:
        desk = build(folder / "vault")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return ThrowawayDesk(desk.vault, desk.views, desk.clock)
