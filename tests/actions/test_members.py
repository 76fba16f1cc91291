"""Several devices, one case: who reads what, and what counts."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.held import held_back, own_held
from habeas.actions.members import (
    Line,
    Seat,
    accept,
    admit,
    change_role,
    leads,
    lift,
    members,
    remove,
    share,
    suspend,
)
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import correct, open_case, put
from habeas.case.facts.members import Ground, Role
from habeas.errors import BadInputError, HabeasError, RefusedError
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.vault import read
from habeas.vault.case_keys import new_keys
from habeas.vault.foreign import ForkError, forks
from habeas.vault.own_logs import new_log, own_log, signer
from habeas.views.db import rebuild, unread
from habeas.views.records import record, records
from habeas.wire.pack import Pack, Packed
from tests.actions.copies import TITLE, Copies, newcomer


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads."""
    made = Copies(new_desk)
    made.begin()
    return made


def note(desk: Desk, case: str, text: str, place: str = "") -> str:
    return put(desk, case, "note", {"text": {"lang": "en", "text": text}}, place)


def notes(copies: Copies, name: str) -> set[str]:
    views = copies.desks[name].views
    return {line.title for line in records(views, copies.case, "note")}


def shown(copies: Copies, name: str) -> list[tuple[object, ...]]:
    """Return all that the pages of a copy stand on, in one order."""
    views = copies.desks[name].views
    found = views.db.all("SELECT id, type, compartment, title, state FROM records")
    return sorted(found)


def test_what_one_writes_the_other_reads(copies: Copies) -> None:
    note(copies.desks["ann"], copies.case, "before")
    bob = copies.enter("bob")
    assert notes(copies, "bob") == {"before"}
    note(bob, copies.case, "by bob")
    copies.meet("ann", "bob")
    note(copies.desks["ann"], copies.case, "after")
    copies.meet("ann", "bob")
    assert (
        notes(copies, "ann") == notes(copies, "bob") == {*("before", "by bob", "after")}
    )
    assert shown(copies, "ann") == shown(copies, "bob")
    assert not unread(copies.desks["bob"].views, copies.case)


def test_twice_is_once_and_nothing_travels_for_nothing(copies: Copies) -> None:
    bob = copies.enter("bob")
    copies.meet("ann", "bob")
    ann = copies.desks["ann"]
    packs = list(outgoing(ann, copies.case, {}))
    done = merge(bob, copies.case, packs, outgoing_boxes(ann, copies.case))
    assert (done.entries, done.boxes, done.refused) == (0, 0, {})
    assert list(outgoing(ann, copies.case, held(bob, copies.case))) == []


def test_two_who_correct_one_field_are_asked(copies: Copies) -> None:
    ann = copies.desks["ann"]
    one = put(ann, copies.case, "person", {"pseudonym": "A.", "role": "complainant"})
    bob = copies.enter("bob")
    correct(ann, copies.case, one, {"pseudonym": "A1"}, reason="safer")
    correct(bob, copies.case, one, {"pseudonym": "A2"}, reason="safer")
    copies.meet("ann", "bob")
    for desk in (ann, bob):
        state = record(desk.views, copies.case, one).state
        assert state.conflicts == ("pseudonym",)
        assert {change.fields["pseudonym"] for change in state.history[1:]} == {
            *("A1", "A2")
        }
    assert shown(copies, "ann") == shown(copies, "bob")
    correct(bob, copies.case, one, {"pseudonym": "A2"}, reason="agreed by phone")
    copies.meet("ann", "bob")
    assert record(ann.views, copies.case, one).fields["pseudonym"] == "A2"
    assert not record(ann.views, copies.case, one).state.conflicts


def test_a_compartment_that_was_not_opened_stays_closed(copies: Copies) -> None:
    ann = copies.desks["ann"]
    note(ann, copies.case, "of the doctor", "medical")
    copies.enter("bob", Role.EDITOR)
    copies.enter("eve", Role.EDITOR, "medical")
    copies.meet("ann", "bob", "eve")
    assert notes(copies, "bob") == set()
    assert notes(copies, "eve") == {"of the doctor"}
    assert len(unread(copies.desks["bob"].views, copies.case)) == 1
    rebuild(copies.desks["bob"].vault, copies.desks["bob"].views)
    assert notes(copies, "bob") == set()


def test_who_was_removed_opens_nothing_written_later(copies: Copies) -> None:
    ann, bob = copies.desks["ann"], copies.enter("bob")
    copies.meet("ann", "bob")
    remove(ann, copies.case, copies.members["bob"], "left the office")
    note(ann, copies.case, "after the removal")
    copies.bring("ann", "bob")  # somebody hands it all to bob
    assert notes(copies, "bob") == set()
    closed = [
        one
        for log in read.logs(bob.vault, bytes.fromhex(copies.case))
        for one in read.entries(bob.vault, log.id)
        if one.unit == b""
    ]
    assert closed
    assert members(ann, copies.case)[1].out is not None


def test_what_the_removed_wrote_unseen_is_held_and_may_be_let_in(
    copies: Copies,
) -> None:
    ann, bob = copies.desks["ann"], copies.enter("bob")
    copies.meet("ann", "bob")
    note(bob, copies.case, "seen")
    copies.meet("ann", "bob")
    note(bob, copies.case, "unseen")
    remove(ann, copies.case, copies.members["bob"], "arrested")
    copies.bring("bob", "ann")
    assert notes(copies, "ann") == {"seen"}
    ((log, index, why),) = unread(ann.views, copies.case)
    assert "suspended or removed" in why
    accept(ann, copies.case, log, range(index, index + 1), "he told me")
    assert notes(copies, "ann") == {"seen", "unseen"}
    assert not unread(ann.views, copies.case)


def test_what_counted_counts_no_more_when_a_removal_comes(copies: Copies) -> None:
    copies.enter("bob")
    copies.enter("eve")
    copies.meet("ann", "bob", "eve")
    note(copies.desks["bob"], copies.case, "to eve alone")
    copies.bring("bob", "eve")
    assert notes(copies, "eve") == {"to eve alone"}
    remove(copies.desks["ann"], copies.case, copies.members["bob"], "why")
    copies.bring("ann", "eve")
    assert notes(copies, "eve") == set()
    copies.meet("ann", "eve")
    assert shown(copies, "ann") == shown(copies, "eve")


def test_a_suspension_is_undone_with_all_its_keys(copies: Copies) -> None:
    ann = copies.desks["ann"]
    copies.enter("bob")
    copies.meet("ann", "bob")
    suspend(ann, copies.case, copies.members["bob"], Ground.ARREST)
    note(ann, copies.case, "while bob was away")
    copies.bring("ann", "bob")
    assert notes(copies, "bob") == set()
    line = members(ann, copies.case)[1]
    assert line.out is not None
    lift(ann, copies.case, line.out.id, "free again")
    copies.meet("ann", "bob")
    assert notes(copies, "bob") == {"while bob was away"}
    note(copies.desks["bob"], copies.case, "bob again")
    copies.meet("ann", "bob")
    assert "bob again" in notes(copies, "ann")


def test_what_was_written_while_out_stays_held_and_is_told(copies: Copies) -> None:
    """Also after the suspension has ended, to the others and to who wrote it."""
    ann, bob = copies.desks["ann"], copies.enter("bob")
    copies.meet("ann", "bob")
    suspend(ann, copies.case, copies.members["bob"], Ground.ARREST)
    copies.bring("ann", "bob")
    for number in range(2):
        note(bob, copies.case, f"while out {number}")
    assert own_held(bob, copies.case) == 2
    copies.bring("bob", "ann")
    out = members(ann, copies.case)[1].out
    assert out is not None
    lift(ann, copies.case, out.id, "free again")
    copies.meet("ann", "bob")
    note(bob, copies.case, "bob again")
    copies.meet("ann", "bob")
    for desk in (ann, bob):
        (kept,) = held_back(desk, copies.case)
        assert (kept.who, kept.member) == (copies.members["bob"], "Bob")
        assert len(kept.entries) == 2
        assert kept.since == kept.entries[0].at
    assert (own_held(ann, copies.case), own_held(bob, copies.case)) == (0, 2)
    (kept,) = held_back(ann, copies.case)
    accept(ann, copies.case, kept.log, range(kept.start, kept.stop), "he told me")
    copies.meet("ann", "bob")
    assert own_held(bob, copies.case) == 0
    assert notes(copies, "bob") == {"while out 0", "while out 1", "bob again"}


def test_suspend_me(copies: Copies) -> None:
    bob = copies.enter("bob", Role.READER)
    copies.meet("ann", "bob")
    suspend(bob, copies.case, copies.members["bob"], Ground.ASKED)
    copies.bring("bob", "ann")
    note(copies.desks["ann"], copies.case, "after")
    copies.bring("ann", "bob")
    assert notes(copies, "bob") == set()


def test_only_who_leads_lets_in(copies: Copies) -> None:
    bob = copies.enter("bob")
    asked = newcomer("x", new_keys(), new_log())
    for refused in (
        lambda: admit(bob, copies.case, asked, Seat("X", Role.READER)),
        lambda: remove(bob, copies.case, copies.members["bob"], "no"),
        lambda: share(bob, copies.case, "Bob", "laptop"),
        lambda: share(copies.desks["ann"], copies.case, "Ann", "laptop"),
    ):
        with pytest.raises(RefusedError):
            refused()
    assert len(members(bob, copies.case)) == 2


def test_a_case_kept_alone_lets_nobody_in(desk: Desk, case: str) -> None:
    with pytest.raises(RefusedError, match="Nobody else"):
        admit(desk, case, newcomer("x", new_keys(), new_log()), Seat("X", Role.EDITOR))
    with pytest.raises(BadInputError):
        share(desk, case, "", "laptop")
    assert members(desk, case) == []


def test_one_device_comes_once(copies: Copies) -> None:
    asked = newcomer("x", new_keys(), new_log())
    admit(copies.desks["ann"], copies.case, asked, Seat("X", Role.READER))
    with pytest.raises(RefusedError, match="already"):
        admit(copies.desks["ann"], copies.case, asked, Seat("Y", Role.READER))


def test_the_log_of_a_stranger_is_not_taken(copies: Copies) -> None:
    ann = copies.desks["ann"]
    stranger = Copies(copies.new_desk)
    stranger.desks["ann"] = copies.new_desk("stranger")
    other = open_case(stranger.desks["ann"], TITLE, "habeas test")
    packs = list(outgoing(stranger.desks["ann"], other, {}))
    done = merge(ann, copies.case, packs)
    assert done.strangers == {packs[0].log}
    assert done.entries == 0


CHANGED: dict[str, Callable[[Pack], Pack]] = {
    "a body": lambda p: _with(p, Packed(p.entries[-1].envelope, b"x" * 40)),
    "an envelope": lambda p: _with(p, Packed(b"x", p.entries[-1].sealed)),
    "the head": lambda p: Pack(p.log, p.start, p.note[:-9] + b"AAAAAAAA\n", p.entries),
    "an entry less": lambda p: Pack(p.log, p.start, p.note, p.entries[:-1]),
    "another start": lambda p: Pack(p.log, p.start + 1, p.note, p.entries),
    "an entry twice": lambda p: Pack(
        p.log, p.start, p.note, (*p.entries, p.entries[-1])
    ),
}


def _with(pack: Pack, last: Packed) -> Pack:
    return Pack(pack.log, pack.start, pack.note, (*pack.entries[:-1], last))


@pytest.mark.parametrize("what", CHANGED)
def test_nothing_that_was_changed_is_taken(what: str, copies: Copies) -> None:
    bob = copies.enter("bob")
    copies.meet("ann", "bob")
    note(copies.desks["ann"], copies.case, "new")
    before = held(bob, copies.case)
    (pack,) = outgoing(copies.desks["ann"], copies.case, before)
    done = merge(bob, copies.case, [CHANGED[what](pack)])
    assert done.entries == 0
    assert held(bob, copies.case) == before
    assert merge(bob, copies.case, [pack]).entries == 1


def test_two_histories_are_proven_and_kept(copies: Copies) -> None:
    """A copied device goes on: both heads are signed, and both cannot be true."""
    ann, bob = copies.desks["ann"], copies.enter("bob")
    copies.meet("ann", "bob")
    id_ = bytes.fromhex(copies.case)
    own = own_log(ann.vault.db, id_)
    (log,) = (one for one in read.logs(bob.vault, id_) if one.id == own.id)
    head = Checkpoint(origin(own.id), log.size, bytes(32))
    forged = sign_checkpoint(head, signer(ann.vault, own))
    entries = tuple(
        Packed(one.envelope, one.sealed) for one in read.entries(bob.vault, own.id)
    )
    done = merge(bob, copies.case, [Pack(own.id, 0, forged, entries)])
    assert isinstance(done.refused[own.id], ForkError)
    ((forked, proof),) = forks(bob.vault, id_)
    assert (forked, forged in (proof.first, proof.second)) == (own.id, True)
    note(ann, copies.case, "later")
    copies.bring("ann", "bob")
    assert "later" not in notes(copies, "bob")


def test_a_refused_share_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(HabeasError):
        share(desk, "00" * 16, "Ann", "laptop")


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, case, ann: remove(desk, case, ann.id, ""),
        lambda desk, case, ann: remove(desk, case, ann.devices[0].id, ""),
        lambda desk, case, ann: change_role(desk, case, ann.id, Seat("", Role.EDITOR)),
    ],
    ids=["member", "device", "role"],
)
def test_the_last_who_leads_does_not_leave(
    act: Callable[[Desk, str, Line], None], copies: Copies
) -> None:
    copies.enter("beth")
    desk, case = copies.desks["ann"], copies.case
    ann = members(desk, case)[0]
    with pytest.raises(RefusedError, match="nobody would lead"):
        act(desk, case, ann)
    assert members(desk, case)[0].out is None
    copies.enter("carl", Role.LEAD)
    act(desk, case, ann)
    assert [one.name for one in leads(desk, case)] == ["Carl"]


def test_one_editor_asks_and_a_second_one_suspends(copies: Copies) -> None:
    beth, carl = copies.enter("beth"), copies.enter("carl")
    copies.meet("ann", "beth", "carl")
    ann = copies.members.get("ann") or members(beth, copies.case)[0].id
    suspend(beth, copies.case, ann, Ground.ARREST)
    line = members(beth, copies.case)[0]
    assert (line.out, line.asked is not None) == (None, True)
    copies.bring("beth", "carl")
    suspend(carl, copies.case, ann, Ground.ARREST)
    line = members(carl, copies.case)[0]
    assert (line.out is not None, line.asked) == (True, None)


def test_since_when_a_role_is_held(copies: Copies) -> None:
    copies.enter("beth")
    desk, case, beth = copies.desks["ann"], copies.case, copies.members["beth"]
    assert members(desk, case)[1].seat.id == beth
    change_role(desk, case, beth, Seat("", Role.READER, ["medical"]))
    assert members(desk, case)[1].seat.kind == "role"


def test_a_change_that_changes_nothing_is_refused(copies: Copies) -> None:
    copies.enter("beth", Role.EDITOR, "medical")
    desk, case, beth = copies.desks["ann"], copies.case, copies.members["beth"]
    for reads in (["medical"], ["case", "medical"]):
        with pytest.raises(RefusedError, match="already"):
            change_role(desk, case, beth, Seat("", Role.EDITOR, reads))
    assert not records(desk.views, case, "role")
    change_role(desk, case, beth, Seat("", Role.EDITOR))
    assert len(records(desk.views, case, "role")) == 1


def test_since_when_a_role_is_held_is_not_lost_by_the_same_role(copies: Copies) -> None:
    """Two who lead say it apart, or an older version did: the first one stays."""
    copies.enter("beth")
    desk, case, beth = copies.desks["ann"], copies.case, copies.members["beth"]
    same = {"member": beth, "role": Role.EDITOR, "compartments": ["case"]}
    put(desk, case, "role", same)
    assert members(desk, case)[1].seat.id == beth
    first = put(desk, case, "role", {**same, "role": Role.READER})
    put(desk, case, "role", {**same, "role": Role.READER})
    assert members(desk, case)[1].seat.id == first
    again = put(desk, case, "role", same)
    assert members(desk, case)[1].seat.id == again
