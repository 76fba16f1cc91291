"""Somebody lost every device: guardians, on vaults of their own, let them back in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from habeas.actions import answering, guardians, joining, recoveries
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, lift, members, suspend
from habeas.actions.merging import held, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.case.facts.members import Ground, Role
from habeas.errors import BadInputError, HabeasError, NotFoundError, RefusedError
from habeas.vault import joining as kept
from habeas.vault.case_keys import keys_in
from habeas.views.records import record, records
from habeas.wire.guarding import read_question
from habeas.wire.joining import number, read_request, write_request
from habeas.wire.refusal import WireError
from tests.actions.copies import Copies
from tests.conftest import FixedClock


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads; bob and cat edit, and are guardians with gul."""
    made = Copies(new_desk)
    made.begin()
    made.enter("bob")
    made.enter("cat")
    gul = made.desks["gul"] = new_desk("gul")
    asked = joining.ask(gul, "telephone")
    ann = made.desks["ann"]
    seat = Seat("Gul", Role.GUARDIAN)
    let = joining.let_in(ann, made.case, asked.note, asked.number, seat)
    joining.enter(gul, let.welcome, let.number)
    made.members["gul"] = let.member
    made.members["ann"] = members(ann, made.case)[0].id
    guarding = [made.members[one] for one in ("bob", "cat", "gul")]
    guardians.choose(ann, made.case, 2, guarding)
    made.meet("ann", "bob", "cat")
    return made


def note(desk: Desk, case: str, text: str) -> None:
    put(desk, case, "note", {"text": {"lang": "en", "text": text}})


def notes(desk: Desk, case: str) -> set[str]:
    found = (record(desk.views, case, o.id) for o in records(desk.views, case, "note"))
    return {one.fields["text"]["text"] for one in found}


def come_back(copies: Copies) -> tuple[Desk, bytes, str]:
    """Let ann, on a new device, make her request; return it and its number."""
    fresh = copies.new_desk("fresh")
    asked = joining.ask(fresh, "new laptop")
    return fresh, asked.note, asked.number


def bring(copies: Copies, source: str, target: Desk) -> None:
    there, case = copies.desks[source], copies.case
    packs = list(outgoing(there, case, held(target, case)))
    joining.arrive(target, case, packs, outgoing_boxes(there, case))


def let_ann_in(copies: Copies, clock: FixedClock) -> Desk:
    """Let bob ask and cat agree and finish; return ann's new device, with the case."""
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    fresh, request, said = come_back(copies)
    recovery = recoveries.ask(
        bob, case, request, said, copies.members["ann"], "the river"
    )
    copies.meet("bob", "cat")
    recoveries.approve(cat, case, recovery, said)
    clock.at += timedelta(hours=73)
    let = recoveries.finish(cat, case, recovery)
    copies.meet("bob", "cat")
    assert joining.enter(fresh, let.welcome, let.number) == case
    bring(copies, "cat", fresh)
    copies.desks["fresh"] = fresh
    return fresh


def test_everybody_sees_a_recovery_under_way(copies: Copies) -> None:
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    _, request, said = come_back(copies)
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    copies.meet("bob", "cat")
    (under,) = recoveries.recoveries(cat, case)
    assert (under.name, under.number, under.agreed) == ("Ann", said, ("Bob",))
    assert (under.may_agree, under.may_finish) == (True, False)
    recoveries.approve(cat, case, recovery, said)
    with pytest.raises(RefusedError, match="still say no"):
        recoveries.finish(cat, case, recovery)


def test_a_lead_who_lost_everything_is_let_back_in_and_leads(
    copies: Copies, clock: FixedClock
) -> None:
    case = copies.case
    note(copies.desks["ann"], case, "before")
    copies.meet("ann", "bob", "cat")
    fresh = let_ann_in(copies, clock)
    assert notes(fresh, case) == {"before"}
    (line,) = (one for one in members(fresh, case) if one.own)
    assert (line.name, line.role, line.out) == ("Ann", Role.LEAD, None)
    note(fresh, case, "back")
    suspend(fresh, case, copies.members["cat"], Ground.OTHER)
    copies.meet("fresh", "bob")
    assert "back" in notes(copies.desks["bob"], case)
    found = {one.name: bool(one.out) for one in members(copies.desks["bob"], case)}
    assert found["Cat"]


def test_whoever_found_the_lost_device_writes_and_opens_nothing_more(
    copies: Copies, clock: FixedClock
) -> None:
    old, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    let_ann_in(copies, clock)
    note(old, case, "from the lost laptop")
    copies.bring("ann", "bob")
    assert "from the lost laptop" not in notes(bob, case)
    copies.bring("bob", "ann")
    note(bob, case, "afterwards")
    copies.bring("bob", "ann")
    assert "afterwards" not in notes(old, case)
    assert recoveries.recoveries(bob, case)[0].standing == recoveries.LET_IN


def test_the_old_devices_come_back_when_somebody_lifts_it(
    copies: Copies, clock: FixedClock
) -> None:
    case, fresh = copies.case, let_ann_in(copies, clock)
    cuts = [one.id for one in records(fresh.views, case, "suspension")]
    lift(fresh, case, cuts[0], "it was in the other bag")
    copies.meet("fresh", "bob", "ann")
    note(copies.desks["ann"], case, "found")
    copies.meet("ann", "fresh")
    assert "found" in notes(fresh, case)


def test_a_guardian_without_a_copy_agrees(copies: Copies, clock: FixedClock) -> None:
    bob, gul, case = copies.desks["bob"], copies.desks["gul"], copies.case
    _, request, said = come_back(copies)
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    asked = recoveries.question(bob, case, recovery)
    assert answering.look(asked).name == "Ann"
    assert answering.elsewhere(gul) == [case]
    with pytest.raises(BadInputError, match="differ"):
        answering.answer(gul, asked, said[::-1])
    given = answering.answer(gul, asked, said)
    assert recoveries.keep_answer(bob, case, given) == "Gul"
    clock.at += timedelta(hours=73)
    assert recoveries.finish(bob, case, recovery).member == copies.members["ann"]


def test_what_was_changed_on_its_way_to_a_guardian_counts_for_nothing(
    copies: Copies,
) -> None:
    bob, gul, case = copies.desks["bob"], copies.desks["gul"], copies.case
    _, request, said = come_back(copies)
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    asked = recoveries.question(bob, case, recovery)
    renamed = asked.replace(b" Ann\n", b" Bob\n")
    given = answering.answer(gul, renamed, said)
    with pytest.raises(RefusedError, match="No guardian"):
        recoveries.keep_answer(bob, case, given)
    with pytest.raises(WireError):
        recoveries.keep_answer(bob, case, given.replace(b"signature ", b"sign "))
    with pytest.raises(HabeasError):
        answering.answer(gul, asked.replace(b"device new", b"device old"), said)
    with pytest.raises(NotFoundError):
        answering.answer(copies.new_desk("stranger"), asked, said)
    assert read_question(asked).case == case


def test_another_number_is_another_device(copies: Copies) -> None:
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    _, request, said = come_back(copies)
    other = said[::-1]
    with pytest.raises(BadInputError, match="differ"):
        recoveries.ask(bob, case, request, other, copies.members["ann"])
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    copies.meet("bob", "cat")
    with pytest.raises(BadInputError, match="differ"):
        recoveries.approve(cat, case, recovery, other)


def test_a_request_with_the_key_of_somebody_else_asks_nobody(copies: Copies) -> None:
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    new, _request, _said = come_back(copies)
    (waiting,) = kept.waiting(new.vault)
    asking = read_request(waiting.note)
    stolen = keys_in(cat.vault, bytes.fromhex(case)).box_public
    note_ = write_request(replace(asking, box=stolen), waiting.log.ed25519_seed)
    with pytest.raises(RefusedError):
        recoveries.ask(bob, case, note_, number(note_), copies.members["ann"])


def test_a_no_ends_it_for_everybody(copies: Copies, clock: FixedClock) -> None:
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    _, request, said = come_back(copies)
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    copies.meet("bob", "cat", "ann")
    recoveries.approve(cat, case, recovery, said)
    recoveries.veto(copies.desks["ann"], case, recovery, "I have lost nothing")
    copies.meet("bob", "cat", "ann")
    clock.at += timedelta(hours=73)
    for desk in (bob, cat):
        with pytest.raises(RefusedError, match="over"):
            recoveries.finish(desk, case, recovery)
    (under,) = recoveries.recoveries(cat, case)
    assert (under.standing, under.against) == (recoveries.ENDED, ("Ann",))


def test_a_no_that_was_not_heard_of_ends_it_too(
    copies: Copies, clock: FixedClock
) -> None:
    """Ann was offline, and nothing was lost: the puppet is out when she is back."""
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    puppet, request, said = come_back(copies)
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    copies.meet("bob", "cat", "ann")
    recoveries.approve(cat, case, recovery, said)
    recoveries.veto(copies.desks["ann"], case, recovery)
    clock.at += timedelta(hours=73)
    let = recoveries.finish(cat, case, recovery)
    joining.enter(puppet, let.welcome, let.number)
    bring(copies, "cat", puppet)
    note(puppet, case, "by the puppet")
    copies.desks["puppet"] = puppet
    copies.meet("puppet", "cat", "bob", "ann")
    assert "by the puppet" not in notes(cat, case)
    note(copies.desks["ann"], case, "I am here")
    copies.meet("cat", "ann", "puppet")
    assert "I am here" in notes(cat, case)
    assert "I am here" not in notes(puppet, case)


def test_the_window_counts_from_when_it_was_heard_of(
    copies: Copies, clock: FixedClock
) -> None:
    """A request that claims to be old gives nobody less time."""
    bob, cat, case = copies.desks["bob"], copies.desks["cat"], copies.case
    _, request, said = come_back(copies)
    recovery = recoveries.ask(bob, case, request, said, copies.members["ann"])
    clock.at += timedelta(hours=70)
    copies.meet("bob", "cat")
    recoveries.approve(cat, case, recovery, said)
    clock.at += timedelta(hours=3)
    with pytest.raises(RefusedError, match="still say no"):
        recoveries.finish(cat, case, recovery)
    clock.at += timedelta(hours=70)
    recoveries.finish(cat, case, recovery)


def test_who_may_not_choose(copies: Copies) -> None:
    ann, bob, case, member = *pair(copies), copies.case, copies.members
    both = [member["bob"], member["cat"]]
    with pytest.raises(RefusedError, match="Only whoever leads"):
        guardians.choose(bob, case, 2, both)
    for need, whom, hours, said in (
        (1, both[:1], 72, "numbers"),
        (3, both, 72, "numbers"),
        (2, both[:1] * 2, 72, "numbers"),
        (2, ["00" * 16, "11" * 16], 72, "must be a member"),
        (2, both, 1, "too short"),
    ):
        with pytest.raises(BadInputError, match=said):
            guardians.choose(ann, case, need, whom, hours)


def pair(copies: Copies) -> tuple[Desk, Desk]:
    return copies.desks["ann"], copies.desks["bob"]


def test_who_may_not_agree(copies: Copies) -> None:
    ann, bob, case, member = *pair(copies), copies.case, copies.members
    cat = copies.desks["cat"]
    _, request, said = come_back(copies)
    with pytest.raises(NotFoundError):
        recoveries.ask(bob, case, request, said, "00" * 16)
    recovery = recoveries.ask(ann, case, request, said, member["bob"])
    copies.meet("ann", "bob", "cat")
    for desk in (ann, bob):  # no guardian; not for oneself
        with pytest.raises(RefusedError, match="may not"):
            recoveries.approve(desk, case, recovery, said)
    recoveries.approve(cat, case, recovery, said)
    with pytest.raises(RefusedError, match="may not"):
        recoveries.approve(cat, case, recovery, said)
    with pytest.raises(RefusedError, match="Not enough"):
        recoveries.finish(cat, case, recovery)


def test_what_is_over_is_over(copies: Copies) -> None:
    ann, bob, case = *pair(copies), copies.case
    _, request, said = come_back(copies)
    with pytest.raises(NotFoundError):
        recoveries.veto(bob, case, "00" * 16)
    recovery = recoveries.ask(ann, case, request, said, copies.members["ann"])
    copies.meet("ann", "bob")
    recoveries.veto(bob, case, recovery)
    for again in (recoveries.question, recoveries.veto, recoveries.finish):
        with pytest.raises(RefusedError, match="over"):
            again(bob, case, recovery)


def test_no_guardians_no_recovery(desk: Desk, new_desk: Callable[[str], Desk]) -> None:
    made = Copies(new_desk)
    made.begin()
    request = joining.ask(desk, "laptop")
    member = members(made.desks["ann"], made.case)[0].id
    with pytest.raises(RefusedError, match="no guardians"):
        recoveries.ask(
            made.desks["ann"], made.case, request.note, request.number, member
        )
    assert guardians.guards(made.desks["ann"], made.case) is None


def test_whether_it_would_work_today(copies: Copies, clock: FixedClock) -> None:
    ann, bob, gul = (copies.desks[one] for one in ("ann", "bob", "gul"))
    case = copies.case
    found = guardians.guards(ann, case)
    assert found is not None
    assert (found.able, found.ready, found.due) == (0, False, True)
    guardians.here(bob, case)
    copies.meet("ann", "bob")
    assert guardians.keep_here(ann, case, answering.say_here(gul, case)) == "Gul"
    found = guardians.guards(ann, case)
    assert found is not None
    assert (found.able, found.ready) == (2, True)
    assert [one.name for one in found.guardians if one.due] == ["Cat"]
    clock.at += timedelta(days=181)
    found = guardians.guards(ann, case)
    assert found is not None
    assert not found.ready
    with pytest.raises(RefusedError, match="no guardian"):
        guardians.here(ann, case)
    with pytest.raises(RefusedError, match="No guardian"):
        guardians.keep_here(ann, case, answering.say_here(ann, case))


def test_what_no_guardian_could_give_back_is_said(copies: Copies) -> None:
    """Only ann opens what is medical: with her devices it would be gone."""
    found = guardians.guards(copies.desks["ann"], copies.case)
    assert found is not None
    assert dict(found.lost) == {"Ann": ("counsel", "identity", "medical")}
