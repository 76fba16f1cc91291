"""axe finds nothing on the pages for danger, where cases are shared."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.life import Terms, agree
from habeas.actions.members import Seat, admit, members, share
from habeas.actions.record import correct, open_case, put
from habeas.actions.travel import say_going
from habeas.case.facts.members import Role
from habeas.vault.case_keys import new_keys
from habeas.vault.own_logs import new_log
from tests import conftest as common
from tests.actions.copies import TITLE, Copies, newcomer
from tests.web import chromium as chromium_module
from tests.web.axe_walk import MARKS, Found, Walker, windows
from tests.web.chromium import chromium, served
from tests.web.conftest import Seed
from tests.web.walk import Stop

pytestmark = MARKS
SEED = Seed("", "", "", "", "", "", "", "")


def late_by_years(desk: Desk) -> str:
    """Share a case in which somebody was heard of last in 2021, by the tests' clock."""
    case = open_case(desk, TITLE, "test")
    share(desk, case, "Bob", "laptop")
    asked = newcomer("phone", new_keys(), new_log())
    admit(desk, case, asked, Seat("Dana", Role.READER))
    for line in members(desk, case):
        agree(desk, case, line.id, Terms(24, 12, "at the table"))
    return case


def doubled(copies: Copies) -> str:
    """Let Ann and Bob describe a person apart; return who it is."""
    ann, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    person = put(ann, case, "person", {"pseudonym": "Z.", "role": "witness"})
    copies.meet("ann", "bob")
    correct(ann, case, person, {"role": "expert"}, reason="she said so")
    correct(bob, case, person, {"role": "relative"}, reason="he said so")
    return person


def test_axe_finds_nothing_where_cases_are_shared(
    new_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    bob = copies.enter("bob", Role.LEAD)
    person = doubled(copies)
    say_going(bob, copies.case)
    copies.bring("bob", "ann")
    copies.bring("ann", "bob")
    shared = late_by_years(bob)
    bob.close()
    monkeypatch.setattr(chromium_module, "PASSPHRASE", common.PASSPHRASE)
    home = f"/cases/{copies.case}"
    paths = (
        *("/suspend-me", "/travel", f"/cases/{shared}/members/life"),
        *(f"{home}/people/{person}", f"{home}/records/{person}/correct"),
    )
    with served(bob.vault.folder, SEED) as site, chromium() as browser:
        walker = Walker(windows(browser, site), Found())
        for path in paths:
            walker.look(Stop(path))
            if path == "/travel":
                assert walker.pages["en"].get_by_text("Others have all").count() == 1
            if path.endswith("/life"):
                assert walker.pages["en"].get_by_text("Suspend now").count() == 1
    found = walker.found
    assert (found.axe, found.wide, found.unnamed) == ([], [], [])
