"""The refusal that stops an export."""

from dataclasses import dataclass

from habeas.errors import RefusedError
from habeas.words import N_


@dataclass(frozen=True)
class Leak:
    """Where a protected value stands in what would be written.

    `place` names a file of the bundle (or says that it is its text, or its name),
    never the value; `line` counts from 1 and helps in text files only; `record` is
    the id of the protected record.
    """

    place: str
    line: int
    offset: int
    record: str


class NameStandsError(RefusedError):
    """A protected value stands in a paper; it was not made."""


class LeakFoundError(RefusedError):
    """A protected name, date or number stands in the output; nothing was written."""

    default_advice = N_(
        "Leave out the entry or the exhibit where it stands, or use a copy without the"
        " name. Names that were corrected are searched for too. If a name was written"
        " wrongly, withdraw that identity and record it anew. Nothing was written."
    )

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        first = leaks[0]
        super().__init__(
            N_(
                "A protected name stands in the bundle in {count} place(s), first in"
                " {place}, line {line}."
            ),
            count=len(leaks),
            place=first.place,
            line=first.line,
        )
        self.leaks = leaks
