"""A calendar file (RFC 5545) that says on which days something is due, and no more.

Calendar programs keep what they read in the clear, and many send it on. So every event
has the same title, a day without a clock, and a UID that means nothing to anybody who
has not the key.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

MAKER: Final = "-//Habeas//days on which something is due//EN"
"""By this a file of ours is known."""
_NINE: Final = timedelta(hours=9)
_DAY: Final = timedelta(days=1)


def calendar(
    days: Iterable[tuple[date, str]], title: str, key: bytes, today: date
) -> bytes:
    """Return a calendar of whole days, each with a reminder on it and the day before.

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
    stamp = datetime.combine(today, time.min, UTC)
    for day, name in days:
        event = Event()
        event.add("uid", hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:32])
        event.add("dtstamp", stamp)
        event.add("dtstart", day)  # without an end it lasts the day
        event.add("summary", title)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        for trigger in (_NINE - _DAY, _NINE):
            event.add_component(_alarm(title, trigger))
        made.add_component(event)
    return bytes(made.to_ical())


def _alarm(title: str, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", trigger)
    return alarm
