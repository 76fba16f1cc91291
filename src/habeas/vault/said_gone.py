"""What devices say they emptied of their own logs, as their receipts name it.

Whoever wrote of a person before they heard of the erasure names it in their receipt: a
copy that never got its key cannot see whose it was. That explains why a content is
missing or closed. Nothing is destroyed because of it, for it is one device's word.
"""

from contextlib import suppress
from functools import cached_property

from habeas.case.facts.erasure import ERASED
from habeas.case.membership import Standing
from habeas.case.rules.erasure import check_entries, entries_named
from habeas.errors import BadInputError
from habeas.vault.acts import acts_named, authority_in
from habeas.vault.erased import is_erased
from habeas.vault.read import Stored
from habeas.vault.vault import Vault


class SaidGone:
    """The entries of a case that receipts name which count now.

    Read when it is first asked; made anew after something came in.
    """

    def __init__(self, vault: Vault, case: bytes) -> None:
        self._vault, self._case = vault, case

    def explains(self, stored: Stored) -> bool:
        """Say whether it is known why nothing of an entry can be read here."""
        if stored.sealed is not None and stored.unit:
            return False
        place = (stored.log, stored.index)
        return is_erased(self._vault, self._case, *place) or self.names(*place)

    def emptied(self) -> frozenset[tuple[bytes, int]]:
        """Return those whose contents are not here: they must be at no hub either."""
        return frozenset(
            (log, at)
            for log, runs in self.runs.items()
            for run in runs
            for (at,) in self._vault.db.all(
                "SELECT position FROM entries WHERE log = ? AND position >= ?"
                " AND position < ? AND sealed IS NULL",
                (log, run.start, run.stop),
            )
        )

    def names(self, log: bytes, index: int) -> bool:
        """Say whether the device that wrote this entry says that it emptied it."""
        return any(index in run for run in self.runs.get(log, ()))

    @cached_property
    def runs(self) -> dict[bytes, list[range]]:
        """The numbers of these entries, by log."""
        vault, found = self._vault, dict[bytes, list[range]]()
        authority = authority_in(vault, self._case)
        for written, body in acts_named(vault, self._case, ERASED.name):
            if authority.judge(written).standing is not Standing.COUNTS:
                continue
            with suppress(BadInputError):
                check_entries(body.fields)
                device = authority.device_of(written.ref[0])
                for log, run in entries_named(body.fields.get("entries", ())):
                    if authority.alone or authority.device_of(log.hex()) is device:
                        found.setdefault(log, []).append(run)
        return found
