"""Who may do what in a case: worked out from signed acts, alike on every copy.

Nobody decides it: no server, no clock, no order of arrival. The rules stand in
docs/spec/members.md; why they are like that in docs/adr/0021.

Acts are walked in the order (lamport, log, index), a line through the causal order.
What an act takes away it takes from everything that its writer had not seen: what came
later, and what was written at the same time elsewhere. Two who remove each other
therefore need an answer that doesn't depend on who is asked first: the well-founded
one. Acts that stand whatever is assumed are kept; of those that hang on one another in
a ring, the ones that take away stand, and the ones that give do not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from habeas.case.facts.members import Role
from habeas.case.fold import Ref
from habeas.case.standing import (
    CUTS,
    GIVES,
    RANK,
    Right,
    lowers,
    may_write,
)
from habeas.words import N_


@dataclass(frozen=True, eq=False)
class Written:
    """An entry as it is judged: where it stands, what its writer had seen, its kind.

    `past` gives for each log how many of its entries the writer had, its own index for
    its own log. `act` is put, correct or withdraw.
    """

    ref: Ref
    lamport: int
    past: Mapping[str, int]
    kind: str
    act: str = "put"


@dataclass(frozen=True, eq=False)
class Act(Written):
    """An entry that says who may do what: of a type in `members.MEMBERSHIP`."""

    id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, Ref]:
        """Return its place in the line that every copy walks."""
        return self.lamport, self.ref


class Standing(Enum):
    """Whether an entry counts in the case."""

    COUNTS = "counts"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """What became of an entry, and why, in words."""

    standing: Standing
    why: str = ""


_COUNTS = Judged(Standing.COUNTS)
_UNKNOWN = N_("It was written by a device that nobody let into the case.")
_HELD = N_(
    "It was written by somebody who was suspended or removed, and nobody had seen it"
    " by then. Whoever leads the case can let it count."
)
_NOT_THEIRS = N_("Whoever wrote it may not do this in the case.")
_COUNTER = N_("Its counter cannot be: it does not follow on what its writer had seen.")


@dataclass
class _Walk:
    """What stands after some acts: it only grows, so that fewer cuts allow more."""

    founder: str
    continued: Mapping[str, str]
    devices: dict[str, Act] = field(default_factory=dict)  # by log
    ranks: dict[str, int] = field(default_factory=dict)  # the highest ever given
    raised: dict[str, list[Act]] = field(default_factory=dict)
    lifted: dict[str, list[tuple[Act, Right]]] = field(default_factory=dict)
    ids: dict[str, Act] = field(default_factory=dict)

    def device_of(self, log: str) -> Act | None:
        seen = set()
        while log not in self.devices and log in self.continued and log not in seen:
            seen.add(log)
            log = self.continued[log]
        return self.devices.get(log)

    def right(self, one: Written, cuts: Mapping[Act, Right]) -> Right | None:
        """Return what the writer of an entry may do, None for a stranger.

        `rank` is what was given, `left` what the cuts leave of it.
        """
        log, _index = one.ref
        device = self.device_of(log)
        if device is None:
            root = self._root(log)
            return Right("", "", RANK[Role.LEAD], RANK[Role.LEAD]) if root else None
        member = device.fields["member"]
        rank = RANK[Role.LEAD] if self._root(log) else self.ranks.get(member, 0)
        whose = {member, device.id}
        left = rank
        for cut, by in cuts.items():
            if cut.ref != one.ref and self._reaches(cut, by, one, whose, cuts):
                left = min(left, lowers(cut.kind, cut.fields))
        return Right(member, device.id, rank, left)

    def _root(self, log: str) -> bool:
        while log != self.founder and log in self.continued:
            log = self.continued[log]
        return log == self.founder

    def _reaches(
        self,
        cut: Act,
        by: Right,
        one: Written,
        whose: set[str],
        cuts: Mapping[Act, Right],
    ) -> bool:
        log, index = one.ref
        target = target_of(cut)
        if target not in whose or cut.past.get(log, 0) > index:
            return False
        if cut.kind == "role":
            return not any(
                has(one.past, up.ref) and has(up.past, cut.ref)
                for up in self.raised.get(target, ())
            )
        if cut.kind == "removal":
            return True
        return _weighs(cut, by, cuts) and not self.is_lifted(cut, target, one.past)

    def is_lifted(
        self, cut: Act, target: str, past: Mapping[str, int] | None = None
    ) -> bool:
        """Say whether a suspension had been lifted, as far as `past` goes."""
        lifts = [
            by
            for act, by in self.lifted.get(cut.id, ())
            if (past is None or has(past, act.ref)) and not by.own(target)
        ]
        if any(by.left >= RANK[Role.LEAD] for by in lifts):
            return True
        return len({by.member for by in lifts}) > 1

    def take(self, act: Act, by: Right) -> None:
        """Let an act stand from here on."""
        self.ids[act.id] = act
        if act.kind == "device":
            for log in logs_of(act):
                self.devices.setdefault(log, act)
        elif act.kind == "member":
            self.ranks.setdefault(act.id, RANK[Role(act.fields["role"])])
        elif act.kind == "role":
            who, rank = act.fields["member"], RANK[Role(act.fields["role"])]
            self.ranks[who] = max(rank, self.ranks.get(who, 0))
            self.raised.setdefault(who, []).append(act)
        elif act.kind == "lifting":
            self.lifted.setdefault(act.fields["suspension"], []).append((act, by))


def _weighs(cut: Act, by: Right, cuts: Mapping[Act, Right]) -> bool:
    """Say whether a suspension counts: of oneself, by a lead, or by two editors."""
    if by.own(target_of(cut)) or by.left >= RANK[Role.LEAD]:
        return True
    return any(
        other.kind == "suspension"
        and other.fields["who"] == cut.fields["who"]
        and second.member != by.member
        for other, second in cuts.items()
    )


def target_of(cut: Act) -> str:
    """Return the member or device that an act takes something from."""
    return str(cut.fields.get("who") or cut.fields.get("member") or "")


def logs_of(device: Act) -> list[str]:
    """Return the logs of a device: the one it writes, and those before."""
    older = [line.split(" ")[0] for line in device.fields.get("older", ())]
    return [device.fields["log"], *older]


def has(past: Mapping[str, int], ref: Ref) -> bool:
    """Say whether a writer with this past had an entry."""
    return past.get(ref[0], 0) > ref[1]


@dataclass(frozen=True)
class Authority:
    """The answer: which acts stand, and so what becomes of every other entry."""

    acts: tuple[Act, ...]
    cuts: Mapping[Act, Right]
    stands: frozenset[Ref]
    _walk: _Walk = field(repr=False)

    @property
    def alone(self) -> bool:
        """Say whether nobody was ever let in: then every entry of the vault counts."""
        return not self._walk.devices

    def right_of(self, one: Written) -> Right | None:
        """Return what the writer of an entry may do, None for a stranger."""
        return self._walk.right(one, self.cuts)

    def device_of(self, log: str) -> Act | None:
        """Return the device that writes a log."""
        return self._walk.device_of(log)

    def judge(self, one: Written) -> Judged:
        """Say whether an entry counts."""
        if self.alone or one.ref in self.stands:
            return _COUNTS
        if not possible(one):
            return Judged(Standing.REFUSED, _COUNTER)
        right = self._walk.right(one, self.cuts)
        if right is None:
            return Judged(Standing.REFUSED, _UNKNOWN)
        return self._by(one, right)

    def _by(self, one: Written, right: Right) -> Judged:
        if one.kind in GIVES or one.kind in CUTS:
            return Judged(Standing.REFUSED, _NOT_THEIRS)
        if may_write(right.left, one.kind, one.act) or self._accepted(one.ref):
            return _COUNTS
        if may_write(right.rank, one.kind, one.act):
            return Judged(Standing.HELD, _HELD)
        return Judged(Standing.REFUSED, _NOT_THEIRS)

    def _accepted(self, ref: Ref) -> bool:
        return any(
            act.kind == "acceptance"
            and act.fields["log"] == ref[0]
            and act.fields["start"] <= ref[1] < act.fields["stop"]
            for act in self.acts
        )

    def mark(self) -> tuple[object, ...]:
        """Return what changes whenever an entry that counted could count no more."""
        return tuple((cut.ref, tuple(sorted(cut.past.items()))) for cut in self.cuts)

    def of(self, kind: str) -> tuple[Act, ...]:
        """Return the acts of one kind that stand, in their order."""
        return tuple(act for act in self.acts if act.kind == kind)

    def out(self, device: Act) -> Act | None:
        """Return what keeps a device out now: a removal, or a suspension not lifted."""
        whose = {device.id, device.fields["member"]}
        for cut, by in self.cuts.items():
            if cut.kind == "role" or target_of(cut) not in whose:
                continue
            if cut.kind == "removal":
                return cut
            lifted = self._walk.is_lifted(cut, target_of(cut))
            if _weighs(cut, by, self.cuts) and not lifted:
                return cut
        return None

    def lifted(self, suspension: Act) -> bool:
        """Say whether a suspension was lifted, as far as is known here."""
        return self._walk.is_lifted(suspension, target_of(suspension))

    def in_force(self) -> list[Act]:
        """Return what takes something from somebody now: not what was lifted since."""
        outs = {id(self.out(one)) for one in self.of("device")}
        return [cut for cut in self.cuts if cut.kind == "role" or id(cut) in outs]

    def role_of(self, member: str) -> tuple[Role, tuple[str, ...]]:
        """Return the present role of a member and what they may read."""
        last = self._walk.ids[member]
        for act in self.of("role"):
            if act.fields["member"] == member:
                last = act
        return Role(last.fields["role"]), tuple(last.fields.get("compartments", ()))

    def readers(self, compartment: str) -> list[Act]:
        """Return the devices that may open a compartment now, in their order."""
        return [
            device
            for device in self.of("device")
            if self.out(device) is None
            and compartment in self.role_of(device.fields["member"])[1]
        ]


def possible(one: Written) -> bool:
    """Say whether a counter can be: one more than any entry that the writer had.

    Whoever had n entries has a counter of n + 1 at most.
    """
    return 0 < one.lamport <= sum(one.past.values()) + 1


def authority(
    founder: str, acts: Iterable[Act], continued: Mapping[str, str]
) -> Authority:
    """Work out which acts stand.

    `founder` is the log that the case began with; it leads until an act says otherwise.
    `continued` names for a log the one that it goes on from, where that one's key
    signed for it. The order of `acts` plays no part.
    """
    once = {act.ref: act for act in acts if possible(act)}
    line = sorted(once.values(), key=lambda act: act.order)
    sure: dict[Act, Right] = {}
    most = _allowed(founder, line, continued, sure)
    least = _allowed(founder, line, continued, most)
    for _ in line:  # each round but the last decides one act at least
        if _cuts(least).keys() == sure.keys():
            break
        sure = _cuts(least)
        most = _allowed(founder, line, continued, sure)
        least = _allowed(founder, line, continued, most)
    cuts = _cuts(most)
    stands = {act: by for act, by in most.items() if act in least or act in cuts}
    walk = _Walk(founder, continued)
    for act, by in stands.items():
        walk.take(act, by)
    refs = frozenset(act.ref for act in stands)
    return Authority(tuple(stands), cuts, refs, walk)


def _allowed(
    founder: str,
    line: list[Act],
    continued: Mapping[str, str],
    cuts: Mapping[Act, Right],
) -> dict[Act, Right]:
    """Walk the acts and return those that stand, if exactly `cuts` take away."""
    walk, allowed = _Walk(founder, continued), {}
    taking = _cuts(cuts)
    for act in line:
        by = walk.right(act, taking)
        if by is not None and may_act(by, act):
            allowed[act] = by
            walk.take(act, by)
    return allowed


def _cuts(acts: Mapping[Act, Right]) -> dict[Act, Right]:
    return {act: by for act, by in acts.items() if act.kind in CUTS}


def may_act(by: Right, act: Act) -> bool:
    """Say whether somebody may say this of who may do what."""
    if act.kind == "suspension" and by.own(target_of(act)):
        return by.left > 0
    needed = GIVES.get(act.kind) or CUTS.get(act.kind)
    return needed is not None and by.left >= RANK[needed]
