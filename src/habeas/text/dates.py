"""Finds the dates a document gives of itself. Proposals: nothing is taken as fact.

A proposal is a day, a month or a year in EDTF, as the document states it: the hour and
the zone stay in the quote, and no date is moved to another zone.
"""

import re
from datetime import date

from habeas.text.extract import DateProposal
from habeas.words import N_

METADATA = N_("document metadata")
TEXT = N_("text")
MESSAGE = N_("message header")
PAGE = N_("web page")
PHOTO = N_("camera")
PLACES = frozenset({METADATA, TEXT, MESSAGE, PAGE, PHOTO})
"""Where a proposed date may come from, as message ids."""

EDTF = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

_YEARS_OF_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
"""
_MONTHS = {
    name: number
    for year in _YEARS_OF_NAMES.strip().split("\n")
    for number, name in enumerate(year.split(), start=1)
}
_MONTHS["sept"] = 9
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR_OF = _YEAR + r"\s+(?:жылғы|жылы|жылдың|ж\.)\s+"
_KAZAKH_ENDING = r"(?:[а-яәғқңөұүһі]{1,4})?"
_PATTERNS = tuple(
    re.compile(rf"(?<![\w.,-]){pattern}(?![\w-])", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<number>0[1-9]|1[0-2])-{_DAY}(?:T[\d:.+Z-]*)?",
        rf"{_DAY}\.(?P<number>0?[1-9]|1[0-2])\.{_YEAR}",
        rf"[«\"“]?{_DAY}[»\"”]?\s+{_MONTH}\.?,?\s+{_YEAR}(?:\s*(?:года|год|г\.))?",
        rf"{_MONTH}\.?\s+{_DAY}(?:[snr][td]|th)?,?\s+{_YEAR}",
        rf"{_YEAR_OF}[«\"“]?{_DAY}[»\"”]?\s+{_MONTH}{_KAZAKH_ENDING}",
        rf"{_YEAR_OF}{_MONTH}{_KAZAKH_ENDING}",
        rf"{_MONTH},?\s+{_YEAR}(?:\s*(?:года|год|г\.))?",
    )
)
_PDF = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_EXIF = re.compile(r"(\d{4}):(\d{2}):(\d{2})\b")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d])")

_LINES = 8
"""How many lines from either end may tell the date of the whole document."""
_LONGEST = 200
"""Longer lines are running text; their dates are of what is told, not of telling it."""
_DATELINE = 80
_QUOTE = 200


def dates_in_text(text: str) -> tuple[DateProposal, ...]:
    """Return the dates in the first and last lines of a text, in their order."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ends = lines if len(lines) <= 2 * _LINES else lines[:_LINES] + lines[-_LINES:]
    found: dict[str, DateProposal] = {}
    for at, line in enumerate(ends):
        # 'ALMATY, December 7, 2021 -- …': a dateline opens a long first paragraph.
        part = line if len(line) <= _LONGEST else line[: _DATELINE * (at < _LINES)]
        for proposal in _in_line(part):
            found.setdefault(proposal.edtf, proposal)
    return tuple(found.values())


def iso_date(value: str, where: str) -> tuple[DateProposal, ...]:
    """Return the date of an ISO 8601 value such as 2021-12-07T10:00:00+06:00."""
    return _stated(_ISO.match(value.strip()), value, where)


def pdf_date(value: str) -> tuple[DateProposal, ...]:
    """Return the date of D:YYYYMMDDHHmmSS (ISO 32000-1, 7.9.4)."""
    return _stated(_PDF.match(value.strip()), value, METADATA)


def photo_date(value: str) -> tuple[DateProposal, ...]:
    """Return the date of an EXIF DateTimeOriginal, YYYY:MM:DD HH:MM:SS."""
    return _stated(_EXIF.match(value.strip()), value, PHOTO)


def unique(dates: tuple[DateProposal, ...]) -> tuple[DateProposal, ...]:
    """Return the proposals without those that say the same date in the same place."""
    first: dict[tuple[str, str], DateProposal] = {}
    for found in dates:
        first.setdefault((found.edtf, found.where), found)
    return tuple(first.values())


def _in_line(line: str) -> list[DateProposal]:
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, DateProposal]] = []
    for pattern in _PATTERNS:
        for hit in pattern.finditer(line):
            apart = all(hit.end() <= a or b <= hit.start() for a, b in taken)
            if not apart:
                continue
            # Taken even if there is no such day: '31 апреля 2021' is no '2021-04'.
            taken.append(hit.span())
            edtf = _edtf_of(hit.groupdict())
            if edtf:
                found.append((hit.start(), DateProposal(edtf, TEXT, hit.group())))
    return [proposal for _, proposal in sorted(found, key=lambda pair: pair[0])]


def _edtf_of(parts: dict[str, str | None]) -> str:
    month = parts.get("number") or _MONTHS[(parts.get("month") or "").lower()]
    return _edtf(int(parts["year"] or 0), int(month), int(parts.get("day") or 0))


def _stated(
    hit: re.Match[str] | None, value: str, where: str
) -> tuple[DateProposal, ...]:
    edtf = _edtf(*(int(part or 0) for part in hit.groups())) if hit else ""
    return (DateProposal(edtf, where, value.strip()[:_QUOTE]),) if edtf else ()


def _edtf(year: int, month: int, day: int) -> str:
    """Return the EDTF of the known parts, '' if there is no such day."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    parts = (f"{year:04}", f"-{month:02}" if month else "", f"-{day:02}" if day else "")
    return "".join(parts) if month or not day else ""
