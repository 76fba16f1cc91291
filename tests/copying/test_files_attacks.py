"""A member names sealed files that cannot be, and stops nobody by that."""

from collections.abc import Callable
from itertools import product

import pytest

from habeas.actions import travel
from habeas.actions.carrying import load_for, seal_with, sealed_pieces
from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, outlook
from habeas.actions.record import put
from habeas.copying.files import large_files, missing_files, small_files
from habeas.copying.standing import mark
from habeas.views.records import records
from tests.actions.copies import Copies
from tests.actions.test_members_attacks import forge

KEY, NAME = "AGE-SECRET-KEY-1", "ab" * 32
STRANGE: tuple[object, ...] = (
    5,
    "x",
    ["y"],
    {"stored": 5, "size": 5, "identity": KEY},
    {"stored": "../../x", "size": 5, "identity": KEY},
    {"stored": NAME.upper(), "size": 5, "identity": KEY},
    {"stored": NAME},
    {"stored": NAME, "size": "abc", "identity": KEY},
    {"stored": NAME, "size": -1, "identity": KEY},
    {"stored": NAME, "size": 2**53 - 1, "identity": KEY},
    {"stored": NAME, "size": 10**9, "identity": 7},
)
KINDS = (("document", "file"), ("extract", "file"), ("identity", "photo"))


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("eve")
    return made


def test_files_that_cannot_be_stop_nothing(copies: Copies) -> None:
    ann, eve, case = copies.desks["ann"], copies.desks["eve"], copies.case
    her = put(ann, case, "person", {"pseudonym": "A.", "role": "complainant"})
    copies.bring("ann", "eve")
    for (kind, name), strange in product(KINDS, STRANGE):
        forge(eve, case, kind, {name: strange, "person": her, "author": her})
    copies.bring("eve", "ann")
    assert mark(ann, case) == mark(eve, case)
    assert small_files(ann, case, set()) == ({}, frozenset())
    assert not large_files(ann, case)
    assert not missing_files(ann, case)
    load = load_for(ann, case)
    assert b"".join(sealed_pieces(ann, load, seal_with("six words")))
    assert travel.ready(ann, [case])
    put(ann, case, "consent", {"person": her, "use": "record", "answer": "withdrawn"})
    erase(ann, case, her, outlook(ann, case, her).seal)
    copies.bring("ann", "eve")
    for desk in (ann, eve):
        titles = [one.title for one in records(desk.views, case, "person")]
        assert "A." not in titles
