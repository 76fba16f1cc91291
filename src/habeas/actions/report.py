"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass, field

from habeas.errors import HabeasError
from habeas.words import N_

_SHORT = 8


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: a sentence (message id) and where."""

    what: str
    where: str


@dataclass
class Report:
    """What was checked and what does not hold.

    `erased` counts entries whose content is gone or not for this member, `newer` those
    that a newer version wrote: their envelopes, tree and seals hold all the same.
    """

    entries: int = 0
    erased: int = 0
    newer: int = 0
    files: int = 0
    passages: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything holds."""
        return not self.faults

    def fault(self, what: str, where: str) -> None:
        """Note something that does not hold."""
        self.faults.append(Fault(what, where))


class EntryFaults:
    """Faults of a log's entries, in order: neighbours with one sentence become one."""

    def __init__(self, report: Report, log: bytes) -> None:
        self._report, self._log = report, log.hex()[:_SHORT]
        self._what, self._first, self._last = "", -1, -1

    def note(self, what: str, index: int) -> None:
        """Note a fault of one entry."""
        if (what, index) == (self._what, self._last + 1):
            self._last = index
            self._report.faults.pop()
        else:
            self._what, self._first, self._last = what, index, index
        until = f"–{self._last}" if self._last > self._first else ""
        self._report.fault(what, f"{self._log} {self._first}{until}")


Step = Callable[[], None]
"""Called after each thing that was checked."""


def sentence(error: HabeasError) -> str:
    """Return the sentence of an error as a message id; what it names stands beside."""
    return N_("An entry is not what was sealed.") if error.params else error.what
