"""Today says that a hub is gone for days, and nothing of one that just failed."""

from datetime import timedelta

import pytest

from habeas.copying.missed import missed
from habeas.sync.refusals import untrue
from habeas.vault.hubs import keep_hub
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
