"""The calendar file: RFC 5545, days alone, and nothing that a stranger can read."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from habeas.papers.calendar import calendar
from tests.papers.reading import days_of

KEY, TITLE = b"k" * 32, "Habeas: 1 deadline"
TODAY = date(2026, 3, 12)


def test_the_bytes() -> None:
    made = calendar([(date(2026, 3, 29), "hearing 7f3a ")], TITLE, KEY, TODAY)
    lines = made.decode("ascii").split("\r\n")
    uid = next(one for one in lines if one.startswith("UID:"))
    assert len(uid) == 36
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Habeas//days on which something is due//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Habeas: 1 deadline",
        "DTSTART;VALUE=DATE:20260329",
        "DTSTAMP:20260312T000000Z",
        uid,
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Habeas: 1 deadline",
        "TRIGGER:-PT15H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_an_empty_one_is_a_calendar() -> None:
    assert days_of(calendar([], TITLE, KEY, TODAY)) == []


def test_an_event_keeps_its_name_when_its_day_moves_and_only_with_the_key() -> None:
    def uid(day: int, name: str, key: bytes) -> str:
        made = calendar([(date(2026, 4, day), name)], TITLE, key, TODAY).decode()
        return made.partition("UID:")[2].partition("\r\n")[0]

    assert uid(1, "a", KEY) == uid(9, "a", KEY)
    assert len({uid(1, "a", KEY), uid(1, "b", KEY), uid(1, "a", b"x" * 32)}) == 3


@given(st.lists(st.tuples(st.dates(), st.text(min_size=4, max_size=40))))
def test_no_name_of_a_due_is_in_the_bytes(days: list[tuple[date, str]]) -> None:
    made = calendar(days, TITLE, KEY, TODAY)
    same = calendar([(day, "") for day, _ in days], TITLE, KEY, TODAY)
    assert days_of(made) == [day for day, _ in days]
    hidden = [line for line in made.splitlines() if not line.startswith(b"UID:")]
    assert hidden == [
        line for line in same.splitlines() if not line.startswith(b"UID:")
    ]
