"""Today says who went out, what is held back and what two wrote, to who can act."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.members import remove, suspend
from habeas.actions.news import looked, news
from habeas.actions.record import correct, put
from habeas.case.facts.members import Ground, Role
from tests.actions.copies import Copies


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that Ann leads, Bob edits, Cara leads and Rita reads."""
    made = Copies(new_desk)
    made.begin()
    made.enter("bob")
    made.enter("cara", Role.LEAD)
    made.enter("rita", Role.READER)
    made.meet("ann", "bob", "cara", "rita")
    return made


def told(copies: Copies, who: str) -> list[str]:
    return [
        one.what.format(**one.params, moment=one.moment)
        for one in news(copies.desks[who])
    ]


def test_who_was_suspended_or_removed_is_told_until_somebody_looked(
    copies: Copies,
) -> None:
    ann, case = copies.desks["ann"], copies.case
    suspend(ann, case, copies.members["bob"], Ground.ASKED)
    remove(ann, case, copies.members["rita"], "left")
    copies.meet("ann", "cara")
    assert told(copies, "ann") == []  # she did it
    found = told(copies, "cara")
    assert len(found) == 2
    assert found[0].startswith("Bob was suspended in ‘The case of A.’ by Ann, 2021-12")
    assert found[1].startswith("Rita was removed from ‘The case of A.’ by Ann, 2021-12")
    cara = copies.desks["cara"]
    assert news(cara, case) == news(cara)
    assert {one.page for one in news(cara)} == {f"/cases/{case}/members"}
    looked(cara, case)
    assert told(copies, "cara") == []


def test_who_came_in_later_is_not_told_what_was_before(copies: Copies) -> None:
    remove(copies.desks["ann"], copies.case, copies.members["rita"], "left")
    copies.enter("dana")
    copies.meet("ann", "dana")
    assert told(copies, "dana") == []


def test_that_one_editor_asks_is_told_to_the_others(copies: Copies) -> None:
    bob = copies.desks["bob"]
    suspend(bob, copies.case, copies.members["rita"], Ground.ASKED)
    copies.meet("bob", "cara")
    (one,) = told(copies, "cara")
    assert one.startswith("Bob asks that Rita be suspended")


def test_what_is_held_back_is_told_to_who_leads(copies: Copies) -> None:
    ann, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    put(bob, case, "note", {"text": {"lang": "en", "text": "late"}})
    suspend(ann, case, copies.members["bob"], Ground.ASKED)
    copies.meet("ann", "bob", "cara", "rita")
    held = "Held back in ‘The case of A.’: 1."
    leads = {who: " ".join(told(copies, who)) for who in ("ann", "cara", "rita")}
    assert [held in leads[who] for who in leads] == [True, True, False]
    assert told(copies, "bob") == []  # who is out is told that, and nothing else


def test_two_versions_are_told_to_who_can_choose_until_it_is_settled(
    copies: Copies,
) -> None:
    ann, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    person = put(ann, case, "person", {"pseudonym": "Z.", "role": "witness"})
    copies.meet("ann", "bob", "rita")
    correct(ann, case, person, {"role": "expert"}, reason="she said so")
    correct(bob, case, person, {"role": "relative"}, reason="he said so")
    copies.meet("ann", "bob", "rita")
    for who in ("ann", "bob"):
        (one,) = news(copies.desks[who])
        assert one.page == f"/cases/{case}/records/{person}"
        assert "Two versions of ‘Z.’ stand" in told(copies, who)[0]
    assert told(copies, "rita") == []
    correct(ann, case, person, {"role": "expert"}, reason="asked her")
    copies.meet("ann", "bob")
    assert (told(copies, "ann"), told(copies, "bob")) == ([], [])


def test_a_case_kept_alone_is_told_nothing_of(copies: Copies) -> None:
    assert told(copies, "ann") == []
    assert news(copies.new_desk("alone")) == []
