"""What each role may write, and what an act takes from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from habeas.case.facts.members import Role

RANK = {
    Role.GUARDIAN: 1,
    Role.AUDITOR: 1,
    Role.CONTRIBUTOR: 2,
    Role.READER: 3,
    Role.EDITOR: 4,
    Role.LEAD: 5,
}
"""Higher may more, but a contributor writes what a reader does not."""

GIVES = {
    "member": Role.LEAD,
    "device": Role.LEAD,
    "acceptance": Role.LEAD,
    "hub": Role.LEAD,
    "lifting": Role.EDITOR,
    "epoch": Role.EDITOR,
    "erasure": Role.LEAD,
    "guardianship": Role.LEAD,
    "recovery": Role.GUARDIAN,
    "approval": Role.GUARDIAN,
}
CUTS = {
    "removal": Role.LEAD,
    "role": Role.LEAD,
    "suspension": Role.EDITOR,
    "veto": Role.GUARDIAN,
}
"""Who may write what, of that which says who may do what.

Of recoveries, habeas.case.recovering says more.
"""
TAKING = frozenset({*CUTS, "guardianship"})
"""What may take something away: other guardians end what those before were asked."""

_EVERYBODY = frozenset({"log", "life", "erased", "rehearsal"})
_READING = _EVERYBODY | {"access"}
CONTRIBUTED = frozenset({"note", "claim", "person", "document"})
"""What whoever reads nothing may add: what somebody knows, says, or has as a file."""


@dataclass(frozen=True)
class Right:
    """What the writer of an entry may do: what was given, and what is left of it."""

    member: str
    device: str
    rank: int
    left: int

    def own(self, target: str) -> bool:
        """Say whether a member or a device is the writer's own."""
        return target in (self.member, self.device) and bool(target)


def lowers(kind: str, fields: Mapping[str, Any]) -> int:
    """Return the rank that an act leaves to whom it takes from."""
    return RANK[Role(fields["role"])] if kind == "role" else 0


def seat_in(fields: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    """Return the role that an act gives, and what may be read with it."""
    return str(fields.get("role")), frozenset(fields.get("compartments", ()))


def may_write(rank: int, kind: str, act: str) -> bool:
    """Say whether somebody of this rank may write an ordinary entry."""
    if rank == 0:
        return False
    if rank >= RANK[Role.EDITOR]:
        return True
    if rank == RANK[Role.READER]:
        return kind in _READING
    if rank == RANK[Role.CONTRIBUTOR]:
        return kind in _EVERYBODY or (kind in CONTRIBUTED and act == "put")
    return kind in _EVERYBODY
