"""Dates in words: EDTF in, words of the reader's language out.

A date is never made more exact than it is: 'about June 2021' stays 'about June 2021'.
"""

from collections.abc import Callable
from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_skeleton, get_day_names

from habeas.languages import locale_named, translations
from habeas.words import N_

Gettext = Callable[[str], str]
_DAY, _MONTH, _YEAR = 10, 7, 4
DOUBTS = (
    (("~",), N_("about {date}")),
    (("?",), N_("perhaps {date}")),
    (("%", "~?", "?~"), N_("perhaps about {date}")),
)


def moment_words(text: str, language: str) -> str:
    """Return an RFC 3339 time as people read it, by the clock of its own zone."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return format_datetime(when, "medium", locale=locale_named(language))


def edtf_words(
    text: str, language: str, gettext: Gettext, *, short: bool = False
) -> str:
    """Return an EDTF date in words; what has no words is shown as it stands."""
    if text in ("", "XXXX", "XXXX-XX-XX", "../.."):
        return gettext(N_("no date"))
    begin, slash, end = text.partition("/")
    if slash:
        return _interval(begin, end, language, gettext)
    bare = text.rstrip("~?%")
    plain = _plain(bare, language, short=short)
    if plain is None:
        return text
    for marks, words in DOUBTS:
        if text[len(bare) :] in marks:
            return gettext(words).format(date=plain)
    return plain


def month_words(month: str, language: str, gettext: Gettext) -> str:
    """Return 'YYYY-MM' as a heading; 'YYYY' tells no month, '' no date."""
    if not month:
        return gettext(N_("No date"))
    if len(month) == _YEAR:
        return gettext(N_("{year}, month unknown")).format(year=month)
    return _month(date.fromisoformat(f"{month}-01"), language)


def _interval(begin: str, end: str, language: str, gettext: Gettext) -> str:
    first = edtf_words(begin, language, gettext) if begin not in ("", "..") else ""
    last = edtf_words(end, language, gettext) if end not in ("", "..") else ""
    if first and last:
        return gettext(N_("{first} to {last}")).format(first=first, last=last)
    if first:
        return gettext(N_("from {date}")).format(date=first)
    return gettext(N_("until {date}")).format(date=last)


def _plain(  # noqa: PLR0911 - one return a precision
    text: str, language: str, *, short: bool
) -> str | None:
    day, _, clock = text.partition("T")
    try:
        if len(day) == _DAY:
            when = date.fromisoformat(day)
            if short:
                return format_skeleton("MMMd", when, locale=locale_named(language))
            words = format_date(when, "long", locale=locale_named(language))
            return f"{words}, {clock[:5]}" if clock else words
        if len(day) == _MONTH:
            return _month(date.fromisoformat(f"{day}-01"), language)
        if len(day) == _YEAR and day.isdigit():
            return day
    except ValueError:
        return None
    return None


def _month(when: date, language: str) -> str:
    return format_skeleton("yMMMM", when, locale=locale_named(language))


def span_words(least: int, most: int, language: str) -> str:
    """Return days between two dates, as a range where the dates leave one."""
    found = translations(language)
    if most == 0:
        return found.gettext(N_("the same day"))
    if least == most:
        return found.ngettext("{n} day", "{n} days", most).format(n=most)
    words = found.ngettext("{least} to {n} day", "{least} to {n} days", most)
    return words.format(least=least, n=most)


def weekday_names(language: str) -> list[str]:
    """Return the days of the week in full, from Monday."""
    names = get_day_names("wide", "stand-alone", locale_named(language))
    return [names[number] for number in range(7)]
