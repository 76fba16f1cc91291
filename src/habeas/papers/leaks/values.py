"""The written forms of a birth date and of ID numbers."""

import re
from datetime import date
from typing import Final

from habeas.papers.leaks.fold import fold

SHORTEST_NUMBER: Final = 5
"""Shorter numbers stand everywhere; they cannot be searched for."""

UNBOUNDED: Final = 8
"""A number of so many characters is found even inside a longer run of digits."""

_MONTHS: Final = (
    ("january", "jan", "январь", "января", "янв", "қаңтар", "қаңтарда", "қаң"),
    ("february", "feb", "февраль", "февраля", "фев", "ақпан", "ақпанда", "ақп"),
    ("march", "mar", "март", "марта", "мар", "наурыз", "наурызда", "нау"),
    ("april", "apr", "апрель", "апреля", "апр", "сәуір", "сәуірде", "сәу"),
    ("may", "may", "май", "мая", "мая", "мамыр", "мамырда", "мам"),
    ("june", "jun", "июнь", "июня", "июн", "маусым", "маусымда", "мау"),
    ("july", "jul", "июль", "июля", "июл", "шілде", "шілдеде", "шіл"),
    ("august", "aug", "август", "августа", "авг", "тамыз", "тамызда", "там"),
    ("september", "sep", "сентябрь", "сентября", "сен", "қыркүйек", "sept", "қыр"),
    ("october", "oct", "октябрь", "октября", "окт", "қазан", "қазанда", "қаз"),
    ("november", "nov", "ноябрь", "ноября", "ноя", "қараша", "қарашада", "қар"),
    ("december", "dec", "декабрь", "декабря", "дек", "желтоқсан", "желтоқсанда", "жел"),
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})[?~%]?\Z")


def date_forms(edtf: str) -> frozenset[str]:
    """Return the folded forms of a whole date; none for a year or a month alone."""
    found = _DAY.match(edtf)
    if found is None:
        return frozenset()
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return frozenset()
    years = (f"{day:%Y}", f"{day:%y}")
    days, months = {f"{day:%d}", str(day.day)}, {f"{day:%m}", str(day.month)}
    forms = {f"{day:%Y%m%d}", f"{day:%d%m%Y}"}
    for one, month in ((one, month) for one in days for month in months):
        forms |= {f"{one} {month} {year}" for year in years}
        forms |= {f"{day:%Y} {month} {one}", f"{month} {one} {day:%Y}"}
    for one, word in ((one, word) for one in days for word in _MONTHS[day.month - 1]):
        for suffix in ("", "st", "nd", "rd", "th"):
            forms |= {
                f"{one}{suffix} {word} {day:%Y}",
                f"{word} {one}{suffix} {day:%Y}",
            }
            forms |= {f"{one}{suffix} of {word} {day:%Y}"}
        forms |= {f"{day:%Y} {word} {one}", f"{day:%Y} жылғы {one} {word}"}
        forms |= {f"{day:%Y} жылы {one} {word}", f"{day:%Y} ж {one} {word}"}
    return frozenset(fold(form) for form in forms)


def number_forms(number: str) -> frozenset[str]:
    """Return the folded form of an ID number without its separators; none if short."""
    form = fold(number).replace(" ", "")
    return frozenset({form} if len(form) >= SHORTEST_NUMBER else ())
