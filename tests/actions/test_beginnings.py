"""Whoever does not edit begins new records, and takes none of somebody else's."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.members import Seat, accept, change_role, members, remove
from habeas.actions.record import correct, put
from habeas.case.facts.members import Role
from habeas.views.cases import case_head
from habeas.views.db import rebuild, unread
from habeas.views.records import record
from tests.actions.copies import Copies
from tests.actions.test_members_attacks import forge, note, notes, said

HER = {"pseudonym": "A.", "role": "complainant"}


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads."""
    made = Copies(new_desk)
    made.begin()
    return made


def seat(copies: Copies, name: str, role: Role) -> None:
    """Give a member who has read the case a lesser role, as everybody knows."""
    places = ("case",) if role is Role.READER else ()
    new = Seat(name.title(), role, places)
    change_role(copies.desks["ann"], copies.case, copies.members[name], new)
    copies.meet("ann", name)


LESSER: dict[Role, tuple[str, dict[str, object]]] = {
    Role.CONTRIBUTOR: ("person", {"pseudonym": "B.", "role": "accused"}),
    Role.READER: ("access", {"what": "x"}),
    Role.GUARDIAN: ("life", {}),
    Role.AUDITOR: ("life", {}),
}


@pytest.mark.parametrize("role", LESSER)
def test_a_record_that_exists_is_not_begun_anew(role: Role, copies: Copies) -> None:
    """Its id is known to who once read the case; a counter of 1 precedes all."""
    ann, bob, case = copies.desks["ann"], copies.enter("bob"), copies.case
    her = put(ann, case, "person", HER)
    copies.meet("ann", "bob")
    seat(copies, "bob", role)
    kind, fields = LESSER[role]
    forge(bob, case, kind, fields, lamport=1, one=her)
    copies.bring("bob", "ann")
    view = record(ann.views, case, her)
    assert (view.type, view.fields) == ("person", HER)
    assert len(view.state.history) == 1
    ((_log, _index, why),) = unread(ann.views, case)
    assert "begins new ones only" in why
    rebuild(ann.vault, ann.views)
    assert record(ann.views, case, her).fields == HER
    assert len(unread(ann.views, case)) == 1


def test_nor_where_the_forgery_comes_first(copies: Copies) -> None:
    """Cat gets what bob forged before she gets what ann wrote."""
    ann, bob, case = copies.desks["ann"], copies.enter("bob"), copies.case
    cat = copies.enter("cat")
    copies.meet("ann", "bob", "cat")
    seat(copies, "bob", Role.CONTRIBUTOR)
    copies.bring("ann", "cat")
    true = put(ann, case, "person", HER)
    other = note(ann, case, "she said so")
    correct(ann, case, true, {"pseudonym": "A1"}, reason="safer")
    forge(bob, case, "person", {"pseudonym": "B.", "role": "accused"}, one=true)
    forge(bob, case, "note", said("she withdrew it"), lamport=1, one=other)
    copies.bring("bob", "cat")
    assert notes(copies, "cat") == {"she withdrew it"}
    copies.bring("ann", "cat")
    copies.bring("bob", "ann")
    for desk in (ann, cat):
        assert record(desk.views, case, true).fields == {**HER, "pseudonym": "A1"}
        assert len(unread(desk.views, case)) == 2
    assert notes(copies, "ann") == notes(copies, "cat") == {"she said so"}


def test_what_is_new_is_taken_in_and_goes_on(copies: Copies) -> None:
    ann, bob, case = copies.desks["ann"], copies.enter("bob"), copies.case
    copies.meet("ann", "bob")
    seat(copies, "bob", Role.CONTRIBUTOR)
    new = forge(bob, case, "note", said("handed in"))
    copies.bring("bob", "ann")
    assert notes(copies, "ann") == {"handed in"}
    correct(ann, case, new, said("read and corrected"), reason="a slip")
    rebuild(ann.vault, ann.views)
    assert notes(copies, "ann") == {"read and corrected"}
    assert not unread(ann.views, case)


def test_what_was_accepted_of_an_editor_who_is_out_stays_theirs(
    copies: Copies,
) -> None:
    """What they were given counts, though nothing is left of it."""
    ann, bob, case = copies.desks["ann"], copies.enter("bob"), copies.case
    eve = copies.enter("eve")
    copies.meet("ann", "bob", "eve")
    one = note(bob, case, "by bob")
    remove(ann, case, copies.members["bob"], "arrested")
    copies.bring("bob", "ann")
    ((log, index, _why),) = unread(ann.views, case)
    accept(ann, case, log, range(index, index + 1), "he told me")
    copies.meet("ann", "eve")
    seat(copies, "eve", Role.CONTRIBUTOR)
    forge(eve, case, "note", said("by eve"), lamport=1, one=one)
    copies.bring("eve", "ann")
    assert notes(copies, "ann") == {"by bob"}


def test_a_case_keeps_the_name_that_it_began_with(copies: Copies) -> None:
    """A counter of 1 would put another head first wherever all is folded anew."""
    ann, bob, case = copies.desks["ann"], copies.enter("bob"), copies.case
    copies.meet("ann", "bob")
    before = case_head(ann.views, case)
    title = {"lang": "en", "text": "Another case"}
    forge(bob, case, "case", {"title": title}, lamport=1)
    copies.bring("bob", "ann")
    for _ in range(2):
        assert case_head(ann.views, case) == before
        ((_log, _index, why),) = unread(ann.views, case)
        assert "may not do this" in why
        rebuild(ann.vault, ann.views)


def test_what_says_who_may_do_what_counts_where_all_can_open_it(
    copies: Copies,
) -> None:
    """In another compartment only some would heed it."""
    ann, bob, case = copies.desks["ann"], copies.enter("bob", Role.LEAD), copies.case
    cat = copies.enter("cat")
    copies.meet("ann", "bob", "cat")
    out = {"who": copies.members["cat"]}
    forge(bob, case, "removal", out, place="counsel")
    copies.meet("ann", "bob", "cat")
    for desk in (ann, cat):
        lines = {one.name: one.out for one in members(desk, case)}
        assert lines["Cat"] is None
