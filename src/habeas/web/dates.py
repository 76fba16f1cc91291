"""Dates and sizes for the templates; the words of EDTF are in habeas.views.spoken."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from babel.numbers import format_decimal
from babel.units import format_unit

from habeas.case.dates import stretch
from habeas.errors import BadInputError
from habeas.languages import locale_named
from habeas.views.spoken import (
    DOUBTS,
    Gettext,
    edtf_words,
    moment_words,
    month_words,
)
from habeas.words import N_

_DAY = 10
_KILO = 1000
_GROUP = 4
_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte")
_PAIRS = frozenset((('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’")))


def locale_of(language: str) -> str:
    """Return the locale for dates: English puts the day first, as most of the world."""
    return "en_GB" if language == "en" else language


def quoted(words: str, language: str = "en") -> str:
    """Return words in the language's quotation marks, unless theirs stand around them.

    What one quotes must never read as our own statement: a mark at one end alone
    belongs to a word inside.
    """
    if (
        len(words) > 1
        and (words[0], words[-1]) in _PAIRS
        and words[0] not in words[1:-1]
    ):
        return words
    return f"“{words}”" if language == "en" else f"«{words}»"


def day_parts(text: str, language: str, gettext: Gettext) -> tuple[str, str]:
    """Return (large, small) for the margin of the timeline: '14 Mar', 'about 09:00'."""
    first, slash, last = text.partition("/")
    bare = first.rstrip("~?%")
    day, _, clock = bare.partition("T")
    if slash and (len(day) != _DAY or last in ("", "..")):
        return edtf_words(text, language, gettext), ""
    large = edtf_words(day, language, gettext, short=True)
    if slash:
        until = edtf_words(last.rstrip("~?%"), language, gettext, short=True)
        return large, gettext(N_("until {date}")).format(date=until)
    return large, _doubt(first[len(bare) :], clock[:5], gettext)


def _doubt(mark: str, clock: str, gettext: Gettext) -> str:
    """Return 'about' or 'perhaps' with the time of day, if there is one."""
    for marks, words in DOUBTS:
        if mark in marks:
            return gettext(words).format(date=clock).strip()
    return clock


def first_day(text: str) -> str:
    """Return the first day that a date may mean as YYYY-MM-DD, '' if nobody knows."""
    try:
        span = stretch(text)
    except BadInputError:
        return ""
    day = span.first or span.last
    return day.isoformat() if day else ""


def size_words(size: int, language: str) -> str:
    """Return a number of bytes in the units that people know, in their words."""
    value, unit = float(size), 0
    while value >= _KILO and unit < len(_UNITS) - 1:
        value, unit = value / _KILO, unit + 1
    rounded = round(value, 1 if unit else 0)
    whole = not unit and language.startswith("en")  # '5 bytes', not '5 byte'
    length: Literal["short", "long"] = "long" if whole else "short"
    words = format_unit(
        rounded, f"digital-{_UNITS[unit]}", length, locale=locale_named(language)
    )
    return words.replace("MБ", "МБ")  # CLDR 47 has a Latin M in the Kazakh one


def groups(digest: str) -> list[str]:
    """Return a digest in groups of four, as it is read aloud."""
    return [digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)]


def heading(words: str) -> str:
    """Return words with a large first letter: 'июнь 2021' as a heading."""
    return words[:1].upper() + words[1:]


def filters(language: str, gettext: Gettext) -> Mapping[str, Callable[..., Any]]:
    """Return the filters of the templates, bound to a language."""
    place = locale_of(language)
    return {
        "edtf": lambda text: edtf_words(text, place, gettext),
        "edtf_short": lambda text: edtf_words(text, place, gettext, short=True),
        "month": lambda text: heading(month_words(text, place, gettext)),
        "day_parts": lambda text: day_parts(text, place, gettext),
        "first_day": first_day,
        "number": lambda number: format_decimal(number, locale=locale_named(place)),
        "sentence": heading,
        "groups": groups,
        "moment": lambda text: moment_words(text, place),
        "size": lambda size: size_words(size, place),
        "quoted": lambda words: quoted(words, language),
        "tr": gettext,
    }
