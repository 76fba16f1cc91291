"""What an exchange came to, and how each copy stands, in words for every door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from habeas.actions.desk import Desk
from habeas.copying.adding import told
from habeas.copying.places import Place, places
from habeas.copying.reach import Holding, Kind, Reach, Words, only_here, words
from habeas.copying.report import HubReport, Moved, read_faults
from habeas.copying.whereabouts import sizes, whereabouts
from habeas.errors import HabeasError
from habeas.vault.hubs import holder
from habeas.words import N_

Translate = Callable[[str], str]


@dataclass(frozen=True)
class HubLine:
    """A hub of a case, as it stands: what it lacks of what is here, what went wrong.

    `told` is None before it was ever reached.
    """

    place: Place
    fingerprint: str
    holding: Holding
    lacks: int
    told: datetime | None
    faults: list[HabeasError]

    @property
    def waiting(self) -> bool:
        """Say whether the case is not open there yet."""
        return bool(self.place.hub.invitation)


@dataclass(frozen=True)
class Copies:
    """Where copies of a case are: hubs, other devices, and what is nowhere else."""

    entries: int
    only_here: int
    hubs: list[HubLine]
    devices: list[tuple[Holding, int]]


def copies(desk: Desk, case: str) -> Copies:
    """Return where copies of a case are, as far as this vault knows."""
    with desk.vault.guard:
        here, known = sizes(desk, case), whereabouts(desk, case)
        named = places(desk, case)
        hubs = [one for one in known if one.kind is Kind.HUB]
        return Copies(
            sum(here.values()),
            only_here(known, here),
            [
                _line(desk, case, place, one, one.lacks(here))
                for place, one in zip(named, hubs, strict=True)
            ],
            [(one, one.lacks(here)) for one in known if one.kind is Kind.DEVICE],
        )


def _line(desk: Desk, case: str, place: Place, holding: Holding, lacks: int) -> HubLine:
    was = holder(desk.vault, bytes.fromhex(case), place.hub.key)
    faults = read_faults(was.fault)
    return HubLine(place, told(place.hub), holding, lacks, holding.as_of, faults)


def moved(one: HubReport) -> list[Words]:
    """Return what passed between this copy and a hub, a sentence each."""
    found = [
        *_moved(N_("Sent: entries {entries}, keys {boxes}, files {files}."), one.sent),
        *_moved(N_("Came: entries {entries}, keys {boxes}, files {files}."), one.came),
    ]
    if one.sent.lists:
        found.append(Words(N_("Who is let in there was brought in line.")))
    if not found and not one.faults:
        found.append(Words(N_("Nothing was new on either side.")))
    if one.forks:
        told = N_(
            "A device has signed two histories of its log: it was copied, or somebody"
            " has its keys. The proof is kept. Such logs: {count}."
        )
        found.append(Words(told, {"count": len(one.forks)}))
    if one.strangers:
        told = N_("Logs that nobody in this case let in lie there: {count}.")
        found.append(Words(told, {"count": len(one.strangers)}))
    return found


def _moved(text: str, moved: Moved) -> list[Words]:
    if not (moved.entries or moved.boxes or moved.files):
        return []
    values = {"entries": moved.entries, "boxes": moved.boxes, "files": moved.files}
    return [Words(text, values)]


def spell(one: Words, translate: Translate, day: Callable[[datetime], str]) -> str:
    """Return a sentence in the language of `translate`; `day` writes a date."""
    values: Mapping[str, object] = {
        name: day(value) if isinstance(value, datetime) else value
        for name, value in one.values.items()
    }
    return translate(one.text).format(**values)


def reached(found: Reach, translate: Translate, day: Callable[[datetime], str]) -> str:
    """Return where an entry is, in one line."""
    return ", ".join(spell(one, translate, day) for one in words(found))
