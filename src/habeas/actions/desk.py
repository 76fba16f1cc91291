"""A desk: an unlocked vault with everything an action needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from habeas.case.membership import Authority
from habeas.clock import Clock
from habeas.vault.acts import authority_in
from habeas.vault.vault import Vault
from habeas.views.db import Views


def _nothing(_desk: "Desk", _case: str) -> None:
    """Settle nothing: whoever is alone with a case shares no key."""


@dataclass
class Desk:
    """What every action takes. The composition root makes it; `close` locks it.

    `behind`: the log is damaged and the views lack what could not be read; to be
    checked only. `looked` says which files were opened, how, and when that was recorded
    last (habeas.actions.sealed); a lock forgets it. `settle` brings the keys of a case
    in line with who may read; `settled` says by which answer that was done last.
    """

    vault: Vault
    views: Views
    clock: Clock
    behind: bool = False
    looked: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    settle: Callable[["Desk", str], None] = _nothing
    settled: dict[str, Authority] = field(default_factory=dict, repr=False)

    def keep_keys(self, case: str) -> None:
        """See that nothing is sealed for whoever is out by now.

        A change of members that was cut short, or that others brought, is finished.
        """
        id_ = bytes.fromhex(case)
        if self.settled.get(case) is not authority_in(self.vault, id_):
            self.settle(self, case)
            self.settled[case] = authority_in(self.vault, id_)

    def close(self) -> None:
        """Lock: close the databases and forget the keys; twice is fine."""
        with self.vault.guard:  # what is being recorded is recorded first
            self.looked.clear()
            self.settled.clear()
            self.views.close()
            self.vault.close()
