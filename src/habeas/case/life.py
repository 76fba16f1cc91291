"""Whether somebody is alive to the case: what was promised, and who may say it is late.

Only the observer's own clock counts, from the moment when it took something in: what a
writer's clock says is nowhere read, so no clock of theirs can buy them a year. That the
observer listened at all, and that others came through, is asked before anybody is
suspended (docs/adr/0029).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from habeas.words import N_

SETTLING = timedelta(hours=3)
"""A copy that did not listen for so long begins anew, and then listens so long before
it says that somebody is silent."""


@dataclass(frozen=True)
class Agreement:
    """A sign of life from a member or a device, every `hours`; `grace` more is waited.

    `own`: the device that wrote it is the one that it is about, or the member's.
    """

    id: str
    who: str
    hours: int
    grace: int
    agreed: str
    own: bool

    @property
    def every(self) -> timedelta:
        """How long after one sign the next is promised."""
        return timedelta(hours=self.hours)

    @property
    def longest(self) -> int:
        """The hours after which a silence has consequences."""
        return self.hours + self.grace


def in_force(said: Iterable[Agreement]) -> dict[str, Agreement]:
    """Return what stands about whom, of agreements in the order of the log.

    The later one counts, but nobody loosens or ends what was agreed about themselves:
    whoever took the device would.
    """
    found: dict[str, Agreement] = {}
    for one in said:
        before = found.get(one.who)
        looser = before is not None and (not one.hours or one.longest > before.longest)
        if one.own and looser:
            continue
        if one.hours:
            found[one.who] = one
        else:
            found.pop(one.who, None)
    return found


class Sign(StrEnum):
    """How it stands with a sign of life."""

    GOOD = "good"
    LATE = "late"
    SILENT = "silent"


SIGN_WORDS = {
    Sign.GOOD: N_("heard of in time"),
    Sign.LATE: N_("should have been heard of"),
    Sign.SILENT: N_("silent beyond what was agreed"),
}


@dataclass(frozen=True)
class Listening:
    """Since when a copy has listened without a long break, and when it did last.

    To have listened is to have got from a hub all that it holds, to the end.
    """

    since: datetime
    last: datetime

    def again(self, now: datetime) -> "Listening":
        """Return it after the copy listened once more."""
        broken = now - self.last > SETTLING or now < self.last
        return Listening(now if broken else self.since, now)


@dataclass(frozen=True)
class Standing:
    """How it stands, when a sign was promised, and until when it is waited for."""

    sign: Sign
    promised: datetime
    until: datetime


def standing(
    agreement: Agreement, heard: datetime, listening: Listening | None, now: datetime
) -> Standing:
    """Say how it stands with an agreement; all moments are of the observer's clock.

    `heard` is when something new of theirs was last taken in. Nobody is silent before
    the observer listened after the last moment, and had listened for a while by then.
    """
    promised = heard + agreement.every
    until = promised + timedelta(hours=agreement.grace)
    if listening is not None:
        until = max(until, listening.since + SETTLING)
    sign = Sign.GOOD if now <= promised else Sign.LATE
    if sign is Sign.LATE and listening is not None and listening.last >= until:
        sign = Sign.SILENT
    return Standing(sign, promised, until)


def may_decide(
    mine: str, silent: str, voices: Sequence[str], heard: Collection[str]
) -> bool:
    """Say whether a program may suspend for silence without asking a person.

    `voices` are the members who can suspend, in the order in which they were let in,
    `heard` those heard of since the sign was promised. More than half of them must be
    there; of two halves the one with the first member decides. So a hub that keeps the
    one half from the other cannot have both suspend each other.
    """
    there = [one for one in voices if (one == mine or one in heard) and one != silent]
    if 2 * len(there) == len(voices):
        return voices[0] in there
    return 2 * len(there) > len(voices)
