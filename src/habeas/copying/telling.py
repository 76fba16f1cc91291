"""What an exchange came to, and how each copy stands, in words for every door."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from habeas.actions.desk import Desk
from habeas.copying.access import kept_out
from habeas.copying.adding import told
from habeas.copying.places import Place, places
from habeas.copying.reach import (
    Holding,
    Kind,
    Reach,
    Words,
    only_here,
    reach,
    words,
)
from habeas.copying.report import (
    HubReport,
    Moved,
    is_another,
    read_faults,
    waits_for_lead,
)
from habeas.copying.standing import listed_at
from habeas.copying.stored import POLICY, Head, safely, usual_policy
from habeas.copying.whereabouts import sizes, whereabouts
from habeas.errors import HabeasError
from habeas.log.policy import Policy, parse_policy
from habeas.sync.answers import LogKeys
from habeas.vault import read
from habeas.vault.hubs import cosigned, holder
from habeas.vault.settings import setting
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
    """Where copies of a case are: hubs, other devices, and what is nowhere else.

    Of the entries `written` by this device so many are `safe`, as the policy says it.
    """

    entries: int
    only_here: int
    written: int
    safe: int
    hubs: list[HubLine]
    devices: list[tuple[Holding, int]]


def copies(desk: Desk, case: str) -> Copies:
    """Return where copies of a case are, as far as this vault knows."""
    with desk.vault.guard:
        here, known = sizes(desk, case), whereabouts(desk, case)
        named = places(desk, case)
        hubs = [one for one in known if one.kind is Kind.HUB]
        own, safe = _safely(desk, case, named)
        return Copies(
            sum(here.values()),
            only_here(known, here),
            own,
            safe,
            [
                _line(desk, case, place, one, one.lacks(here))
                for place, one in zip(named, hubs, strict=True)
            ],
            [(one, one.lacks(here)) for one in known if one.kind is Kind.DEVICE],
        )


def policy_of(desk: Desk, named: Sequence[Place]) -> Policy | None:
    """Return what 'safely stored' means in this vault: any hub, unless it was set.

    Raises:
        PolicyError: what was set is none.
    """
    text = setting(desk.vault, POLICY)
    if text:
        return parse_policy(text.encode())
    return usual_policy([one.keys for one in named])


def _safely(desk: Desk, case: str, named: Sequence[Place]) -> tuple[int, int]:
    """Return how many entries this device wrote, and how many are safely stored."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    own = {one.id: one for one in read.logs(vault, id_) if one.own}
    heads = [
        Head(LogKeys(log, own[log].mldsa44), note)
        for place in named
        if not is_another(holder(vault, id_, place.hub.key).fault)
        for log, note in cosigned(vault, id_, place.hub.key)
        if log in own
    ]
    safe = safely(policy_of(desk, named), heads)
    return sum(one.size for one in own.values()), sum(safe.values())


def _line(desk: Desk, case: str, place: Place, holding: Holding, lacks: int) -> HubLine:
    was = holder(desk.vault, bytes.fromhex(case), place.hub.key)
    faults = read_faults(was.fault)
    if waits := waiting_there(desk, case, place):
        faults.append(waits_for_lead(place.hub.name, waits))
    return HubLine(place, told(place.hub), holding, lacks, holding.as_of, faults)


def waiting_there(desk: Desk, case: str, place: Place) -> int:
    """Return how many entries here a hub takes only once a lead has met their log."""
    listed = listed_at(desk, bytes.fromhex(case), place)
    return kept_out(desk, case, place.hub.key, listed) if listed else 0


def where(
    desk: Desk,
    case: str,
    entry: tuple[str, int],
    translate: Translate,
    day: Callable[[datetime], str],
) -> str:
    """Return where an entry is, in one line; empty while no other copy is known."""
    known = whereabouts(desk, case)
    return reached(reach(known, *entry), translate, day) if known else ""


def moved(one: HubReport) -> list[Words]:
    """Return what passed between this copy and a hub, a sentence each."""
    found = [
        *_moved(N_("Sent: entries {entries}, keys {boxes}, files {files}."), one.sent),
        *_moved(N_("Came: entries {entries}, keys {boxes}, files {files}."), one.came),
    ]
    if one.sent.lists:
        found.append(Words(N_("Who is let in there was brought in line.")))
    if not found and not one.wrong:
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
