"""What a token says of an entry: not later than, not before, and dated back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.chain import Link, Origin, Told
from habeas.case.facts.exhibits import Event
from habeas.case.rules.custody import follow
from habeas.case.rules.vouching import (
    CLOCK_SLACK,
    Stamp,
    backdated,
    newest,
    not_before,
    not_later,
)

LOG, OTHER = "a" * 64, "b" * 64
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stamp(end: int, held: int, hours: int = 0, **more: Any) -> Stamp:  # noqa: ANN401 - of a Stamp
    made = {"by": "A", "log": LOG, "first": 0, "whole": True, **more}
    return Stamp(end=end, held=(LOG, held), time=NOON + hours * HOUR, **made)


def test_nothing_is_known_without_a_token() -> None:
    assert newest([], LOG) is None
    assert not_later([], LOG, 0) is None
    assert not_before([], LOG, 9) is None
    assert backdated([], LOG, 9, NOON) is None


def test_the_largest_head_that_others_saw_and_who_saw_it_first() -> None:
    late, early = stamp(5, 9, 2), stamp(5, 8, 1)
    stamps = [stamp(3, 4), late, early, stamp(9, 9, log=OTHER)]
    alone = stamp(7, 10, first=6, whole=False)
    assert newest([*stamps, alone], LOG) == early


def test_an_entry_was_there_by_the_first_token_that_covers_it() -> None:
    small, large = stamp(3, 3), stamp(6, 7, 1)
    alone = stamp(6, 8, -1, first=5, whole=False)
    assert not_later([large, small], LOG, 2) == small
    assert not_later([large, small], LOG, 3) == large
    assert not_later([large, small, alone], LOG, 5) == alone
    assert not_later([large, small, alone], LOG, 4) == large
    assert not_later([large, small], LOG, 6) is None
    assert not_later([large], OTHER, 2) is None


def test_an_entry_after_one_that_holds_a_token_was_not_there_before_its_time() -> None:
    first, second = stamp(3, 4), stamp(5, 6, 1)
    assert not_before([first, second], LOG, 4) is None  # it holds the token itself
    assert not_before([first, second], LOG, 5) == first
    assert not_before([first, second], LOG, 7) == second
    assert not_before([first], OTHER, 7) is None


def test_an_entry_made_while_the_token_was_waited_for_is_not_dated_back() -> None:
    """It is not under the stamped head, and stands before the entry with the token."""
    token = stamp(3, 4, 1)
    assert backdated([token], LOG, 3, NOON) is None
    assert backdated([token], LOG, 5, NOON) == token


@given(st.integers(-(10**6), 10**6))
def test_a_clock_may_be_a_little_slow(seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    found = backdated([stamp(3, 4)], LOG, 5, at)
    assert (found is not None) == (NOON - at > CLOCK_SLACK)


@pytest.mark.parametrize("when", ["2026-03-01T11:00", ""])
def test_a_chain_says_which_event_was_dated_back(when: str) -> None:
    told = Told(LOG, 5, NOON - HOUR)
    link = Link("1", Event.MOVED, date(2026, 3, 1), when=when, told=(told,))
    chain = follow(Origin(), [link], stamps=[stamp(3, 4)])
    (found,) = [one for one in chain.remarks if "dated back" in one.what]
    assert (found.link, found.grave) == ("1", True)
    said = found.say(str, str)
    assert "2026-03-01T11:00Z" in said
    assert "A of 2026-03-01T12:00Z" in said
    sound = replace(link, told=(replace(told, at=NOON + HOUR),))
    chain = follow(Origin(), [sound], stamps=[stamp(3, 4)])
    assert not [one for one in chain.remarks if "dated back" in one.what]
    twice = replace(link, told=(replace(told, at=NOON + HOUR), told, told))
    chain = follow(Origin(), [twice], stamps=[stamp(3, 4)])
    assert len([one for one in chain.remarks if "dated back" in one.what]) == 1
