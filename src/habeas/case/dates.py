"""EDTF dates (ISO 8601-2): checked, ordered and taken apart, never made more exact."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import edtf

from habeas.errors import BadInputError
from habeas.words import N_

UNKNOWN = "XXXX"
_MAX = 64


@dataclass(frozen=True)
class Stretch:
    """The first and last day a date may mean; None where it says nothing."""

    first: date | None
    last: date | None
    approximate: bool = False
    uncertain: bool = False


@lru_cache(maxsize=8192)
def stretch(text: str) -> Stretch:
    """Return what an EDTF date covers.

    Raises:
        BadInputError: it is not an EDTF date.
    """
    if text in ("", UNKNOWN, "XXXX-XX-XX", "../.."):
        return Stretch(None, None)
    if len(text) > _MAX:
        raise _refused(text[:_MAX])
    begin, _, end = text.partition("/")
    if begin == ".." and end:
        return Stretch(None, stretch(end).last)
    if end in ("..", "") and text.endswith(("/..", "/")):
        return Stretch(stretch(begin).first, None)
    try:
        parsed = edtf.parse_edtf(text)
        low, high = parsed.lower_strict(), parsed.upper_strict()
        first, last = date(*low[:3]), date(*high[:3])
    except (edtf.EDTFParseException, ValueError, TypeError, AttributeError) as error:
        raise _refused(text) from error
    if first > last:
        raise BadInputError(
            N_("‘{date}’ ends before it begins."),
            advice=N_("Put the earlier date first."),
            date=text,
        )
    return Stretch(first, last, "~" in text or "%" in text, "?" in text or "%" in text)


def _refused(text: str) -> BadInputError:
    return BadInputError(
        N_("‘{date}’ is not a date this program can read."),
        advice=N_(
            "Write it as 2021-12-07, 2021-12, 2021, 2021-06~ (about), 2021-06? (perhaps),"
            " 2021-06-26/2021-06-28 (from, to) or leave it empty if nobody knows."
        ),
        date=text,
    )


def sort_key(text: str) -> str:
    """Return a string that sorts dates; unknown dates come last."""
    span = stretch(text)
    day = span.first or span.last
    return f"{day.isoformat()}{text[10:19]}" if day else "9999"


def month_of(text: str) -> str:
    """Return 'YYYY-MM' of the first day a date may mean, '' if nobody knows."""
    span = stretch(text)
    day = span.first or span.last
    return f"{day.year:04}-{day.month:02}" if day else ""
