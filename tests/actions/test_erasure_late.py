"""What was written late of somebody who is erased, where its key never came."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.erasing import carry_out
from habeas.actions.erasure import erasures
from habeas.actions.merging import heads_of, held, merge, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.case.rules.erasure import entries_line
from habeas.vault import read
from habeas.vault.erased import carried, erased_bodies, orders, units_of
from habeas.vault.lacking import LACKING
from habeas.vault.said_gone import SaidGone
from habeas.views.db import rebuild, unread
from habeas.views.records import known
from habeas.wire.boxes import read_head
from tests.actions.copies import Copies
from tests.actions.test_erasure import Her, text
from tests.actions.test_members_attacks import forge


@pytest.fixture
def late(new_desk: Callable[[str], Desk], tmp_path: Path) -> tuple[Copies, Her]:
    """Return a case in which ann erased somebody, and bob and cat have not heard."""
    made = Copies(new_desk)
    made.begin()
    made.enter("bob")
    made.enter("cat")
    woman = Her(made.desks["ann"], made.case, tmp_path)
    woman.answer("withdrawn")
    for name in ("bob", "cat"):
        made.bring("ann", name)
    woman.erase()
    return made, woman


def say(made: Copies, who: str, person: str) -> str:
    fields = {"speaker": person, "stance": "alleged", "text": text("late")}
    return put(made.desks[who], made.case, "claim", fields)


def without(made: Copies, person: str) -> None:
    """Bring what cat has to bob, but for the keys to what she wrote of a person."""
    cat, bob, case = made.desks["cat"], made.desks["bob"], made.case
    lost = {unit for unit, _box in units_of(cat.vault, bytes.fromhex(case), person)}
    boxes = [
        one for one in outgoing_boxes(cat, case) if read_head(one).unit not in lost
    ]
    packs = [*outgoing(cat, case, held(bob, case)), *heads_of(cat, case)]
    merge(bob, case, packs, boxes)


def own(desk: Desk, case: str) -> read.LogInfo:
    (found,) = (one for one in read.logs(desk.vault, bytes.fromhex(case)) if one.own)
    return found


def listed(made: Copies) -> dict[int, str]:
    """Return what bob cannot read of what cat wrote, and why."""
    log = own(made.desks["cat"], made.case).id.hex()
    found = unread(made.desks["bob"].views, made.case)
    return {index: why for by, index, why in found if by == log}


def as_made_anew(desk: Desk, case: str) -> bool:
    before = unread(desk.views, case)
    rebuild(desk.vault, desk.views)
    return before == unread(desk.views, case)


def test_what_its_writer_emptied_is_not_waited_for(late: tuple[Copies, Her]) -> None:
    made, her = late
    bob, case = made.desks["bob"], made.case
    say(made, "cat", her.id)
    without(made, her.id)
    assert ["key" in why for why in listed(made).values()] == [True]
    (index,) = listed(made)
    place = (own(made.desks["cat"], case).id, index)
    made.meet("ann", "bob", "cat")
    assert listed(made) == {}  # as ann and cat, who had the key
    assert as_made_anew(bob, case)
    assert read.entry(bob.vault, *place).sealed is not None  # nobody destroyed it
    assert place not in erased_bodies(bob.vault, bytes.fromhex(case))
    assert verify_case(bob, case).clean


def test_a_receipt_that_opens_later_explains_what_is_missing(
    late: tuple[Copies, Her],
) -> None:
    made, her = late
    bob, cat, case = made.desks["bob"], made.desks["cat"], made.case
    say(made, "cat", her.id)
    made.bring("ann", "cat")  # it is emptied, and she says so
    merge(bob, case, outgoing(cat, case, held(bob, case)))
    assert listed(made)[1] == LACKING  # the key to her receipt is not here
    merge(bob, case, (), outgoing_boxes(cat, case))
    assert listed(made) == {}
    assert as_made_anew(bob, case)
    assert verify_case(bob, case).clean
    log = own(cat, case).id
    assert SaidGone(bob.vault, bytes.fromhex(case)).emptied() == {(log, 1)}


def test_a_false_receipt_destroys_nothing(late: tuple[Copies, Her]) -> None:
    made, her = late
    bob, cat, case = made.desks["bob"], made.desks["cat"], made.case
    made.bring("ann", "cat")
    one = say(made, "cat", her.other)
    log = own(cat, case)
    false = {
        "erasure": orders(cat.vault, bytes.fromhex(case))[0].record,
        "keys": 0,
        "emptied": 0,
        "removed": 0,
        "entries": [entries_line(log.id, [log.size - 1])],
    }
    put(cat, case, "erased", false)
    without(made, her.other)
    assert listed(made) == {}
    made.bring("cat", "bob")  # with its key
    assert known(bob.views, case, one)
    assert as_made_anew(bob, case)
    assert known(bob.views, case, one)


def test_an_incomplete_receipt_says_nothing_and_hides_no_other(
    late: tuple[Copies, Her],
) -> None:
    made, her = late
    ann, cat = made.desks["ann"], made.desks["cat"]
    for fields in ({}, {"keys": 1}):
        forge(cat, made.case, "erased", fields)
    made.bring("cat", "ann")
    (done,) = erasures(ann, made.case)
    assert done.whose == her.id
    assert {one.device for one in done.waiting} == {"bob", "cat"}


@pytest.mark.parametrize("lacks", ["basis", "records"])
def test_an_incomplete_erasure_is_passed_over(
    desk: Desk, case: str, tmp_path: Path, lacks: str
) -> None:
    her = Her(desk, case, tmp_path)
    whole = {"whose": her.other, "consent": her.given, "basis": "refused", "records": 1}
    forge(desk, case, "erasure", {one: whole[one] for one in whole if one != lacks})
    carry_out(desk, case)
    assert [one.whose for one in carried(desk.vault, bytes.fromhex(case))] == [
        her.other
    ]
    assert erasures(desk, case) == []
    her.answer("withdrawn")
    her.erase()
    assert [one.whose for one in erasures(desk, case)] == [her.id]
