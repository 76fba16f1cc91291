"""What another program reads in a calendar file."""

from datetime import date

from icalendar import Calendar


def days_of(content: bytes) -> list[date]:
    """Return the day of each event, in the order of the file; each must be whole."""
    found = [event.start for event in Calendar.from_ical(content).events]
    assert all(type(day) is date for day in found)
    return found
