"""How much time is left, in words: a person reads this before any number."""

from datetime import datetime, timedelta
from typing import Final

from habeas.case.decay import Span, Standing, State
from habeas.languages import translations
from habeas.words import N_

STATE_WORDS = {
    State.ANY_DAY: N_("may be lost any day"),
    State.RUNNING: N_("time is running"),
    State.OPEN: N_("no end is known"),
    State.PAST: N_("past its time: still worth asking"),
    State.SAID_LOST: N_("said to be lost"),
    State.NEVER: N_("said never to have existed"),
    State.FOUND_LOST: N_("found lost"),
    State.SECURED: N_("secured"),
}

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_IN_HOURS: Final = timedelta(hours=72)
_IN_YEARS: Final = timedelta(days=730)


def duration_words(span: timedelta, language: str) -> str:
    """Return a length of time as people say it: hours, then days, then years."""
    ngettext = translations(language).ngettext
    if span < _IN_HOURS:
        n = max(0, span // _HOUR)
        return ngettext("{n} hour", "{n} hours", n).format(n=n)
    if span < _IN_YEARS:
        n = span // _DAY
        return ngettext("{n} day", "{n} days", n).format(n=n)
    n = span // (365 * _DAY)
    return ngettext("{n} year", "{n} years", n).format(n=n)


def countdown_words(found: Standing, now: datetime, language: str) -> str:
    """Return a sentence on the time that is left; '' where none runs."""
    if found.span is None:
        return ""
    return _sentence(found.state, found.span, now.replace(tzinfo=None), language)


def _sentence(state: State, span: Span, now: datetime, language: str) -> str:
    _ = translations(language).gettext
    first = duration_words(span.earliest - now, language)
    last = duration_words(span.latest - now, language)
    if state is State.RUNNING and first == last:
        return _(N_("Lost in {first}.")).format(first=first)
    if state is State.RUNNING:
        words = _(N_("Lost in {first} at the earliest, in {last} at the latest."))
        return words.format(first=first, last=last)
    if state is State.ANY_DAY:
        return _(N_("Lost in {last} at the latest.")).format(last=last)
    if state is State.PAST:
        since = duration_words(now - span.latest, language)
        words = _(N_("Its time ended {since} ago. Asking is still worth it."))
        return words.format(since=since)
    return ""
