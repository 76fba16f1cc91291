"""Who may do what in a case: worked out from signed acts, alike on every copy.

Nobody decides it: no server, no clock, no order of arrival. The rules stand in
docs/spec/members.md; why they are like that in docs/adr/0021.

Acts are walked in the order (depth, log, index), a line through the causal order.
What an act takes away it takes from everything that its writer had not seen: what came
later, and what was written at the same time elsewhere. Two who remove each other
therefore need an answer that doesn't depend on who is asked first: the well-founded
one. Acts that stand whatever is assumed are kept; of those that hang on one another in
a ring, the ones that take away stand, and the ones that give do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from habeas.case.cuts import Cuts, is_cut, target_of
from habeas.case.facts.members import Role
from habeas.case.fold import Ref
from habeas.case.judged import (
    COUNTED,
    COUNTER,
    DOUBLE,
    HELD_BACK,
    NOT_THEIRS,
    UNKNOWN,
    Judged,
    Standing,
)
from habeas.case.one_key import Holders, alike
from habeas.case.recovering import Recoveries
from habeas.case.standing import CUTS, GIVES, RANK, Right, may_write, seat_in
from habeas.case.walk import Walk, owners
from habeas.case.written import Act, Written, has, in_line, possible

__all__ = [
    "HELD_BACK",
    "Act",
    "Authority",
    "Judged",
    "Standing",
    "Written",
    "authority",
    "has",
    "knew",
]


_NOTHING = Right("", "", 0, 0)


@dataclass(frozen=True)
class Mark:
    """What an answer rests on: what takes away, and what gives."""

    takes: str
    gives: frozenset[str]

    def written(self) -> str:
        """Return it as text, to be compared by `still` later."""
        return "\n\n".join((self.takes, "\n".join(sorted(self.gives))))

    def still(self, before: str) -> bool:
        """Say whether all that counted by a mark written before counts by this one."""
        takes, _, gives = before.partition("\n\n")
        return (
            takes == self.takes and set(filter(None, gives.split("\n"))) <= self.gives
        )


@dataclass(frozen=True)
class Authority:
    """The answer: which acts stand, and so what becomes of every other entry."""

    acts: tuple[Act, ...]
    cuts: Mapping[Act, Right]
    stands: frozenset[Ref]
    _walk: Walk = field(repr=False)
    said: tuple[Act, ...] = ()
    """All acts that are here and open, standing or not, in their order."""
    doubles: frozenset[Ref] = frozenset()
    """Acts that name a key of a device that was in, as their writers knew."""

    @property
    def alone(self) -> bool:
        """Say whether nobody was ever let in: then every entry of the vault counts."""
        return not self._walk.devices

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(self.cuts)

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[Act, ...]]:
        found: dict[str, list[Act]] = {}
        for act in self.acts:
            found.setdefault(act.kind, []).append(act)
        return {kind: tuple(acts) for kind, acts in found.items()}

    def right_of(self, one: Written) -> Right | None:
        """Return what the writer of an entry may do, None for a stranger."""
        return self._walk.right(one, self._cuts)

    def may(self, act: Act) -> bool:
        """Say whether an act that comes on top may be written."""
        by = self._walk.right(act, self._cuts)
        return by is not None and self._walk.may(by, act, self._cuts)

    def own(self, by: Right, target: str) -> bool:
        """Say whether a member or a device is the writer's own, another device too."""
        return self._walk.own(by, target)

    def device_of(self, log: str) -> Act | None:
        """Return the device that writes a log."""
        return self._walk.device_of(log)

    def member_of(self, log: str) -> str:
        """Return the id of the member who writes a log, '' of a stranger."""
        device = self.device_of(log)
        return str(device.fields["member"]) if device is not None else ""

    def called(self, member: str) -> str:
        """Return the name of a member, '' of a stranger."""
        found = (act.fields["name"] for act in self.of("member") if act.id == member)
        return str(next(found, ""))

    def goes_on(self, log: str) -> bool:
        """Say whether a log goes on from another: of a disk that was put back."""
        return log in self._walk.continued

    def judge(self, one: Written) -> Judged:
        """Say whether an entry counts."""
        if self.alone or one.ref in self.stands:
            return COUNTED
        if not possible(one):
            return Judged(Standing.REFUSED, COUNTER)
        right = self._walk.right(one, self._cuts)
        if right is None:
            return Judged(Standing.REFUSED, UNKNOWN)
        return self._by(one, right)

    def _by(self, one: Written, right: Right) -> Judged:
        if one.kind in GIVES or one.kind in CUTS:
            return self._of_act(one, right)
        if may_write(right.left, one.kind, one.act):
            return COUNTED
        if not may_write(right.rank, one.kind, one.act):
            return Judged(Standing.REFUSED, NOT_THEIRS)
        return COUNTED if self._accepted(one.ref) else Judged(Standing.HELD, HELD_BACK)

    def _of_act(self, one: Written, right: Right) -> Judged:
        """Judge what is no act that stands: only a hub is changed or withdrawn."""
        if one.ref in self.doubles:
            return Judged(Standing.REFUSED, DOUBLE)
        changes = one.kind == "hub" and one.act != "put"
        if changes and right.left >= RANK[Role.LEAD]:
            return COUNTED
        return Judged(Standing.REFUSED, NOT_THEIRS)

    def _accepted(self, ref: Ref) -> bool:
        return any(
            act.fields["log"] == ref[0]
            and act.fields["start"] <= ref[1] < act.fields["stop"]
            and has(act.past, ref)  # nobody accepts what they never held
            for act in self.of("acceptance")
        )

    @property
    def recoveries(self) -> Recoveries:
        """What stands of recoveries: who guards, what was asked, who agreed."""
        return self._walk.recoveries

    @cached_property
    def mark(self) -> Mark:
        """What must stay so that no entry that counted could count no more."""
        cuts = [(*cut.ref, *sorted(cut.claimed.items())) for cut in self.cuts]
        gives = [act.ref for act in self.acts if act.kind not in CUTS]
        owners = [(log, device.id) for log, device in self._walk.devices.items()]
        return Mark(
            "\n".join(sorted(map(str, [*cuts, *self.doubles]))),
            frozenset(" ".join(map(str, one)) for one in (*gives, *owners)),
        )

    def epochs(self) -> list[Act]:
        """Return the epochs of which whoever may read gets the key.

        Also those that do not stand: a lead may accept what was written in them. But
        not before all is open here for which somebody was left out.
        """
        open_here = {one.place for one in self.said}
        return [
            one
            for one in self.said
            if one.kind == "epoch" and open_here.issuperset(_against(one))
        ]

    def of(self, kind: str) -> tuple[Act, ...]:
        """Return the acts of one kind that stand, in their order."""
        return self._kinds.get(kind, ())

    def with_key_of(self, fields: Mapping[str, Any]) -> Act | None:
        """Return a device that stands and has a key that these fields name."""
        return next((o for o in self.of("device") if alike(o.fields, fields)), None)

    def out(self, device: Act) -> Act | None:
        """Return what keeps a device out now: a removal, or a suspension not lifted."""
        return next(self.outs(device), None)

    def outs(self, device: Act) -> Iterator[Act]:
        """Yield all that keeps a device out now, in the order of the acts."""
        whose = (device.fields["member"], device.id)
        cuts = [pair for one in whose for pair in self._cuts.of(one)]
        for cut, by in sorted(cuts, key=lambda pair: pair[0].order):
            if cut.kind == "removal":
                yield cut
            if cut.kind != "suspension" or self._walk.is_lifted(cut, target_of(cut)):
                continue
            if self._walk.weighs(cut, by, self._cuts):
                yield cut

    def lifted(self, suspension: Act) -> bool:
        """Say whether a suspension was lifted, as far as is known here."""
        return self._walk.is_lifted(suspension, target_of(suspension))

    def in_force(self) -> list[Act]:
        """Return what takes something from somebody now: not what was lifted since."""
        outs = {id(self.out(one)) for one in self.of("device")}
        return [cut for cut in self.cuts if cut.kind == "role" or id(cut) in outs]

    def against(self) -> list[Act]:
        """Return all that takes something from somebody now, be it for a second time.

        Whoever begins an epoch says so: of two suspensions, another may know the one
        that was lifted alone.
        """
        outs = {id(cut) for one in self.of("device") for cut in self.outs(one)}
        return [cut for cut in self.cuts if cut.kind == "role" or id(cut) in outs]

    def role_of(self, member: str) -> tuple[Role, tuple[str, ...]]:
        """Return the present role of a member and what they may read."""
        last = self.seat_of(member)
        return Role(last.fields["role"]), tuple(last.fields.get("compartments", ()))

    def seat_of(self, member: str) -> Act:
        """Return the act that gave a member their present role and compartments.

        Of several in a row that gave the same, the first one.
        """
        return self._roles.get(member) or self._walk.ids[member]

    @cached_property
    def _roles(self) -> Mapping[str, Act]:
        found: dict[str, Act] = {}
        for act in self.of("role"):
            member = act.fields["member"]
            before = found.get(member) or self._walk.ids.get(member)
            if before is None or seat_in(before.fields) != seat_in(act.fields):
                found[member] = act
        return found

    def readers(self, compartment: str) -> list[Act]:
        """Return the devices that may open a compartment now, in their order."""
        return [
            device
            for device in self.of("device")
            if self.out(device) is None
            and compartment in self.role_of(device.fields["member"])[1]
        ]


def knew(epoch: Act, cut: Act) -> bool:
    """Say whether whoever began an epoch knew of a cut: had it, and says so."""
    return has(epoch.past, cut.ref) and cut.place in _against(epoch)


def _against(epoch: Act) -> Sequence[str]:
    return tuple(epoch.fields.get("against", ()))


def authority(
    founder: str,
    acts: Iterable[Act],
    continued: Mapping[str, str],
    begun: Mapping[str, Mapping[str, int]] | None = None,
) -> Authority:
    """Work out which acts stand.

    `founder` is the log that the case began with; it leads until an act says otherwise.
    `continued` names for a log the one that it goes on from, where that one's key
    signed for it; `begun` says what the writer of a log's first entry had seen. The
    order of `acts` plays no part.
    """
    empty = Walk(founder, continued, begun or {})
    line = in_line((act for act in acts if possible(act)), empty.begun)
    kept, doubles = _heeding(empty, line)
    return replace(_decided(empty, kept), said=tuple(line), doubles=doubles)


def _decided(empty: Walk, line: list[Act]) -> Authority:
    sure: dict[Act, Right] = {}
    most = _allowed(empty, line, sure)
    least = _allowed(empty, line, most)
    for _ in line:  # each round but the last decides one act at least
        if _cuts(least).keys() == sure.keys():
            break
        sure = _cuts(least)
        most = _allowed(empty, line, sure)
        least = _allowed(empty, line, most)
    cuts = _cuts(most)
    stands = {act: by for act, by in most.items() if act in least or act.kind in CUTS}
    walk = empty.anew()
    for act, by in stands.items():
        walk.take(act, by)
    refs = frozenset(act.ref for act in stands)
    return Authority(tuple(stands), cuts, refs, walk)


def _heeding(empty: Walk, line: list[Act]) -> tuple[list[Act], frozenset[Ref]]:
    """Leave out acts that their own writer knew that they might not write.

    Else whoever was removed could tip a ring of others by one more act. What gives a
    device the key of another that was in, as far as the writer knew, is left out, too,
    and returned beside the rest.
    """
    kept: list[Act] = []
    holders, doubles = Holders(), set[Ref]()
    walk, known = empty.anew(), dict[object, Authority]()
    whose, cuts = owners(line, empty.continued), Cuts({})
    for act in line:
        mine = whose.get(act.ref[0], ())
        against = {c: by for w in mine for c, by in cuts.of(w) if has(act.past, c.ref)}
        held = Cuts(against)
        by = walk.right(act, held)
        seems = not against or (
            by is not None and walk.may(by, act, held)
        )  # cheap to ask
        if not seems and not _knew(empty, act, kept, known).may(act):
            continue
        had = holders.before(act)
        if had and _stood(had, _knew(empty, act, kept, known, every=True)):
            doubles.add(act.ref)
            continue
        kept.append(act)
        holders.add([act])
        walk.take(act, by or _NOTHING)
        if is_cut(act):
            cuts.add(act, by or _NOTHING)
    return kept, frozenset(doubles)


def _knew(
    empty: Walk,
    act: Act,
    kept: list[Act],
    known: dict[object, Authority],
    *,
    every: bool = False,
) -> Authority:
    """Return who might do what as far as the writer of an act knew.

    Without `every`, of the writer's own acts only those that take away need be heeded.
    """
    log = act.ref[0]
    others = tuple(sorted(pair for pair in act.past.items() if pair[0] != log))
    own = sum(one.ref[0] == log and (every or is_cut(one)) for one in kept)
    key = (log, others, own, every)
    if key not in known:
        had = [one for one in kept if has(act.past, one.ref)]
        known[key] = _decided(empty, had)
    return known[key]


def _stood(acts: Iterable[Act], authority: Authority) -> bool:
    return any(one.ref in authority.stands for one in acts)


def _allowed(
    empty: Walk, line: list[Act], cuts: Mapping[Act, Right]
) -> dict[Act, Right]:
    """Walk the acts and return those that stand, if exactly `cuts` take away."""
    walk, allowed = empty.anew(), {}
    taking = Cuts(_cuts(cuts))
    for act in line:
        by = walk.right(act, taking)
        if by is not None and walk.may(by, act, taking):
            allowed[act] = by
            walk.take(act, by)
    return allowed


def _cuts(acts: Mapping[Act, Right]) -> dict[Act, Right]:
    return {act: by for act, by in acts.items() if is_cut(act)}
