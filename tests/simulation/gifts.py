"""Who gave which key to whom, and whether somebody who is out opens what is sealed."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tests.simulation.model import Copy, Entry

CUTS = {"removal", "suspension", "role"}


@dataclass(frozen=True)
class Gift:
    """A key that was given: what the giver knew then, and the head of their log."""

    cuts: frozenset[str]
    head: str


@dataclass
class Gifts:
    """`sealed` holds for a key and a device what kept it out for who sealed."""

    given: dict[tuple[str, str], list[Gift]] = field(
        default_factory=lambda: defaultdict(list)
    )
    sealed: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    leaks: list[str] = field(default_factory=list)

    def give(self, copy: Copy, key: str, device: str) -> None:
        """Note that a copy gives a key to a device."""
        own = copy.logs.get(copy.log, ())
        knew = frozenset(
            f"{one.log} {one.index} {one.body.id}"
            for one in copy.opened()
            if one.body.type in CUTS
        )
        gift = Gift(knew, own[-1].root if own else "")
        self.given[key, device].append(gift)
        for what, cuts in self.sealed[key, device]:
            if not cuts <= knew:
                self.leaks.append(f"{what} is opened to {device} by {copy.device}")

    def seal(
        self,
        entry: Entry,
        device: str,
        cuts: frozenset[str],
        kept: AbstractSet[str] | None,
    ) -> None:
        """Note what is sealed while a device is out; `kept`: the heads if it has it."""
        what, place = f"{entry.log} {entry.index}", (entry.key, device)
        self.sealed[place].append((what, cuts))
        if kept is not None and not any(
            cuts <= gift.cuts and gift.head in kept for gift in self.given[place]
        ):
            self.leaks.append(f"{what} is sealed for {device}")
