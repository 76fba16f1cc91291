"""Guardians let somebody back in: named histories, attacks, and histories by chance."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.agreeing import agreed_to, approval_text
from habeas.case.facts.members import Ground, Role
from habeas.case.membership import Act, authority
from habeas.case.standing import CUTS, GIVES
from habeas.crypto.digest import sha256
from habeas.crypto.sign import Signer, ed25519_public
from tests.case.test_membership import Chance, World, verdicts

SEED = b"\x07" * 32
HOURS = 72
DAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@dataclass
class Guarded(World):
    """A case with guardians; `now` is the clock of everybody, in hours."""

    now: float = 0
    asked: dict[str, Act] = field(default_factory=dict)

    def write(self, by: str, kind: str, one: str = "", /, **fields: Any) -> Act:  # noqa: ANN401
        made = super().write(by, kind, one, **fields)
        self.acts[-1] = replace(made, at=DAY + timedelta(hours=self.now))
        return self.acts[-1]

    def choose(self, by: str, need: int, *guardians: str) -> Act:
        named = [one.upper() for one in guardians]
        return self.write(by, "guardianship", need=need, guardians=named, hours=HOURS)

    def ask(self, by: str, chosen: Act, who: str = "b", new: str = "n") -> Act:
        keys = keys_of(new)
        made = self.write(
            by, "recovery", member=who.upper(), guardianship=chosen.id, **keys
        )
        self.asked[made.id] = made
        return made

    def approve(self, by: str, asked: Act, **more: Any) -> Act:  # noqa: ANN401
        name = asked.fields["member"].lower()
        text = sha256(approval_text(asked.id, asked.fields, name)).hex()
        fields = {"guardian": by.upper(), "text": text, **more}
        return self.write(by, "approval", recovery=asked.id, **fields)

    def veto(self, by: str, asked: Act) -> Act:
        return self.write(by, "veto", recovery=asked.id)

    def let_in(self, by: str, asked: Act, **more: Any) -> Act:  # noqa: ANN401
        wanted = ("member", "label", "box", "log", "mldsa44", "request")
        fields = {name: asked.fields[name] for name in wanted} | more
        return self.write(by, "device", "", recovery=asked.id, **fields)

    def push_out(self, by: str, asked: Act, device: str = "device b") -> Act:
        return self.write(
            by, "suspension", who=device, ground=Ground.LOST, recovery=asked.id
        )

    def inside(self, log: str = "n") -> bool:
        """Say whether a device may write as an editor does."""
        held = self.decide()
        device = held.device_of(log)
        return device is not None and held.out(device) is None

    def agreed(self) -> Act:
        """Return a request on which two of three agreed, as everybody knows."""
        chosen = self.choose("a", 2, "c", "d", "e")
        self.tell("a", *"bcde")
        asked = self.ask("c", chosen)
        self.approve("c", asked)
        self.tell("c", "d")
        self.approve("d", asked)
        self.tell("d", *"bce")
        return asked


def keys_of(new: str) -> dict[str, str]:
    return {"label": new, "box": new, "log": new, "mldsa44": new, "request": new}


@pytest.fixture
def world() -> Guarded:
    """Return a case of two leads (a, b), editors (c, d) and a guardian (e)."""
    made = Guarded()
    made.admit("a", "a", Role.LEAD)
    made.admit("a", "b", Role.LEAD)
    made.admit("a", "c")
    made.admit("a", "d")
    made.admit("a", "e", Role.GUARDIAN)
    made.tell("a", *"bcde")
    return made


def test_two_of_three_let_a_device_in_when_the_window_has_run_out(
    world: Guarded,
) -> None:
    asked = world.agreed()
    world.now = HOURS
    world.let_in("c", asked)
    assert world.inside()
    assert world.standing(world.note("n")) == "counts"
    world.tell("c", "n")
    world.admit("n", "z")  # b leads, and so does b's new device
    assert world.standing(world.note("z")) == "counts"


def test_the_devices_that_were_lost_are_out_at_that_moment(world: Guarded) -> None:
    asked = world.agreed()
    unseen = world.note("b")
    world.now = HOURS
    world.let_in("c", asked)
    cut = world.push_out("c", asked)
    assert world.standing(unseen) == "held"
    assert not world.inside("b")
    assert world.inside("n")
    world.tell("c", "a")
    world.lift("a", cut)
    assert world.inside("b")


def _later(world: Guarded, _asked: Act) -> str:
    """A lead lets in one more device of theirs."""
    world.device("a", "B", "p")
    world.tell("a", "c", "d")
    return world.acts[-1].id


def _taken_back(world: Guarded, _asked: Act) -> str:
    """A lead lifts the suspension of the one that was found again."""
    world.tell("c", "a")
    world.lift("a", next(one for one in world.acts if one.kind == "suspension"))
    world.tell("a", "c", "d")
    return "device b"


@pytest.mark.parametrize("by", ["c", "d"])
@pytest.mark.parametrize("which", [_later, _taken_back])
def test_one_editor_puts_out_no_device_by_what_guardians_once_agreed_to(
    which: Callable[[Guarded, Act], str], by: str, world: Guarded
) -> None:
    asked = world.agreed()
    world.now = HOURS
    world.let_in("c", asked)
    world.push_out("c", asked)
    world.tell("c", "d")
    device = which(world, asked)
    world.push_out(by, asked, device)
    held = world.decide()
    (found,) = (one for one in held.of("device") if one.id == device)
    assert held.out(found) is None


Spoil = Callable[[Guarded, Act], object]


def _early(world: Guarded, asked: Act) -> None:
    world.now = HOURS - 0.01
    world.let_in("c", asked)


def _known_no(world: Guarded, asked: Act) -> None:
    world.veto("e", asked)
    world.tell("e", "c")
    world.let_in("c", asked)


def _unknown_no(world: Guarded, asked: Act) -> None:
    world.veto("e", asked)
    world.let_in("c", asked)


def _no_of_the_lost(world: Guarded, asked: Act) -> None:
    """Who is to be pushed out says no, and is pushed out at the same time."""
    world.let_in("c", asked)
    world.push_out("c", asked)
    world.veto("b", asked)


def _new_guardians(world: Guarded, asked: Act) -> None:
    world.choose("a", 2, "c", "e")
    world.let_in("c", asked)


def _removed_guardian(world: Guarded, asked: Act) -> None:
    """A lead who had not seen the approvals removes one who approved."""
    world.let_in("c", asked)
    world.remove("a", "d")


def _later_approval(world: Guarded, _asked: Act) -> None:
    fresh = world.ask("c", next(o for o in world.acts if o.kind == "guardianship"))
    world.approve("c", fresh)
    world.now = 2 * HOURS
    world.let_in("c", fresh)
    world.tell("c", "d")
    world.approve("d", fresh)


SPOILT: dict[str, Spoil] = {
    "before the window has run out": _early,
    "somebody said no": _known_no,
    "somebody said no elsewhere": _unknown_no,
    "the one who was lost said no": _no_of_the_lost,
    "a lead chose other guardians": _new_guardians,
    "an approval was cut": _removed_guardian,
    "the second approval came later": _later_approval,
    "a guardian alone lets in": lambda w, a: w.let_in("e", a),
    "a stranger lets in": lambda w, a: w.let_in("x", a),
    "other keys": lambda w, a: w.let_in("c", a, box="m"),
    "another log": lambda w, a: w.let_in("c", a, log="m"),
    "another member": lambda w, a: w.let_in("c", a, member="A"),
    "logs of others": lambda w, a: w.let_in("c", a, older=["n x"]),
    "a request that nobody made": lambda w, a: w.let_in("c", replace(a, id="no")),
}


@pytest.mark.parametrize("how", SPOILT)
def test_nobody_is_let_in(how: str, world: Guarded) -> None:
    asked = world.agreed()
    world.now = HOURS
    SPOILT[how](world, asked)
    assert not world.inside("n")
    assert not world.inside("m")
    assert world.inside("b")  # and nobody was pushed out


def test_a_no_ends_one_request_and_not_the_next(world: Guarded) -> None:
    asked = world.agreed()
    world.veto("e", asked)
    world.tell("e", "c")
    chosen = next(one for one in world.acts if one.kind == "guardianship")
    again = world.ask("c", chosen)
    world.approve("c", again)
    world.tell("c", "d")
    world.approve("d", again)
    world.now = HOURS
    world.let_in("d", again)
    assert world.inside()


def test_whoever_saw_the_device_come_in_says_no_too_late(world: Guarded) -> None:
    asked = world.agreed()
    world.now = HOURS
    world.let_in("c", asked)
    world.tell("c", "e")
    world.veto("e", asked)
    assert world.inside()


def test_the_no_of_a_stolen_device_falls_with_an_ordinary_suspension(
    world: Guarded,
) -> None:
    asked = world.agreed()
    world.now = HOURS
    world.let_in("c", asked)
    world.veto("b", asked)
    assert not world.inside()
    world.suspend("c", "b")
    world.suspend("d", "b")  # two editors, neither of whom had seen the no
    held = world.decide()
    assert held.device_of("n") is not None
    assert held.out(world.acts[-4]) is not None  # the member is suspended: lift it


def test_the_lost_device_alone_may_be_suspended(world: Guarded) -> None:
    asked = world.agreed()
    world.now = HOURS
    world.let_in("c", asked)
    world.veto("b", asked)
    for who in "cd":
        world.write(who, "suspension", who="device b", ground=Ground.LOST)
    assert world.inside()


def _twice(world: Guarded, asked: Act) -> None:
    world.approve("c", asked)
    world.approve("c", asked)


def _by_the_lost(world: Guarded, asked: Act) -> None:
    world.approve("b", asked)


def _by_a_lead(world: Guarded, asked: Act) -> None:
    world.approve("a", asked)


def _for_another(world: Guarded, asked: Act) -> None:
    world.approve("c", asked, guardian="D")


def _forged(world: Guarded, asked: Act) -> None:
    world.approve("c", asked, guardian="E", signature=sign(asked, b"\x08" * 32))


def _of_other_keys(world: Guarded, asked: Act) -> None:
    other = replace(asked, fields={**asked.fields, "box": "bWFsbG9yeQ=="})
    world.approve("c", asked, guardian="E", signature=sign(other))


def _for_another_recovery(world: Guarded, asked: Act) -> None:
    """The same device asked for the same member before, and that was ended."""
    before = replace(asked, id="c99")
    text = sha256(approval_text(before.id, asked.fields, "b")).hex()
    world.approve("c", asked, guardian="E", signature=sign(before))
    world.approve("c", asked, guardian="E", text=text, signature=sign(before))


def _of_another_name(world: Guarded, asked: Act) -> None:
    world.approve("c", asked, guardian="E", signature=sign(asked, name="a"))


WORTHLESS: dict[str, Spoil] = {
    "the same guardian twice": _twice,
    "the member who comes back": _by_the_lost,
    "a lead who is no guardian": _by_a_lead,
    "in another's name": _for_another,
    "signed by somebody else": _forged,
    "signed for other keys": _of_other_keys,
    "signed for another recovery of the same device": _for_another_recovery,
    "signed for somebody of another name": _of_another_name,
}


def sign(asked: Act, seed: bytes = SEED, name: str = "b") -> str:
    return signed(approval_text(asked.id, asked.fields, name), seed)


def signed(text: bytes, seed: bytes = SEED) -> str:
    return b64encode(Signer(seed, b"\x01" * 32).ed25519(text)).decode()


@pytest.mark.parametrize("how", WORTHLESS)
def test_one_word_too_few(how: str, world: Guarded) -> None:
    world.write("a", "device", "device e2", **keyed("E"))
    chosen = world.choose("a", 2, *"bcde")
    world.tell("a", *"bcde")
    asked = world.ask("c", chosen)
    world.approve("c", asked)
    world.tell("c", *"abde")
    WORTHLESS[how](world, asked)
    world.tell("a", "c")
    world.tell("b", "c")
    world.now = HOURS
    world.let_in("c", asked)
    assert not world.inside()


def keyed(member: str) -> dict[str, str]:
    request = ed25519_public(SEED).hex()
    return keys_of("e2") | {"member": member, "request": request}


def test_what_a_guardian_signed_with_an_older_version_still_counts(
    world: Guarded,
) -> None:
    world.write("a", "device", "device e2", **keyed("E"))
    chosen = world.choose("a", 2, *"cde")
    world.tell("a", *"bcde")
    asked = world.ask("c", chosen)
    world.approve("c", asked)
    _newer, older = agreed_to(asked.id, asked.fields, "b").items()
    more = {"text": older[0], "signature": signed(older[1])}
    world.approve("c", asked, guardian="E", **more)
    world.now = HOURS
    world.let_in("c", asked)
    assert older[1].startswith(b"habeas.org/guardian-approval/v1\nmember B b\n")
    assert world.inside()


@pytest.mark.parametrize("removed", [False, True])
def test_a_guardian_without_a_copy_signs_and_another_records_it(
    world: Guarded, *, removed: bool
) -> None:
    world.write("a", "device", "device e2", **keyed("E"))
    chosen = world.choose("a", 2, *"cde")
    world.tell("a", *"bcde")
    asked = world.ask("c", chosen)
    world.approve("c", asked)
    if removed:
        world.remove("a", "e")
    world.approve("c", asked, guardian="E", signature=sign(asked))
    world.now = HOURS
    world.let_in("c", asked)
    assert world.inside() is not removed


def test_what_was_agreed_to_is_not_exchanged_under_its_name(world: Guarded) -> None:
    """Who asked writes once more, under the same id, with keys of their own."""
    asked = world.agreed()
    chosen = next(one for one in world.acts if one.kind == "guardianship")
    fields = {**asked.fields, **keys_of("m"), "guardianship": chosen.id}
    other = world.write("c", "recovery", asked.id, **fields)
    world.now = HOURS
    world.let_in("c", other)
    assert not world.inside("m")
    world.let_in("d", asked)
    assert world.inside()


def test_one_guardian_is_never_enough(world: Guarded) -> None:
    chosen = world.write("a", "guardianship", need=1, guardians=["C"], hours=0)
    world.tell("a", "c")
    asked = world.ask("c", chosen)
    world.approve("c", asked)
    world.now = 2 * HOURS
    world.let_in("c", asked)
    assert not world.inside()


def test_only_a_lead_chooses_guardians(world: Guarded) -> None:
    chosen = world.choose("c", 2, "c", "d")
    asked = world.ask("c", chosen)
    world.approve("c", asked)
    world.tell("c", "d")
    world.approve("d", asked)
    world.now = HOURS
    world.let_in("d", asked)
    assert not world.inside()


def test_guardians_chosen_in_a_ring_guard_nothing(world: Guarded) -> None:
    """Two leads remove each other; one of them chooses guardians meanwhile."""
    chosen = world.choose("a", 2, "c", "d")
    world.tell("a", "c", "d")
    world.remove("a", "b")
    world.acts[-1] = replace(world.acts[-1])
    world.remove("b", "a")
    asked = world.ask("c", chosen)
    world.approve("c", asked)
    world.tell("c", "d")
    world.approve("d", asked)
    world.now = HOURS
    world.let_in("d", asked)
    assert not world.inside()


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("guardianship", {}),
    ("guardianship", {"need": "2", "guardians": "C", "hours": None}),
    ("guardianship", {"need": 2, "guardians": [[]], "hours": 10**30}),
    ("recovery", {}),
    ("recovery", {"guardianship": ["x"], "member": {}}),
    ("approval", {}),
    ("approval", {"recovery": [], "guardian": {}}),
    ("approval", {"recovery": "c1", "guardian": "E", "signature": "é"}),
    ("veto", {}),
    ("suspension", {"recovery": "c1", "who": ""}),
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_what_makes_no_sense_changes_nothing(number: int, world: Guarded) -> None:
    asked = world.agreed()
    kind, fields = BROKEN[number]
    world.write("c" if kind != "guardianship" else "a", kind, **fields)
    if kind != "guardianship":
        world.now = HOURS
        world.let_in("c", asked)
        assert world.inside()
    world.decide()


@given(st.integers(0, 2**32), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_the_order_of_arrival_plays_no_part(seed: int, other: int) -> None:
    world = by_chance(seed)
    chance = Chance(other)
    mixed = sorted(world.acts, key=lambda _: chance.below(2**31))
    assert verdicts(world, world.acts) == verdicts(world, mixed + mixed)


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_a_no_that_nobody_heard_of_ends_what_it_is_against(seed: int) -> None:
    """Whatever else was done: a lead's no, unheard, and the device is not in."""
    world = by_chance(seed)
    before = [one for one in world.acts if one.ref[0] != "v"]
    vetoes = [
        Act(
            *(("v", number), 99, {"v": number, "a": 12}, "veto"),
            id=f"v{number}",
            fields=f,
        )
        for number, f in enumerate({"recovery": one} for one in world.asked)
    ]
    held = authority("a", _acts([*before, *vetoes]), {})
    if all(one.ref in held.stands for one in vetoes):
        assert not [o for o in held.of("device") if o.fields.get("recovery")]


def _acts(found: Iterable[Act]) -> list[Act]:
    return [one for one in found if one.kind in {*GIVES, *CUTS}]


def by_chance(seed: int) -> Guarded:
    """Return a history by chance, in which guardians do what they may and may not."""
    chance, world = Chance(seed), Guarded()
    world.admit("a", "a", Role.LEAD)
    for who, role in (("b", Role.LEAD), ("c", Role.EDITOR), ("d", Role.GUARDIAN)):
        world.admit("a", who, role)
    world.admit("a", "v", Role.AUDITOR)
    chosen = [world.choose("a", 2, "b", "c", "d")]
    world.tell("a", *"bcdv")
    for _ in range(4 + chance.below(16)):
        _step(world, chance, chosen)
    return world


def _step(world: Guarded, chance: Chance, chosen: list[Act]) -> None:
    by, other, what = chance.choice("abcdn"), chance.choice("abcdn"), chance.below(12)
    asked = list(world.asked.values())
    if what == 0:
        chosen.append(world.choose(by, 2, "b", "c", "d"))
    elif what <= 2 or not asked:
        world.ask(by, chance.choice(chosen), chance.choice("ab"))
    elif what <= 5:
        world.approve(by, chance.choice(asked))
    elif what <= 8:
        _finish(world, by, chance.choice(asked), what)
    elif what == 9:
        (world.suspend if chance.below(3) else world.remove)(by, other)
    else:
        world.tell(by, other)


def _finish(world: Guarded, by: str, asked: Act, what: int) -> None:
    if what == 6:
        world.veto(by, asked)
    else:
        world.now += HOURS
        world.let_in(by, asked)
        world.push_out(by, asked)
