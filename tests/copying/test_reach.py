"""What has reached whom, in words: a table."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.copying.reach import Holding, Kind, only_here, reach
from habeas.copying.telling import copies, reached
from tests.copying.conftest import Team

MAY = datetime(2026, 5, 2, tzinfo=UTC)


def hub(size: int) -> Holding:
    return Holding(Kind.HUB, "hub", {"a": size}, MAY)


def laptop(size: int) -> Holding:
    return Holding(Kind.DEVICE, "Beth: laptop", {"a": size}, MAY)


TABLE = {
    "nobody": ([], "only here"),
    "a hub that lacks it": ([hub(3)], "only here"),
    "a hub": ([hub(4)], "with the hub"),
    "two of three": ([hub(4), hub(9), hub(0)], "with 2 of 3 hubs"),
    "a device": ([laptop(4)], "on Beth: laptop as of 2 May"),
    "both": ([hub(4), laptop(7)], "with the hub, on Beth: laptop as of 2 May"),
    "a device that lacks it": ([hub(0), laptop(3)], "only here"),
}


@pytest.mark.parametrize("name", TABLE)
def test_where_an_entry_is(name: str) -> None:
    holdings, said = TABLE[name]
    found = reach(holdings, "a", 3)
    assert reached(found, str, lambda day: f"{day.day} {day:%B}") == said


@given(st.lists(st.integers(0, 9)), st.integers(0, 9))
def test_what_is_only_here_is_what_nobody_has(sizes: list[int], here: int) -> None:
    holdings = [hub(size) for size in sizes]
    lone = [n for n in range(here) if reach(holdings, "a", n).only_here]
    assert only_here(holdings, {"a": here}) == len(lone)


def test_a_copy_knows_what_the_others_have(team: Team) -> None:
    team.note("ann", "one")
    ann, case = team.copies.desks["ann"], team.copies.case
    assert copies(ann, case).only_here == copies(ann, case).entries
    team.sync("ann")
    assert copies(ann, case).only_here == 0
    team.enter("bob")
    team.sync("ann", "bob", "ann")
    team.note("ann", "two")
    found = copies(ann, case)
    assert found.only_here == 1
    ((device, lacks),) = found.devices
    assert device.name == "Bob: bob"
    assert lacks >= 1
    assert device.as_of is not None
    (line,) = found.hubs
    assert (line.lacks, line.faults, line.waiting) == (1, [], False)
