"""Records about the case itself, forged by a member: nobody's exchange stops."""

from collections.abc import Callable

import pytest

from habeas.actions import guardians, recoveries
from habeas.actions.desk import Desk
from habeas.actions.life import heard_all, late, show_life, watched
from habeas.actions.members import members
from habeas.actions.notices import notices
from habeas.case.facts.members import Role
from habeas.copying.exchange import exchange
from habeas.copying.places import places
from tests.actions.copies import Copies
from tests.actions.test_members_attacks import forge

HUB = {"address": "https://hub.example.org", "name": "hub.example.org"}
MANY = 2**53 - 1


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("eve", Role.LEAD)
    return made


FORGED: tuple[tuple[str, dict[str, object]], ...] = (
    ("watch", {"who": "eve", "hours": MANY, "grace": MANY}),
    ("watch", {"who": "eve", "hours": -5, "grace": 0}),
    ("watch", {"who": "eve", "hours": 0, "grace": -MANY}),
    ("watch", {"who": "eve"}),
    ("hub", {**HUB}),
    ("hub", {**HUB, "key": "zz", "mldsa44": "!"}),
    ("hub", {**HUB, "key": 5, "mldsa44": 5}),
    ("hub", {"key": "ab" * 32, "mldsa44": "", "address": "http://x", "name": "?"}),
    ("guardianship", {"guardians": ["x", 5], "need": -1, "hours": MANY}),
    ("guardianship", {"guardians": [], "need": 2, "hours": "x"}),
    ("recovery", {"member": "x", "guardianship": "y", "label": 5}),
    ("rehearsal", {"guardianship": "x", "guardian": "y", "day": "9999-99-99"}),
    ("life", {"watch": 5}),
    ("erased", {"erasure": "x", "keys": -1, "entries": ["x"]}),
    ("erasure", {"whose": "x", "units": ["x"], "files": 5}),
)


def test_what_cannot_be_stops_nothing(copies: Copies) -> None:
    ann, eve, case = copies.desks["ann"], copies.desks["eve"], copies.case
    for kind, fields in FORGED:
        about = {"who": copies.members["eve"]} if "who" in fields else {}
        forge(eve, case, kind, {**fields, **about})
    copies.bring("eve", "ann")
    for desk in (ann, eve):
        show_life(desk, case)
        assert watched(desk, case) == []
        heard_all(desk, case)
        assert late(desk) == []
        assert places(desk, case) == []
        assert exchange(desk, case).hubs == []
        assert len(members(desk, case)) == 2
        guardians.guards(desk, case)
        recoveries.recoveries(desk, case)
        notices(desk)
