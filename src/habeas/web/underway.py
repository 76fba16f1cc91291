"""Uploads on their way: how far each is, for a page that shows it without JavaScript.

In memory alone, and only while the request lasts.
"""

from dataclasses import dataclass, field

from habeas.words import N_

SEALING = N_("being sealed")
READING = N_("sealed; its text is being read")


@dataclass(slots=True)
class Going:
    """One request: bytes taken of bytes announced (0 if it did not say), which file."""

    case: str
    total: int
    taken: int = 0
    name: str = ""
    state: str = SEALING

    @property
    def percent(self) -> int:
        """Whole percent, never more than 100; 0 when the size is not known."""
        return min(100, self.taken * 100 // self.total) if self.total else 0


@dataclass(slots=True)
class Underway:
    """Every upload that is going on."""

    _going: list[Going] = field(default_factory=list)

    def begin(self, case: str, total: int) -> Going:
        """Note a request that begins; `end` it whatever becomes of it."""
        going = Going(case, total)
        self._going.append(going)
        return going

    def end(self, going: Going) -> None:
        """Forget a request."""
        self._going.remove(going)

    def of(self, case: str) -> tuple[Going, ...]:
        """Return what is on its way into a case."""
        return tuple(one for one in self._going if one.case == case)
