"""Which days are worked, and what a correction changes."""

from datetime import date, timedelta

import pytest

from habeas.law.calendars import HOLIDAY, WEEKEND, Calendar, Corrected, Holidays, Moved
from habeas.law.packs import packs

READ = date(2026, 11, 30)
SATURDAY, SUNDAY, MONDAY = date(2022, 4, 2), date(2022, 4, 3), date(2022, 4, 4)


def corrected(day: date) -> tuple[Corrected, ...]:
    return (Corrected(day=day, source="A decree", read=READ),)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2021, 12, 15), ""),
        (date(2021, 12, 16), HOLIDAY),
        (date(2021, 12, 25), WEEKEND),
        (date(2022, 3, 5), ""),  # a Saturday that is worked for the Monday
        (date(2022, 3, 7), HOLIDAY),
    ],
)
def test_days_of_kazakhstan(day: date, why: str) -> None:
    assert packs()["KZ"].calendar.why_closed(day) == why


def test_a_country_that_is_not_named_has_weekends_alone() -> None:
    calendar = Calendar(Holidays())
    assert calendar.why_closed(date(2022, 1, 1)) == WEEKEND
    assert calendar.working(date(2022, 12, 26))


def test_another_weekend() -> None:
    calendar = Calendar(Holidays(weekend=frozenset({5, 6})))
    assert not calendar.working(date(2022, 4, 1))
    assert calendar.working(SUNDAY)


def test_corrections() -> None:
    off = Calendar(Holidays(added=corrected(MONDAY)))
    assert off.why_closed(MONDAY) == HOLIDAY
    worked = Calendar(Holidays(working=corrected(SATURDAY)))
    assert worked.working(SATURDAY)
    kept = Calendar(Holidays(country="KZ", removed=corrected(date(2021, 12, 16))))
    assert kept.working(date(2021, 12, 16))


def test_a_day_off_that_a_decree_moves() -> None:
    row = Moved(day=SATURDAY, to=MONDAY, source="A decree", read=READ)
    calendar = Calendar(Holidays(moved=(row,)))
    assert calendar.working(SATURDAY)
    assert calendar.next_working(SUNDAY) == date(2022, 4, 5)


def test_a_day_that_the_library_calls_worked_can_be_off_after_all() -> None:
    calendar = Calendar(Holidays(country="KZ", added=corrected(date(2022, 3, 5))))
    assert calendar.why_closed(date(2022, 3, 5)) == HOLIDAY


def test_every_change_changes_the_version() -> None:
    plain = Calendar(Holidays(country="KZ")).version
    assert plain == Calendar(Holidays(country="KZ")).version
    assert plain.startswith("holidays ")
    assert plain != Calendar(Holidays(country="KZ", added=corrected(MONDAY))).version
    assert plain != Calendar(Holidays(country="KG")).version


def test_nobody_rests_for_ever() -> None:
    days = (date(2022, 3, 1) + timedelta(days=number) for number in range(90))
    rest = tuple(corrected(day)[0] for day in days)
    calendar = Calendar(Holidays(added=rest))
    with pytest.raises(ValueError, match="no working day within 60 days"):
        calendar.next_working(date(2022, 3, 1))


def test_the_last_year_of_the_calendar_ends() -> None:
    assert Calendar(Holidays()).working(date(9999, 12, 31))
