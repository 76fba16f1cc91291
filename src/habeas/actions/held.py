"""What a removed or suspended member wrote that nobody had seen: kept, and not counted.

A lead looks at it and may let it count (`members.accept`).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.case.codec import decode_body
from habeas.case.facts.registry import RECORDS
from habeas.case.membership import Authority, Standing
from habeas.errors import HabeasError
from habeas.log.entry import decode
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.seen import Seen
from habeas.views.db import unread


@dataclass(frozen=True)
class HeldEntry:
    """One entry that is held back: its number in its log, when, its kind, its title."""

    index: int
    at: str
    kind: str
    title: str


@dataclass(frozen=True)
class Held:
    """Entries of one log that are held back; `start` to `stop` takes them all in.

    `member` is the name of whoever wrote them, `who` their id.
    """

    log: str
    member: str
    entries: tuple[HeldEntry, ...]
    who: str = ""

    @property
    def start(self) -> int:
        """The number of the first one."""
        return self.entries[0].index

    @property
    def since(self) -> str:
        """When the first one was written, as its device said."""
        return self.entries[0].at

    @property
    def stop(self) -> int:
        """One more than the number of the last one."""
        return self.entries[-1].index + 1


def held_back(desk: Desk, case: str, logs: Collection[str] | None = None) -> list[Held]:
    """Return what is held back, by log, in the order it was written; of these or all.

    The end of a suspension changes nothing of it: it counts once a lead lets it.
    """
    found: dict[str, list[HeldEntry]] = {}
    with desk.vault.guard:
        id_ = bytes.fromhex(case)
        authority, seen = authority_in(desk.vault, id_), Seen(desk.vault, id_)
        for log, index, _why in unread(desk.views, case):
            if logs is None or log in logs:
                for one in _held(desk, (authority, seen), log, index):
                    found.setdefault(log, []).append(one)
    return [
        Held(log, authority.called(member), tuple(entries), member)
        for log, entries in sorted(found.items())
        for member in [authority.member_of(log)]
    ]


def own_held(desk: Desk, case: str) -> int:
    """Return how many entries that this device wrote are held back."""
    with desk.vault.guard:
        logs = read.logs(desk.vault, bytes.fromhex(case))
        own = {one.id.hex() for one in logs if one.own}
        return sum(len(one.entries) for one in held_back(desk, case, own))


def _held(
    desk: Desk, judge: tuple[Authority, Seen], log: str, index: int
) -> Iterator[HeldEntry]:
    try:
        stored = read.entry(desk.vault, bytes.fromhex(log), index)
        body = decode_body(read.open_body(desk.vault, stored))
    except HabeasError:
        return  # closed to this device: nobody here can say what it is
    authority, seen = judge
    judged = authority.judge(seen.written(decode(stored.envelope), body))
    if judged.standing is Standing.HELD:
        kind = RECORDS.get(body.type)
        value = body.fields.get(kind.title, "") if kind else ""
        text = value.get("text", "") if isinstance(value, dict) else value
        yield HeldEntry(index, body.at.isoformat(), body.type, str(text))
