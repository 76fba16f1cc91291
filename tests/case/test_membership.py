"""Who may do what: named histories, and histories by chance in any order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from habeas.case.facts.members import Ground, Role
from habeas.case.membership import Act, Authority, Standing, Written, authority
from habeas.case.standing import CUTS, GIVES

T = TypeVar("T")
ALL = ("case", "counsel", "identity", "medical")


@dataclass
class World:
    """Devices that write acts, each knowing what it was told of.

    A device is named by one letter; its log, member and device carry the same letter.
    """

    acts: list[Act] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    known: dict[str, dict[str, int]] = field(default_factory=dict)
    lamports: dict[tuple[str, int], int] = field(default_factory=dict)

    def write(self, by: str, kind: str, one: str = "", /, **fields: Any) -> Act:  # noqa: ANN401
        past = {**self.known.setdefault(by, {}), by: self.sizes.get(by, 0)}
        highest = max(
            (self.lamports[log, size - 1] for log, size in past.items() if size),
            default=0,
        )
        ref = (by, past[by])
        made = Act(
            ref, highest + 1, past, kind, id=one or f"{by}{past[by]}", fields=fields
        )
        self.lamports[ref] = highest + 1
        self.sizes[by] = past[by] + 1
        self.acts.append(made)
        return made

    def tell(self, source: str, *to: str) -> None:
        """Let others know all that one knows, and what it wrote."""
        known = {**self.known.get(source, {}), source: self.sizes.get(source, 0)}
        for other in to:
            had = self.known.setdefault(other, {})
            for log, size in known.items():
                if log != other:
                    had[log] = max(size, had.get(log, 0))

    def admit(self, by: str, who: str, role: Role = Role.EDITOR) -> None:
        reads = role in (Role.LEAD, Role.EDITOR, Role.READER)
        places = ALL if role is Role.LEAD else ("case",) if reads else ()
        self.write(by, "member", who.upper(), role=role, compartments=places, name=who)
        self.device(by, who.upper(), who)
        self.tell(by, who)

    def device(self, by: str, member: str, log: str) -> None:
        self.write(by, "device", f"device {log}", member=member, log=log, box=log)

    def remove(self, by: str, who: str) -> Act:
        return self.write(by, "removal", who=who.upper(), stated="")

    def suspend(self, by: str, who: str) -> Act:
        return self.write(by, "suspension", who=who.upper(), ground=Ground.ARREST)

    def lift(self, by: str, suspension: Act) -> Act:
        return self.write(by, "lifting", suspension=suspension.id)

    def role(self, by: str, who: str, role: Role) -> Act:
        places = ALL if role is Role.LEAD else ("case",)
        return self.write(
            by, "role", member=who.upper(), role=role, compartments=places
        )

    def note(self, who: str, kind: str = "note") -> Written:
        return self.write(who, kind)

    def decide(self, continued: Mapping[str, str] | None = None) -> Authority:
        found = [one for one in self.acts if one.kind in {*GIVES, *CUTS}]
        return authority("a", found, continued or {})

    def standing(self, one: Written) -> str:
        return self.decide().judge(one).standing.value


@pytest.fixture
def world() -> World:
    """Return a case of two leads (a, the founder, and b) and two editors (c, d)."""
    made = World()
    made.admit("a", "a", Role.LEAD)
    made.admit("a", "b", Role.LEAD)
    made.admit("a", "c")
    made.admit("a", "d")
    made.tell("a", "b", "c", "d")
    return made


def test_alone_everything_counts() -> None:
    world = World()
    one = world.note("a")
    assert world.decide().alone
    assert world.standing(one) == "counts"


def test_members_write(world: World) -> None:
    assert {world.standing(world.note(who)) for who in "abcd"} == {"counts"}


def test_a_stranger_does_not(world: World) -> None:
    assert world.standing(world.note("x")) == "refused"
    world.admit("x", "y", Role.LEAD)
    assert world.standing(world.note("y")) == "refused"


@pytest.mark.parametrize(
    ("role", "kind", "counts"),
    [
        (Role.READER, "note", False),
        (Role.READER, "access", True),
        (Role.CONTRIBUTOR, "note", True),
        (Role.AUDITOR, "note", False),
        (Role.AUDITOR, "log", True),
        (Role.EDITOR, "note", True),
    ],
)
def test_what_a_role_writes(
    world: World, role: Role, kind: str, *, counts: bool
) -> None:
    world.admit("b", "e", role)
    one = world.note("e", kind)
    assert world.standing(one) == ("counts" if counts else "refused")


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        *((kind, True) for kind in ("note", "claim", "person", "document", "log")),
        *((kind, False) for kind in ("consent", "case", "identity", "hub")),
        *((kind, False) for kind in ("watch", "erasure", "deadline")),
    ],
)
def test_what_a_contributor_adds(world: World, kind: str, *, counts: bool) -> None:
    """Whoever may put any record could consent in the person's name."""
    world.admit("b", "e", Role.CONTRIBUTOR)
    one = world.note("e", kind)
    assert world.standing(one) == ("counts" if counts else "refused")


def test_only_a_lead_lets_in_and_removes(world: World) -> None:
    world.admit("c", "e")
    world.remove("c", "d")
    assert world.standing(world.note("e")) == "refused"
    assert world.standing(world.note("d")) == "counts"


def test_what_was_seen_before_a_removal_stays(world: World) -> None:
    before = world.note("c")
    world.tell("c", "a")
    unseen = world.note("c")
    world.remove("a", "c")
    later = world.note("c")
    found = [world.standing(one) for one in (before, unseen, later)]
    assert found == ["counts", "held", "held"]


def test_a_lead_lets_what_was_held_count(world: World) -> None:
    unseen = world.note("c")
    world.remove("a", "c")
    world.tell("c", "b")
    world.write("b", "acceptance", log="c", start=0, stop=1)
    later = world.note("c")
    assert world.standing(unseen) == "counts"
    assert world.standing(later) == "held"


def test_the_acts_of_the_removed_at_that_time_do_not_count(world: World) -> None:
    world.remove("a", "b")
    world.admit("b", "e")
    world.remove("b", "c")
    assert world.standing(world.note("e")) == "refused"
    assert world.standing(world.note("c")) == "counts"


def test_who_remove_each_other_are_both_out(world: World) -> None:
    world.remove("a", "b")
    world.remove("b", "a")
    assert world.standing(world.note("a")) == "held"
    assert world.standing(world.note("b")) == "held"
    assert world.standing(world.note("c")) == "counts"


def test_three_in_a_ring_are_all_out(world: World) -> None:
    world.role("a", "c", Role.LEAD)
    world.tell("a", "b", "c")
    for who, other in ("ab", "bc", "ca"):
        world.remove(who, other)
    assert {world.standing(world.note(who)) for who in "abc"} == {"held"}


def test_a_puppet_does_not_survive_its_maker(world: World) -> None:
    """Whoever is about to be removed lets somebody in who removes the remover."""
    world.remove("a", "b")
    world.admit("b", "p", Role.LEAD)
    world.remove("p", "a")
    assert world.standing(world.note("p")) in ("refused", "held")
    assert not world.decide().readers("case") or all(
        one.fields["log"] != "p" for one in world.decide().readers("case")
    )


def test_a_removal_by_somebody_removed_long_before(world: World) -> None:
    world.remove("a", "b")
    world.tell("a", "b", "c", "d")
    world.remove("b", "c")
    assert world.standing(world.note("c")) == "counts"


def test_one_editor_suspends_nobody_two_do(world: World) -> None:
    world.admit("a", "e")
    world.tell("a", "c", "d", "e")
    world.suspend("c", "e")
    assert world.standing(world.note("e")) == "counts"
    world.suspend("c", "e")  # the same member twice is one
    assert world.standing(world.note("e")) == "counts"
    world.suspend("d", "e")
    assert world.standing(world.note("e")) == "held"


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.AUDITOR])
def test_a_no_that_names_somebody_takes_nothing_from_them(
    world: World, role: Role
) -> None:
    world.admit("a", "z", role)
    world.tell("a", "b", "z")
    world.write("z", "veto", who="B", recovery="x")
    after = world.note("b")
    assert world.standing(after) == "counts"


def test_anybody_suspends_themselves(world: World) -> None:
    world.admit("a", "e", Role.READER)
    world.suspend("e", "e")
    assert world.standing(world.note("e", "access")) == "held"
    assert all(one.fields["log"] != "e" for one in world.decide().readers("case"))


def test_a_suspension_ends(world: World) -> None:
    cut = world.suspend("a", "c")
    held = world.note("c")
    world.tell("a", "b", "c")
    world.lift("b", cut)
    unaware = world.note("c")
    world.tell("b", "c")
    after = world.note("c")
    found = [world.standing(one) for one in (held, unaware, after)]
    assert found == ["held", "held", "counts"]
    assert [one.fields["log"] for one in world.decide().readers("case")] == [*"abcd"]


def test_nobody_lifts_their_own(world: World) -> None:
    cut = world.suspend("a", "b")
    world.tell("a", "b")
    world.lift("b", cut)
    assert world.standing(world.note("b")) == "held"


def test_a_lead_made_editor_leads_no_more(world: World) -> None:
    world.role("a", "b", Role.EDITOR)
    world.admit("b", "e")  # at the same time
    assert world.standing(world.note("b")) == "counts"
    assert world.standing(world.note("e")) == "refused"
    world.tell("a", "b")
    world.admit("b", "f")
    assert world.standing(world.note("f")) == "refused"


def test_and_may_lead_again(world: World) -> None:
    world.role("a", "b", Role.EDITOR)
    world.role("a", "b", Role.LEAD)
    world.tell("a", "b")
    world.admit("b", "e")
    assert world.standing(world.note("e")) == "counts"


def test_the_founder_may_be_removed(world: World) -> None:
    world.remove("b", "a")
    assert world.standing(world.note("a")) == "held"


def test_a_second_device_goes_alone(world: World) -> None:
    world.device("a", "C", "z")
    world.tell("a", "z", "b")
    world.write("b", "removal", who="device z", stated="lost")
    assert world.standing(world.note("z")) == "held"
    assert world.standing(world.note("c")) == "counts"


KEYS = {
    "the box key": {"box": "c", "request": "new"},
    "the request key": {"box": "new", "request": "of c"},
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS.keys())
def test_a_key_is_of_one_device(keys: Mapping[str, str], world: World) -> None:
    """Else whoever leads gives a stranger's log the word of a colleague's device."""
    world.write("a", "device", "first", member="C", log="y", box="own", request="of c")
    world.tell("a", "b")
    world.write("b", "member", "E", role=Role.EDITOR, compartments=("case",), name="e")
    double = world.write("b", "device", "double", member="E", log="e", **keys)
    judged = world.decide().judge(double)
    assert (judged.standing, "a key" in judged.why) == (Standing.REFUSED, True)
    world.tell("b", "e")
    assert world.standing(world.note("e")) == "refused"
    assert world.decide().with_key_of(keys) is not None
    assert world.decide().with_key_of({"box": "new", "request": "new"}) is None


def test_a_key_of_who_was_removed_stays_theirs(world: World) -> None:
    world.remove("a", "c")
    world.tell("a", "b")
    again = world.write("b", "device", member="D", log="e", box="c", request="new")
    assert world.standing(again) == "refused"


def test_its_own_writer_gives_no_key_twice(world: World) -> None:
    for number in range(3):
        name = f"again {number}"
        world.write("b", "device", name, member="C", log=name, box="w", request="v")
    found = [one.id for one in world.decide().of("device")][-2:]
    assert found == ["device d", "again 0"]


def test_two_who_let_one_in_apart_both_did(world: World) -> None:
    world.admit("a", "e")
    world.admit("b", "e")
    world.tell("a", "e")
    world.tell("b", "e")
    assert [one.fields["box"] for one in world.decide().of("device")][-2:] == ["e", "e"]
    assert world.standing(world.note("e")) == "counts"


def test_who_may_not_let_in_keeps_no_key_from_a_lead(world: World) -> None:
    """An editor who knows the keys of a request says first whose they are."""
    world.write("c", "device", member="C", log="x", box="e", request="e")
    world.remove("b", "a")
    world.write("a", "device", member="C", log="z", box="e", request="e")
    world.tell("c", "b")
    world.tell("a", "b")
    world.admit("b", "e")
    assert world.standing(world.note("e")) == "counts"


def test_a_key_that_turns_out_to_be_a_double_is_no_longer_what_counted(
    world: World,
) -> None:
    """What came first was judged without what it rests on: all is judged anew."""
    world.admit("a", "e")
    missing = world.acts[-1]
    world.tell("a", "b")
    double = world.write("b", "device", "dd", member="C", log="z", box="e", request="e")
    early = World([one for one in world.acts if one is not missing])
    early.acts[-1] = replace(double, past={**double.past, "a": missing.ref[1]})
    before, after = early.decide(), world.decide()
    assert before.judge(early.acts[-1]).standing is Standing.COUNTS
    assert after.judge(double).standing is Standing.REFUSED
    assert not after.mark.still(before.mark.written())


def test_a_log_goes_on_in_another(world: World) -> None:
    one = world.note("n")
    assert world.decide({"n": "c"}).judge(one).standing is Standing.COUNTS
    assert world.decide({}).judge(one).standing is Standing.REFUSED
    world.remove("a", "c")
    assert world.decide({"n": "c"}).judge(one).standing is Standing.HELD


@pytest.mark.parametrize("lamport", [0, -1, 2**21, 2**52])
def test_a_counter_that_cannot_be(world: World, lamport: int) -> None:
    one = world.note("c")
    forged = Written(one.ref, lamport, one.past, one.kind)
    assert world.standing(forged) == "refused"


WHO = "abcde"


class Chance:
    """Numbers that a seed repeats."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit

    def choice(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]


def random_world(seed: int) -> World:
    """Return a history by chance: who knows what is by chance as well."""
    chance = Chance(seed)
    world = World()
    world.admit("a", "a", Role.LEAD)
    world.admit("a", "b", Role.LEAD)
    world.tell("a", "b")
    for _ in range(3 + chance.below(16)):
        by, other = chance.choice(WHO), chance.choice(WHO)
        act = chance.below(8)
        if act == 0:
            world.remove(by, other)
        elif act == 1:
            world.suspend(by, other)
        elif act == 2:
            world.admit(by, other, chance.choice([Role.LEAD, Role.EDITOR, Role.READER]))
        elif act == 3:
            world.role(by, other, chance.choice([Role.LEAD, Role.EDITOR]))
        elif act == 4 and (cuts := [o for o in world.acts if o.kind == "suspension"]):
            world.lift(by, chance.choice(cuts))
        elif act == 5:
            world.note(by)
        else:
            world.tell(by, other)
    return world


def verdicts(world: World, acts: Iterable[Act]) -> list[str]:
    found = authority("a", [o for o in acts if o.kind in {*GIVES, *CUTS}], {})
    return [found.judge(one).standing.value for one in world.acts]


@given(st.integers(0, 2**32), st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_the_order_of_arrival_plays_no_part(seed: int, other: int) -> None:
    world = random_world(seed)
    chance = Chance(other)
    mixed = sorted(world.acts, key=lambda _: chance.below(2**31))
    assert verdicts(world, world.acts) == verdicts(world, mixed + mixed)


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_what_a_stranger_says_changes_nothing(seed: int) -> None:
    world = random_world(seed)
    before = verdicts(world, world.acts)
    count = len(world.acts)
    world.tell("a", "x")
    for other in WHO:
        world.remove("x", other)
    world.admit("x", "y", Role.LEAD)
    assert verdicts(world, world.acts)[:count] == before


@given(st.integers(0, 2**32), st.sampled_from(WHO[2:]))
@settings(max_examples=300, deadline=None)
def test_who_was_removed_and_knows_it_writes_nothing_more(seed: int, who: str) -> None:
    world = random_world(seed)
    removal = world.remove("a", who)
    assume(removal.ref in world.decide().stands)  # a leads still
    world.tell("a", *WHO)
    assert world.standing(world.note(who)) != "counts"
    before = verdicts(world, world.acts)
    count = len(before)
    for other in WHO:
        world.remove(who, other)
    assert verdicts(world, world.acts)[:count] == before
