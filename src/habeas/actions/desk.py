"""A desk: an unlocked vault with everything an action needs."""

from dataclasses import dataclass, field
from datetime import datetime

from habeas.clock import Clock
from habeas.vault.vault import Vault
from habeas.views.db import Views


@dataclass
class Desk:
    """What every action takes. The composition root makes it; `close` locks it.

    `behind`: the log is damaged and the views lack what could not be read; to be
    checked only. `looked` says which files were opened, how, and when that was recorded
    last (habeas.actions.sealed); a lock forgets it.
    """

    vault: Vault
    views: Views
    clock: Clock
    behind: bool = False
    looked: dict[tuple[str, str, str], datetime] = field(default_factory=dict)

    def close(self) -> None:
        """Lock: close the databases and forget the keys; twice is fine."""
        with self.vault.guard:  # what is being recorded is recorded first
            self.looked.clear()
            self.views.close()
            self.vault.close()
