"""Boxes that somebody else made in the name of a unit, met before the true one."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, outlook
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.crypto.nonce import random_bytes
from habeas.vault.epochs import epochs
from habeas.vault.erased import erased_boxes
from habeas.vault.opening import box_ids, box_of, keep_box
from habeas.views.records import records
from habeas.wire.boxes import keybox_object, object_id, read_head
from tests.actions.copies import Copies
from tests.actions.test_members import shown

WORDS = {"lang": "en", "text": "She came home."}


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.EDITOR)
    return made


def nonsense(made: bytes) -> bytes:
    """Return a box of the same unit that opens to nothing, as a hub can make it."""
    head = read_head(made)
    return head.text + random_bytes(len(made) - len(head.text))


def other_key(desk: Desk, case: str, made: bytes) -> bytes:
    """Return a box of the same unit with another key, as a member can make it."""
    head = read_head(made)
    found = epochs(desk.vault.db, bytes.fromhex(case), head.compartment)
    (public,) = (one.public for one in found if one.key == head.key)
    return keybox_object(head, public, random_bytes(32), "")


@pytest.mark.parametrize("by_member", [False, True])
def test_a_false_box_that_came_first_shuts_nothing(
    copies: Copies, *, by_member: bool
) -> None:
    ann, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    her = put(ann, case, "person", {"pseudonym": "A.", "role": "complainant"})
    new = [one for one in outgoing_boxes(ann, case) if read_head(one).unit]
    here = box_ids(bob.vault, bytes.fromhex(case))
    lacking = [one for one in new if object_id(one) not in here]
    assert lacking
    false = [other_key(ann, case, o) if by_member else nonsense(o) for o in lacking]
    merge(bob, case, outgoing(ann, case, held(bob, case)), false)
    assert records(bob.views, case, "person") == []
    assert merge(bob, case, [], lacking).boxes == len(lacking)
    assert [one.id for one in records(bob.views, case, "person")] == [her]
    assert merge(bob, case, [], [*lacking, *false]).boxes == 0
    copies.bring("bob", "ann")  # and whoever has the true one reads on
    claim = {"speaker": her, "stance": "alleged", "text": WORDS}
    put(ann, case, "claim", claim)
    copies.bring("ann", "bob")
    assert len(records(bob.views, case, "claim")) == 1


def test_what_stands_beside_a_false_box_is_erased_too(copies: Copies) -> None:
    """Also where no key opened it before the erasure was heard of."""
    ann, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    id_ = bytes.fromhex(case)
    person = put(ann, case, "person", {"pseudonym": "A.", "role": "complainant"})
    here = box_ids(bob.vault, id_)
    lacking = [one for one in outgoing_boxes(ann, case) if object_id(one) not in here]
    for one in lacking:
        assert keep_box(bob.vault, id_, nonsense(one))
        assert keep_box(bob.vault, id_, one)
    answer = {"person": person, "use": "record", "answer": "withdrawn"}
    put(ann, case, "consent", answer)
    erase(ann, case, person, outlook(ann, case, person).seal)
    copies.bring("ann", "bob")
    gone = erased_boxes(ann.vault, id_)
    assert gone & {object_id(one) for one in lacking}
    assert all(box_of(bob.vault, one) is None for one in gone)
    for one in lacking:
        if object_id(one) in gone:
            assert not keep_box(bob.vault, id_, one)
            assert keep_box(bob.vault, id_, nonsense(one))  # and it opens nothing
    copies.meet("ann", "bob")
    assert shown(copies, "ann") == shown(copies, "bob")
