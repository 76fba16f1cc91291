"""'Suspend me': in all shared cases at once, and what follows elsewhere."""

from collections.abc import Callable

import pytest

from habeas.actions import danger
from habeas.actions import members as acting
from habeas.actions.danger import (
    Done,
    shared_cases,
    suspend_me,
    suspended_cases,
)
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, admit, members, share
from habeas.actions.record import open_case, put
from habeas.case.facts.members import Ground, Role
from habeas.errors import HabeasError, StorageError
from habeas.vault.case_keys import new_keys
from habeas.vault.own_logs import new_log
from habeas.views.records import records
from tests.actions.copies import TITLE, Copies, newcomer


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.READER)
    made.bring("bob", "ann")
    return made


def note(desk: Desk, case: str, text: str) -> None:
    put(desk, case, "note", {"text": {"lang": "en", "text": text}})


def test_in_every_shared_case_and_in_no_other(copies: Copies) -> None:
    bob, sent = copies.desks["bob"], []
    own = open_case(bob, TITLE, "test")
    assert shared_cases(bob) == [copies.case]

    def send(desk: Desk, case: str) -> bool:
        sent.append((desk is bob, case, suspended_cases(desk)))
        return True

    assert suspend_me(bob, send) == [Done(copies.case, sent=True)]
    assert sent == [(True, copies.case, [copies.case])]
    assert own not in suspended_cases(bob)
    copies.bring("bob", "ann")
    out = members(copies.desks["ann"], copies.case)[1].out
    assert out is not None
    assert out.fields["ground"] == Ground.ASKED
    note(copies.desks["ann"], copies.case, "after")
    copies.bring("ann", "bob")
    assert records(bob.views, copies.case, "note") == []  # no key comes any more


def test_what_is_here_can_still_be_read_by_whoever_has_the_passphrase(
    copies: Copies,
) -> None:
    note(copies.desks["ann"], copies.case, "before")
    copies.bring("ann", "bob")
    bob = copies.desks["bob"]
    suspend_me(bob)
    assert [one.title for one in records(bob.views, copies.case, "note")] == ["before"]


def test_a_hub_that_is_away_stops_nothing_and_twice_sends_again(
    copies: Copies,
) -> None:
    bob = copies.desks["bob"]

    def away(_desk: Desk, _case: str) -> bool:
        raise HabeasError("away")

    assert suspend_me(bob, away) == [Done(copies.case, sent=False)]
    assert suspend_me(bob, lambda *_: True) == [Done(copies.case, sent=True)]
    assert len(records(bob.views, copies.case, "suspension")) == 1


def test_a_case_in_which_it_fails_keeps_no_other_open(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, sent = copies.desks["bob"], list[str]()
    other = open_case(bob, TITLE, "test")
    share(bob, other, "Bob", "laptop")
    admit(bob, other, newcomer("x", new_keys(), new_log()), Seat("X", Role.LEAD))
    first, second = shared_cases(bob)
    real = acting.suspend

    def suspend(desk: Desk, case: str, who: str, ground: Ground) -> None:
        if case == first:
            raise StorageError("full")
        real(desk, case, who, ground)

    monkeypatch.setattr(danger, "suspend", suspend)

    def send(_desk: Desk, case: str) -> bool:
        sent.append(case)
        return True

    with pytest.raises(StorageError):
        suspend_me(bob, send)
    assert (sent, suspended_cases(bob)) == ([second], [second])


def test_alone_there_is_nobody_to_tell(desk: Desk, case: str) -> None:
    assert (shared_cases(desk), suspend_me(desk)) == ([], [])
    assert case
