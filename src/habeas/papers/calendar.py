"""A calendar file (RFC 5545) that says on which days something is due, and no more.

Calendar programs keep what they read in the clear, and many send it on. So every event
has the same title, a day without a clock, and a UID that means nothing to anybody who
has not the key.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from icalendar import Alarm, Calendar, Event, vDatetime, vDDDTypes, vText

MAKER: Final = "-//Habeas//days on which something is due//EN"
"""By this a file of ours is known."""
_NINE_THE_DAY_BEFORE: Final = timedelta(hours=9) - timedelta(days=1)


def calendar(
    days: Iterable[tuple[date, str]], title: str, key: bytes, today: date
) -> bytes:
    """Return a calendar of whole days, each with a reminder on the day before.

    Args:
        days: when, and what names the event; the name is not shown.
        title: of every event.
        key: makes the UIDs; the same name and key make the same one.
        today: when it was made, to the day.
    """
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    alike = _alike(title, today)
    reminder = _reminder(title)
    for day, name in days:
        event = Event(alike)
        event["uid"] = vText(hmac.new(key, name.encode(), sha256).hexdigest()[:32])
        event["dtstart"] = vDDDTypes(day)  # without an end it lasts the day
        event.add_component(reminder)
        made.add_component(event)
    return bytes(made.to_ical())


def _alike(title: str, today: date) -> dict[str, object]:
    """Return what all events have; made once, as there may be thousands."""
    return {
        "dtstamp": vDatetime(datetime.combine(today, time.min, UTC)),
        "summary": vText(title),
        "class": vText("PRIVATE"),
        "transp": vText("TRANSPARENT"),
    }


def _reminder(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _NINE_THE_DAY_BEFORE)
    return alarm
