"""Signs of life, 'suspend me' and travel over a real hub."""

from datetime import timedelta
from pathlib import Path

from habeas.actions.danger import Done, suspend_me
from habeas.actions.documents import add_file
from habeas.actions.life import Terms, agree, late
from habeas.actions.members import members
from habeas.actions.travel import leave, ready, say_going
from habeas.case.facts.members import Ground, Role
from habeas.copying.urgent import send_now
from habeas.views.records import records
from tests.conftest import FixedClock
from tests.copying.conftest import Team


def test_a_sign_goes_with_the_exchange_and_its_absence_suspends(
    team: Team, clock: FixedClock
) -> None:
    team.sync("ann")
    team.enter("bob", Role.LEAD)
    team.sync("bob", "ann")
    ann, case = team.copies.desks["ann"], team.copies.case
    agree(ann, case, team.copies.members["bob"], Terms(24, 12, "Bob"))
    team.sync("ann", "bob")
    clock.at += timedelta(hours=7)
    team.sync("bob", "ann")
    assert len(records(ann.views, case, "life")) == 1
    clock.at += timedelta(hours=26)
    team.sync("ann")
    assert [one.name for _case, one in late(ann)] == ["Bob"]
    assert members(ann, case)[1].out is None
    for hours in (8, 2, 2):
        clock.at += timedelta(hours=hours)
        team.sync("ann")
    out = members(ann, case)[1].out
    assert out is not None
    assert out.fields["ground"] == Ground.SILENT


def test_suspend_me_is_at_the_hub_before_the_vault_is_locked(team: Team) -> None:
    team.sync("ann")
    bob = team.enter("bob", Role.READER)
    team.sync("bob", "ann")
    assert suspend_me(bob, send_now) == [Done(team.copies.case, sent=True)]
    bob.close()
    team.sync("ann")
    assert members(team.copies.desks["ann"], team.copies.case)[1].out is not None


def test_what_a_hub_has_whole_may_leave(team: Team, tmp_path: Path) -> None:
    team.sync("ann")
    bob, case = team.enter("bob", Role.LEAD), team.copies.case
    team.sync("ann", "bob")
    (tmp_path / "story.txt").write_text("She said so.")
    add_file(bob, case, tmp_path / "story.txt")
    say_going(bob, case)
    (before,) = ready(bob)
    assert not before.may_go
    assert before.files > 0
    assert send_now(bob, case)
    (after,) = ready(bob)
    assert after.may_go
    assert after.files == 0
    assert leave(bob, [case]) == 1
