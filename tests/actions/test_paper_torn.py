"""What two copies say differently of one paper: nothing leaves before it is settled."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import KeptInError, address, checked, look
from habeas.actions.paper_leaving import take_out
from habeas.actions.paper_names import name_it
from habeas.actions.papers import As, Beginning, answer, begin
from habeas.actions.record import correct, put, withdraw
from habeas.case.facts.members import Role
from habeas.views.papers import paper
from tests.actions.copies import Copies
from tests.actions.test_paper_checks import LETTER, Told


def on_two_copies(new_desk: Callable[[str], Desk]) -> tuple[Copies, str, str]:
    """Begin a letter that two copies have; return its complainant and it."""
    copies = Copies(new_desk)
    copies.begin()
    ann, case = copies.desks["ann"], copies.case
    person = put(ann, case, "person", {"pseudonym": "A.", "role": "complainant"})
    one = begin(ann, case, Beginning("allegation-letter", "en", recipient="SPT"))
    answer(ann, case, one, {**LETTER, "may_sign": ""})
    copies.enter("bob", Role.EDITOR, "counsel", "medical", "identity")
    copies.meet("ann", "bob")
    return copies, person, one


def test_what_two_copies_say_differently_keeps_a_paper_in(
    new_desk: Callable[[str], Desk],
) -> None:
    copies, person, one = on_two_copies(new_desk)
    case, (ann, bob) = copies.case, copies.desks.values()
    for desk, to, said, consent in (
        (bob, "WGAD", "no", "given"),
        (ann, "CAT", "yes", "refused"),
    ):
        fields = {"person": person, "use": "international", "answer": consent}
        put(desk, case, "consent", fields)
        address(desk, case, one, to)
        answer(desk, case, one, {"may_sign": said, "submitter": f"For {to}"})
    copies.meet("ann", "bob")

    def firm(desk: Desk) -> set[str]:
        found = checked(desk, case, one, look(desk, case, one), "en")
        return {each.code for each in found if each.firm}

    split = {"torn:recipient", "torn:answer:submitter", "doubled:may_sign"}
    assert firm(ann) == firm(bob) == split
    with pytest.raises(KeptInError):
        take_out(ann, case, one, As.PDF, "It must.")
    seen = [
        (paper(desk.views, case, one).given, Told(desk, case, person).states(one))
        for desk in (ann, bob)
    ]
    assert seen[0] == seen[1]
    found = paper(ann.views, case, one)
    assert address(ann, case, one, found.recipient)
    answer(ann, case, one, {"submitter": found.given["submitter"]})
    withdraw(ann, case, found.doubled[0].id, reason="Said twice.")
    copies.meet("ann", "bob")
    assert firm(ann) == firm(bob) == set()


def test_with_and_without_the_name_is_the_pseudonym_until_settled(
    new_desk: Callable[[str], Desk],
) -> None:
    copies, person, one = on_two_copies(new_desk)
    case, (ann, bob) = copies.case, copies.desks.values()
    correct(ann, case, one, {"named": True}, reason="chosen")
    correct(bob, case, one, {"named": False}, reason="chosen")
    copies.meet("ann", "bob")
    for desk in (ann, bob):
        assert not paper(desk.views, case, one).named
        assert "torn" in Told(desk, case, person).stopping(one)
    name_it(bob, case, one, on=False)
    assert "torn" not in Told(bob, case, person).stopping(one)
