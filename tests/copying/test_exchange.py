"""Copies of a case meet at a real hub: all of it travels, once, and nothing else."""

from tests.copying.conftest import Team


def test_what_one_saves_the_other_has_after_an_exchange(team: Team) -> None:
    team.note("ann", "before")
    (first,) = team.sync("ann")
    assert first.whole, first.hubs[0].said(str)
    team.enter("bob")
    team.note("ann", "after")
    reports = team.sync("ann", "bob", "ann")
    assert all(one.whole for one in reports), [o.hubs[0].said(str) for o in reports]
    assert team.notes("bob") == {"before", "after"}
    team.note("bob", "from bob")
    reports = team.sync("bob", "ann")
    assert team.notes("ann") == {"before", "after", "from bob"}
