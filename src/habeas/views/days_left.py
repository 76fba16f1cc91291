"""How many days a deadline has, in words: read before any date."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from habeas.case.deadlines import Standing
from habeas.case.facts.deadlines import Whose
from habeas.case.moments import CLOCK
from habeas.languages import translations
from habeas.views.countdown import duration_words
from habeas.words import N_

_IN_HOURS: Final = timedelta(hours=72)
SOON: Final = 7
"""Days within which a deadline is near."""


@dataclass(frozen=True)
class Left:
    """A big number with what it counts: ('3', 'days left'); and the whole sentence."""

    number: str
    unit: str
    words: str
    near: bool = False


def left(standing: Standing, now: datetime, language: str) -> Left | None:
    """Return what is left of a deadline that runs, None where nothing runs."""
    if not standing.runs or standing.ends is None or standing.days is None:
        return None
    moment = now.replace(tzinfo=None)
    apart = abs(standing.ends - moment)
    past = standing.ends < moment
    if CLOCK.match(standing.safe or standing.due) and apart < _IN_HOURS:
        return _hours(apart, past=past, standing=standing, language=language)
    return _days(standing.days, standing, language)


def _hours(apart: timedelta, *, past: bool, standing: Standing, language: str) -> Left:
    translate = translations(language)
    count = int(apart.total_seconds() // 3600)
    if past:
        unit = translate.ngettext("hour ago", "hours ago", count)
        words = _ended(duration_words(apart, language), standing, language)
        return Left(str(count), unit, words, near=True)
    unit = translate.ngettext("hour left", "hours left", count)
    words = translate.gettext(N_("{span} left."))
    span = duration_words(apart, language)
    return Left(str(count), unit, words.format(span=span), near=True)


def _days(days: int, standing: Standing, language: str) -> Left:
    translate = translations(language)
    count = abs(days)
    if days < 0:
        unit = translate.ngettext("day ago", "days ago", count)
        span = translate.ngettext("{n} day", "{n} days", count).format(n=count)
        words = _ended(span, standing, language)
        return Left(str(count), unit, words, near=True)
    unit = translate.ngettext("day left", "days left", count)
    if days == 0:
        words = translate.gettext(N_("Today is its last day."))
        return Left("0", unit, words, near=True)
    whole = translate.ngettext("{n} day left.", "{n} days left.", count)
    return Left(str(count), unit, whole.format(n=count), near=days <= SOON)


def _ended(span: str, standing: Standing, language: str) -> str:
    """Say that its day is over, and whose it was; nothing says that nothing helps."""
    gettext = translations(language).gettext
    if standing.whose is Whose.AUTHORITY:
        return gettext(N_("The answer was due {span} ago.")).format(span=span)
    return gettext(N_("Its last day was {span} ago.")).format(span=span)
