"""A deadline: what was computed, what a person decided, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from habeas.case.facts.deadlines import Decision, Whose
from habeas.words import N_


class Settled(StrEnum):
    """What was decided about the computed day."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    OVERRIDDEN = "overridden"
    SET_ASIDE = "set_aside"
    ADDED = "added"


SETTLED_WORDS = {
    Settled.PROPOSED: N_("proposed: nobody has confirmed it"),
    Settled.CONFIRMED: N_("confirmed"),
    Settled.OVERRIDDEN: N_("another day counts"),
    Settled.SET_ASIDE: N_("set aside"),
    Settled.ADDED: N_("added by hand"),
}


class Progress(StrEnum):
    """How far it is, in the order of urgency."""

    PAST = "past"
    DOUBTFUL = "doubtful"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDLESS = "endless"
    MET = "met"
    DONE_LATE = "done_late"
    DONE_UNSURE = "done_unsure"
    DONE = "done"
    ASIDE = "aside"


PROGRESS_WORDS = {
    Progress.PAST: N_("its day has passed"),
    Progress.DOUBTFUL: N_("may end any day"),
    Progress.RUNNING: N_("running"),
    Progress.STOPPED: N_("suspended"),
    Progress.ENDLESS: N_("no day"),
    Progress.MET: N_("a step seems to meet it"),
    Progress.DONE_LATE: N_("done after its day"),
    Progress.DONE_UNSURE: N_("done, and whether in time is not known"),
    Progress.DONE: N_("done in time"),
    Progress.ASIDE: N_("no such term runs"),
}
RUNS = frozenset({Progress.PAST, Progress.DOUBTFUL, Progress.RUNNING})
"""Where somebody has to act, or has not acted."""


@dataclass(frozen=True)
class Proposal:
    """What was computed: EDTF, a stretch if the start is vague, '' if there is no day.

    A day ends at 24:00 by the clock of the place. `basis` says by which rules and
    which calendar. `safe` is the day by another start, if that one ends sooner. `met`
    is the day of a step that may meet it, `planned` that it was recorded before it.
    """

    due: str
    basis: tuple[str, ...] = ()
    stopped: bool = False
    met: str = ""
    planned: bool = False
    safe: str = ""


class Reopened(StrEnum):
    """Why something is open though somebody said that it was done."""

    WITHDRAWN = "withdrawn"
    AHEAD = "ahead"


REOPENED_WORDS = {
    Reopened.WITHDRAWN: N_(
        "The step that was said to meet it was withdrawn since: it is open again."
    ),
    Reopened.AHEAD: N_(
        "The day on which it is said to be done is still to come: it is not done yet."
    ),
}


@dataclass(frozen=True)
class Decided:
    """What a person decided; `due` and `done` are EDTF.

    `finished` says that it was done, though no day may be known; `reopened` why that
    does not count. `why` is what was recorded as the reason, in `why_lang`.
    """

    decision: Decision
    due: str = ""
    computed: str = ""
    basis: tuple[str, ...] = ()
    done: str = ""
    finished: bool = False
    reopened: Reopened | None = None
    why: str = ""
    why_lang: str = ""


class Why(StrEnum):
    """What else changed where a computed day moved."""

    RULES = "rules"
    CALENDAR = "calendar"
    STEPS = "steps"


WHY_WORDS = {
    Why.RULES: N_("the rules were replaced by another version"),
    Why.CALENDAR: N_("the calendar of working days changed"),
    Why.STEPS: N_("what it is counted from was recorded otherwise"),
}


@dataclass(frozen=True)
class Moved:
    """That the day computed now is another than the one that was decided about.

    `now` is '' if none is computed any more, `was` if none was computed then.
    """

    was: str
    now: str
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Standing:
    """How a deadline stands at a moment.

    `due` is the day that counts, `safe` an earlier one to keep because another start
    gives it, '' if there is none or somebody decided. `ends` is the first moment at
    which it may be over, by the clock of the place, and `days` how many midnights lie
    before that last day: 0 is today, negative is past; None if there is no day.
    `missed`: a step is about it that does not surely lie before the day that counts.
    """

    settled: Settled
    progress: Progress
    whose: Whose
    due: str
    ends: datetime | None = None
    days: int | None = None
    moved: Moved | None = None
    done: str = ""
    safe: str = ""
    reopened: Reopened | None = None
    missed: bool = False

    @property
    def runs(self) -> bool:
        """Whether somebody still has to act."""
        return self.progress in RUNS
