"""The dates people write most, read without the grammar of all EDTF.

The grammar takes 10 ms and more a date. What is read here is what it reads, and means
the same days; whatever is not certain is left to it.
"""

import re
from calendar import monthrange
from datetime import date

Days = tuple[date, date]

_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?[~?%]?\Z")
_MOMENT = re.compile(
    r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|\+0[1-9]:[0-5][0-9])?\Z"
)


def plain_days(text: str) -> Days | None:
    """Return the first and last day of a year, month, day, moment or interval.

    A year, month or day may carry one mark of doubt (`~`, `?` or `%`), and an interval
    has two of them. None: not one of these, or no such day.
    """
    begin, slash, end = text.partition("/")
    first = _read(_DATE, begin) or (None if slash else _read(_MOMENT, begin))
    last = _read(_DATE, end) if slash else first
    return (first[0], last[1]) if first and last else None


def _read(form: re.Pattern[str], text: str) -> Days | None:
    match = form.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        if not day and match[3] is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:  # year 0, 30 February
        return None
