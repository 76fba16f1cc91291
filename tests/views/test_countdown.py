"""The time that is left, in words of each language."""

from datetime import UTC, datetime, timedelta

import pytest

from habeas.case.decay import Limit, Thing
from habeas.case.facts.decay import Matter
from habeas.case.rules.decay import standing
from habeas.views.countdown import countdown_words, duration_words

DURATIONS = {
    ("en", 0, 1): "1 hour",
    ("en", 2, 23): "71 hours",
    ("en", 3, 0): "3 days",
    ("en", 729, 0): "729 days",
    ("en", 800, 0): "2 years",
    ("ru", 0, 2): "2 часа",
    ("ru", 21, 0): "21 день",
    ("ru", 1900, 0): "5 лет",
    ("kk", 12, 0): "12 күн",
    ("en", -1, 0): "0 hours",
}


@pytest.mark.parametrize("case", DURATIONS)
def test_a_length_of_time_is_said_as_people_say_it(case: tuple[str, int, int]) -> None:
    language, days, hours = case
    span = timedelta(days=days, hours=hours)
    assert duration_words(span, language) == DURATIONS[case]


@pytest.mark.parametrize(
    ("moment", "least", "words"),
    [
        ("03-02T00:00", 6, "Lost in 5 days at the earliest, in 7 days at the latest."),
        ("03-02T00:00", 8, "Lost in 7 days."),
        ("03-07T12:00", 6, "Lost in 36 hours at the latest."),
        ("03-14T00:00", 6, "Its time ended 5 days ago. Asking is still worth it."),
    ],
)
def test_a_countdown_says_the_first_and_the_last_moment(
    moment: str, least: int, words: str
) -> None:
    limit = Limit(timedelta(days=least), timedelta(days=8))
    thing = Thing(Matter.SKIN, when="2026-03-01T00:00Z", usual=limit)
    now = datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=UTC)
    assert countdown_words(standing(thing, [], now), now, "en") == words


def test_where_no_time_runs_nothing_is_said() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert countdown_words(standing(Thing(Matter.OTHER), [], now), now, "en") == ""
