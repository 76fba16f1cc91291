"""What acts amount to, one after the other: who has which right when writing what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from habeas.case.cuts import Cuts, target_of
from habeas.case.facts.members import Role
from habeas.case.recovering import Recoveries, speaks_for
from habeas.case.standing import CUTS, GIVES, RANK, Right, lowers
from habeas.case.written import Act, Written, has


@dataclass
class Walk:
    """What stands after some acts: it only grows, so that fewer cuts allow more."""

    founder: str
    continued: Mapping[str, str]
    begun: Mapping[str, Mapping[str, int]]
    devices: dict[str, Act] = field(default_factory=dict)  # by log
    ranks: dict[str, int] = field(default_factory=dict)  # what each was let in as
    raised: dict[str, list[Act]] = field(default_factory=dict)
    lifted: dict[str, list[tuple[Act, Right]]] = field(default_factory=dict)
    ids: dict[str, Act] = field(default_factory=dict)
    recoveries: Recoveries = field(default_factory=Recoveries)

    def anew(self) -> "Walk":
        """Return a walk of the same logs on which nothing stands yet."""
        return Walk(self.founder, self.continued, self.begun)

    def device_of(self, log: str) -> Act | None:
        """Return the device that writes a log, None if none that stands does."""
        seen = set()
        while log not in self.devices and log in self.continued and log not in seen:
            seen.add(log)
            log = self.continued[log]
        return self.devices.get(log)

    def right(self, one: Written, cuts: Cuts) -> Right | None:
        """Return what the writer of an entry may do, None for a stranger.

        `rank` is what was given, as far as the writer knew; `left` what the cuts leave.
        """
        log, _index = one.ref
        device, leads = self.device_of(log), self._root(log)
        if device is None:
            return Right("", "", RANK[Role.LEAD], RANK[Role.LEAD]) if leads else None
        member = device.fields["member"]
        rank = RANK[Role.LEAD] if leads else self._given(member, one.past)
        return Right(member, device.id, rank, self._left(rank, device, one, cuts))

    def _left(self, rank: int, device: Act, one: Written, cuts: Cuts) -> int:
        for cut, by in (*cuts.of(device.fields["member"]), *cuts.of(device.id)):
            if cut.ref != one.ref and self._reaches(cut, by, one, cuts):
                rank = min(rank, lowers(cut.kind, cut.fields))
        return rank

    def _given(self, member: str, past: Mapping[str, int]) -> int:
        """Return the highest rank that a member knew of by then."""
        raised = (
            RANK[Role(act.fields["role"])]
            for act in self.raised.get(member, ())
            if has(past, act.ref)
        )
        return max(self.ranks.get(member, 0), *raised, 0)

    def _root(self, log: str) -> bool:
        seen = set()
        while log != self.founder and log in self.continued and log not in seen:
            seen.add(log)
            log = self.continued[log]
        return log == self.founder

    def _reaches(self, cut: Act, by: Right, one: Written, cuts: Cuts) -> bool:
        log, index = one.ref
        target = target_of(cut)
        if cut.claimed.get(log, 0) > index or speaks_for(one, cut):
            return False
        if cut.kind == "role":
            return not any(
                has(one.past, up.ref) and has(up.past, cut.ref)
                for up in self.raised.get(target, ())
            )
        if cut.kind == "removal":
            return True
        return self.weighs(cut, by, cuts) and not self.is_lifted(cut, target, one.past)

    def own(self, by: Right, target: str) -> bool:
        """Say whether a member or a device is the writer's own, another device too."""
        device = self.ids.get(target)
        if by.own(target) or device is None or device.kind != "device":
            return by.own(target)
        return bool(by.member) and device.fields["member"] == by.member

    def weighs(self, cut: Act, by: Right, cuts: Cuts) -> bool:
        """Say whether a suspension counts: of oneself, by a lead, or by two editors."""
        if self.own(by, target_of(cut)) or by.left >= RANK[Role.LEAD]:
            return True
        if cut.fields.get("recovery"):  # guardians agreed, else it would not stand
            return True
        return any(
            other.kind == "suspension" and second.member != by.member
            for other, second in cuts.of(target_of(cut))
        )

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
        return len({by.member for by in lifts if not self.own(by, target)}) > 1

    def may(self, by: Right, act: Act, cuts: Cuts) -> bool:
        """Say whether somebody may say this of who may do what."""
        left = partial(self._left, 1, one=act, cuts=cuts)
        fits = self.recoveries.fits(by, act, self.ids, cuts.noes, left)
        if fits is not None:
            return fits
        if act.kind == "suspension" and self.own(by, target_of(act)):
            return by.left > 0
        needed = GIVES.get(act.kind) or CUTS.get(act.kind)
        return needed is not None and by.left >= RANK[needed]

    def take(self, act: Act, by: Right) -> None:
        """Let an act stand from here on."""
        self.ids.setdefault(act.id, act)
        self.recoveries.take(act)
        if act.kind == "device":
            self._let_in(act)
        elif act.kind == "member":
            self.ranks.setdefault(act.id, RANK[Role(act.fields["role"])])
        elif act.kind == "role":
            self.raised.setdefault(act.fields["member"], []).append(act)
        elif act.kind == "lifting":
            self.lifted.setdefault(act.fields["suspension"], []).append((act, by))

    def _let_in(self, act: Act) -> None:
        """Give a device its logs; nobody takes one that began under another act."""
        log, *older = logs_of(act)
        first = self.begun.get(log, {})
        had = self.devices.get(log)
        if had is None or (has(first, act.ref) and not has(first, had.ref)):
            self.devices[log] = act
        for one in older:
            self.devices.setdefault(one, act)


def owners(
    acts: Iterable[Act], continued: Mapping[str, str]
) -> Mapping[str, frozenset[str]]:
    """Return for each log the members and devices that any act says it is of."""
    found: dict[str, frozenset[str]] = {}
    for act in acts:
        if act.kind == "device":
            for log in logs_of(act):
                whose = {act.id, act.fields["member"]}
                found[log] = found.get(log, frozenset()) | whose
    for _ in continued:  # each round reaches one log further at least
        more = {one: found[old] for one, old in continued.items() if old in found}
        if found | more == found:
            break
        found |= more
    return found


def logs_of(device: Act) -> list[str]:
    """Return the logs of a device: the one it writes, and those before."""
    older = [line.split(" ")[0] for line in device.fields.get("older", ())]
    return [device.fields["log"], *older]
