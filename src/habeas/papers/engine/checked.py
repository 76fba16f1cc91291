"""What a check says, and all that the checks look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from habeas.case.deadlines import Progress
from habeas.case.facts.consent import Use
from habeas.case.rules.consent import Verdict
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.form import Form


class State(StrEnum):
    """Whether a check lets the paper go."""

    OK = "ok"
    TELL = "tell"
    STOP = "stop"


@dataclass(frozen=True)
class Check:
    """One check; `code` names it with what it found, so that a reason is for that.

    `why` says what it rests on or what can be done. `key` is the question that answers
    it, '' if none does; `aside` the reason for which it was set aside.
    """

    code: str
    state: State
    words: str
    why: tuple[str, ...] = ()
    key: str = ""
    firm: bool = False
    aside: str = ""

    @property
    def stops(self) -> bool:
        """Whether it keeps the paper in."""
        return self.state is State.STOP and (self.firm or not self.aside)


@dataclass(frozen=True)
class Agreed:
    """What a person answered: `name` as they are called, `scope` as recorded.

    `named` are the recipients that consents to the same use name. `use` is what was
    asked, None the use of the form. Who `speaks` is no complainant: their words stand
    in the paper. `rests` tell the records that say so from all others.
    """

    person: str
    name: str
    verdict: Verdict
    with_name: bool
    scope: str
    named: tuple[str, ...] = ()
    use: Use | None = None
    speaks: bool = False
    rests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A term that the paper has to keep, in words; `id` stands in its address.

    `day` is its day as computed, '' for none: `due` says it.
    """

    id: str
    what: str
    progress: Progress
    due: str
    days: int | None
    steps: tuple[str, ...]
    confirmed: bool
    day: str = ""


@dataclass(frozen=True)
class Situation:
    """All that the checks look at.

    `elsewhere` names for whom else a question was answered: that is no answer here.
    `terms` are None if the form has no rule for any; `rules` say what the law gives,
    `restore` which form asks for a term back. `medical` are records of the
    medical compartment that stand in the paper, `foreign` those of a compartment that
    the form does not read. `twice` are names that two bodies have and the paper says.
    `torn` is what two copies say differently: fields, or `answer:` and a key;
    `doubled` are the keys of what was answered twice.
    `asides` are the reasons by code. `leaking` says whose name stands in it.
    `rests` tell what was found from anything found before or later: the entries that
    say so, by `recipient`, `medical`, `answer:` and a key, `twice:` and a name.
    """

    form: Form
    made: Composed | None
    recipient: str
    agreed: tuple[Agreed, ...]
    answers: Mapping[str, str]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] | None = None
    rules: tuple[str, ...] = ()
    restore: str = ""
    medical: int = 0
    privileged: int = 0
    outside: int = 0
    twice: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    leaking: str = ""
    asides: Mapping[str, str] = field(default_factory=dict)
    rests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
