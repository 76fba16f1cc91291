"""What came of an exchange, hub by hub: what went, what came, and what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from habeas.errors import HabeasError, RefusedError
from habeas.sync.refusals import OtherKeysError, UntrueAnswerError
from habeas.vault.hubs import KnownHub
from habeas.words import N_


@dataclass
class Moved:
    """How much of each kind went one way."""

    entries: int = 0
    boxes: int = 0
    files: int = 0
    lists: int = 0

    def __bool__(self) -> bool:
        return bool(self.entries or self.boxes or self.files or self.lists)


@dataclass
class HubReport:
    """What passed between this copy and one hub.

    `strangers` are logs that the hub keeps and that nobody in the case let in; `forks`
    logs of which two histories were met for the first time; `waits` counts the entries
    that it takes from nobody before a lead has met their log.
    """

    hub: KnownHub
    sent: Moved = field(default_factory=Moved)
    came: Moved = field(default_factory=Moved)
    faults: list[HabeasError] = field(default_factory=list)
    strangers: set[bytes] = field(default_factory=set)
    forks: set[bytes] = field(default_factory=set)
    waits: int = 0

    def fail(self, error: HabeasError) -> None:
        """Note what went wrong, the same once."""
        if str(error) not in {str(one) for one in self.faults}:
            self.faults.append(error)

    @property
    def wrong(self) -> list[HabeasError]:
        """Return all that a person is told of: what failed, and what waits for them."""
        waits = [waits_for_lead(self.hub.name, self.waits)] if self.waits else []
        return [*self.faults, *waits]

    @property
    def untrue(self) -> bool:
        """Say whether the hub answered what can't be true."""
        return any(isinstance(one, UntrueAnswerError) for one in self.faults)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentences of what went wrong, untruth first."""
        ordered = sorted(
            self.faults, key=lambda one: not isinstance(one, UntrueAnswerError)
        )
        return " ".join(" ".join(one.say(translate)) for one in ordered)


@dataclass
class Report:
    """What came of an exchange of one case, with each of its hubs."""

    case: str
    hubs: list[HubReport] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Say whether nothing went wrong anywhere."""
        return not any(one.faults for one in self.hubs)


def lets_in(hub: str, count: int) -> HabeasError:
    """Return what is said of a list that lets in whom nobody in the case did."""
    return RefusedError(
        N_("{hub} lets in keys that nobody in this case let in: {count}."),
        advice=N_(
            "They can fetch what lies there, and can't open it. Ask whoever leads the"
            " case to exchange with this hub, which puts it right, and to ask whoever"
            " runs the hub how they came there."
        ),
        hub=hub,
        count=count,
    )


def waits_for_lead(hub: str, count: int) -> HabeasError:
    """Return what is said of entries that a hub takes once a lead has met their log."""
    return HabeasError(
        N_("Entries here that {hub} does not take yet: {count}."),
        advice=N_(
            "A back-up was put back on the device that wrote them, which then began a"
            " new log, and nobody who leads has let that in there. Carry the case to a"
            " member who leads it, on a stick or at one table: after their next"
            " exchange it goes to the hub by itself. Until then they are kept here."
        ),
        hub=hub,
        count=count,
    )


def kept_faults(faults: list[HabeasError]) -> str:
    """Return what went wrong as the vault keeps it: in no language yet."""
    told = [
        _Fault(
            one.what,
            one.advice,
            one.params,
            isinstance(one, UntrueAnswerError),
            isinstance(one, OtherKeysError),
        )
        for one in faults
    ]
    return msgspec.json.encode(told, enc_hook=str).decode()


def read_faults(kept: str) -> list[HabeasError]:
    """Return what went wrong, to be said in the language of whoever reads it."""
    if not kept:
        return []
    return [
        one.kind(one.what, advice=one.advice, **one.params)
        for one in msgspec.json.decode(kept, type=list[_Fault])
    ]


def is_another(kept: str) -> bool:
    """Say whether a hub had other keys when it was asked last: what it held is gone."""
    return any(isinstance(one, OtherKeysError) for one in read_faults(kept))


class _Fault(msgspec.Struct, frozen=True):
    what: str
    advice: str
    params: dict[str, object]
    untrue: bool
    other: bool = False

    @property
    def kind(self) -> type[HabeasError]:
        other = OtherKeysError if self.other else HabeasError
        return UntrueAnswerError if self.untrue else other
