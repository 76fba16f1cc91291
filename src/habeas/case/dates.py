"""EDTF dates (ISO 8601-2): checked, ordered and taken apart, never made more exact."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import edtf

from habeas.case.plain_dates import plain_days
from habeas.errors import BadInputError
from habeas.words import N_

UNKNOWN = "XXXX"
_FORM = re.compile(r"[0-9XSTZ:~?%/.,+\-\[\]{}]{1,64}\Z")
"""Without EDTF's years of any length (Y, E): Y1E9999999 is worked out for hours."""
_SHOWN = 64
_OPEN = ("", "..")
_NOTHING_KNOWN = frozenset({"", UNKNOWN, "XXXX-XX", "XXXX-XX-XX", "../.."})
_MINUTES = re.compile(r"(.*T[0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_CLOCK = re.compile(r"T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)")


@dataclass(frozen=True)
class Stretch:
    """The first and last day a date may mean; None where it says nothing."""

    first: date | None
    last: date | None
    approximate: bool = False
    uncertain: bool = False


@lru_cache(maxsize=8192)
def stretch(text: str) -> Stretch:
    """Return what an EDTF date covers. '' and 'XXXX' cover nothing that is known.

    Raises:
        BadInputError: it is not an EDTF date of the years 1 to 9999.
    """
    if text in _NOTHING_KNOWN:
        return Stretch(None, None)
    if not _FORM.match(text):
        raise _refused(text)
    begin, slash, end = text.partition("/")
    if slash and begin in _OPEN and end in _OPEN:
        raise _refused(text)
    if slash and begin in _OPEN:
        return _marked(None, _days(end, text)[1], text)
    if slash and end in _OPEN:
        return _marked(_days(begin, text)[0], None, text)
    first, last = _days(text, text)
    if first > last:
        raise BadInputError(
            N_("‘{date}’ ends before it begins."),
            advice=N_("Put the earlier date first."),
            date=text,
        )
    return _marked(first, last, text)


def _marked(first: date | None, last: date | None, text: str) -> Stretch:
    approximate, uncertain = set("~%") & set(text), set("?%") & set(text)
    return Stretch(first, last, bool(approximate), bool(uncertain))


def _days(part: str, text: str) -> tuple[date, date]:
    """Return the first and the last day of a date, or of an interval with both ends."""
    plain = plain_days(part)
    return plain if plain is not None else days_by_grammar(part, text)


def days_by_grammar(part: str, text: str) -> tuple[date, date]:
    """Return the same by the grammar of all EDTF, which takes its time.

    Raises:
        BadInputError: it is no such date; `text` is what was typed.
    """
    minutes = _MINUTES.match(part)  # EDTF asks for seconds; people have none
    try:
        parsed = edtf.parse_edtf(
            f"{minutes[1]}:00{minutes[2] or ''}" if minutes else part
        )
        low, high = parsed.lower_strict(), parsed.upper_strict()
        return date(*low[:3]), date(*high[:3])
    except Exception as error:
        raise _refused(text) from error


def _refused(text: str) -> BadInputError:
    return BadInputError(
        N_("‘{date}’ is not a date this program can read."),
        advice=N_(
            "Write it as 2021-12-07, 2021-12, 2021, 2021-06~ (about), 2021-06?"
            " (perhaps), 2021-06-26/2021-06-28 (from, to) or leave it empty if nobody"
            " knows."
        ),
        date=text[:_SHOWN],
    )


def sort_key(text: str) -> str:
    """Return a string that sorts dates by their first day, then by the clock.

    The clock is the place's own: zones are not compared. Unknown dates come last.
    """
    span = stretch(text)
    day = span.first or span.last
    clock = _CLOCK.search(text.partition("/")[0])
    return f"{day.isoformat()}{clock[0] if clock else ''}" if day else "9999-99"


def month_of(text: str) -> str:
    """Return 'YYYY-MM' of where a date begins, 'YYYY' if it tells no month, else ''.

    An interval without a beginning counts where it ends.
    """
    stretch(text)  # refuses what is no date, whichever half of it
    begin, _, end = text.partition("/")
    span = stretch(begin if begin not in _OPEN else end)
    if span.first is None or span.last is None:
        return ""
    year, months = f"{span.first.year:04}", (span.first.month, span.last.month)
    if span.first.year != span.last.year or months[0] != months[1]:
        return year
    return f"{year}-{months[0]:02}"
