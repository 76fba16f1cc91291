"""Today says that a hub is gone for days, and nothing of one that just failed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from habeas.actions.danger import suspend_me
from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.copying.missed import missed
from habeas.sync.refusals import untrue
from habeas.vault.hubs import keep_hub
from tests.actions.copies import Copies
from tests.conftest import FixedClock
from tests.copying.conftest import Team
from tests.copying.test_restored import on_today, unreachable


def test_a_hub_that_is_gone_for_days_is_told_on_today(
    team: Team, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = team.copies.desks["ann"]
    team.sync("ann")
    with monkeypatch.context() as patch:
        unreachable(patch)
        team.note("ann", "while it is gone")
        team.sync("ann")
        assert on_today(ann) == []
        clock.at += timedelta(days=3)
        (one,) = missed(ann)
        assert one.page == f"/cases/{team.copies.case}/copies"
        assert one.moment.startswith("2021-12-07T")
        assert missed(ann, team.copies.case) == [one]
        assert (
            "hub.example.org of ‘The case of A.’ was last reached" in on_today(ann)[0]
        )
    team.sync("ann")
    assert on_today(ann) == []


def test_a_hub_that_was_never_reached_is_told_at_once(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = team.copies.desks["ann"]
    unreachable(monkeypatch)
    keep_hub(ann.vault, bytes.fromhex(team.copies.case), team.server.known())
    team.sync("ann")
    assert ["was never reached" in one for one in on_today(ann)] == [True]


def test_an_untruth_is_told_at_once(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")

    async def lies(*_: object) -> None:
        raise untrue("hub.example.org")

    monkeypatch.setattr("habeas.sync.hub.Hub.changes", lies)
    team.sync("ann")
    told = on_today(team.copies.desks["ann"])
    assert ["cannot be true" in one for one in told] == [True]


def test_ones_own_suspension_that_nobody_has_is_told_without_a_hub_too(
    new_desk: Callable[[str], Desk],
) -> None:
    made = Copies(new_desk)
    made.begin()
    bob = made.enter("bob")
    made.meet("ann", "bob")
    assert on_today(bob) == []
    suspend_me(bob)
    assert ["on no other copy as far as is known" in one for one in on_today(bob)] == [
        True
    ]
    made.bring("bob", "ann")
    put(made.desks["ann"], made.case, "note", {"text": {"lang": "en", "text": "heard"}})
    made.bring("ann", "bob")
    assert on_today(bob) == []
