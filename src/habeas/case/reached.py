"""When somebody heard of a person in custody, and what is dated ahead of its record.

A silence and an agreed contact are ended by the same contacts.
"""

from datetime import date, datetime
from typing import Final

from habeas.case.facts.contacts import Form
from habeas.case.moments import reach
from habeas.case.silence import plus

SPOKEN: Final = frozenset({Form.VISIT, Form.CALL, Form.VIDEO})
HEARD_OF: Final = SPOKEN | {Form.MESSAGE}
"""A parcel that was taken in says nothing of the person."""

_ELSEWHERE: Final = 1
"""Days by which the place may run ahead of the clock that recorded it."""


def last_likely(recorded: date) -> date:
    """Return the last day on which what was recorded on a day can have been already."""
    return plus(recorded, _ELSEWHERE)


def is_ahead(when: str, day: date, recorded: date, now: datetime | None = None) -> bool:
    """Say whether what begins on `day` lies after it was recorded, or after `now`."""
    if day > last_likely(recorded):
        return True
    at = reach(when, now.tzinfo) if now else None
    return at is not None and now is not None and at.start > now.replace(tzinfo=None)
