"""What becomes of an entry, and the sentences that say why."""

from dataclasses import dataclass
from enum import Enum

from habeas.words import N_


class Standing(Enum):
    """Whether an entry counts in the case."""

    COUNTS = "counts"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """What became of an entry, and why, in words."""

    standing: Standing
    why: str = ""


COUNTED = Judged(Standing.COUNTS)
UNKNOWN = N_("It was written by a device that nobody let into the case.")
HELD_BACK = N_(
    "It was written by somebody who was suspended or removed, and nobody had seen it"
    " by then. Whoever leads the case can let it count."
)
"""Why an entry is held, as the lists of what was not read keep it."""
NOT_THEIRS = N_("Whoever wrote it may not do this in the case.")
DOUBLE = N_("It names a key of a device that was let into the case before.")
COUNTER = N_("Its counter cannot be: it does not follow on what its writer had seen.")
