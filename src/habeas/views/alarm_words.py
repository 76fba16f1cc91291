"""Silences, and days between an act and an event, in words of the reader's language."""

from collections.abc import Callable
from datetime import date

from habeas.case.dates import stretch
from habeas.case.retaliation import Between, Order
from habeas.case.silence import Alert, Silence
from habeas.languages import translations
from habeas.words import N_, NN_

ALERT_WORDS = {
    Alert.SILENT: N_("silent"),
    Alert.PAUSED: N_("silent, alarm paused"),
    Alert.EXPLAINED: N_("silence explained"),
    Alert.QUIET: N_("within the rhythm"),
    Alert.NONE: N_("no alarm asked for"),
    Alert.ENDED: N_("plan ended"),
}


def silence_words(found: Silence, language: str, say: Callable[[str], str]) -> str:
    """Return a sentence on how a plan stands; `say` says a date in words."""
    _, ngettext = translations(language).gettext, translations(language).ngettext
    due, held = found.course.due, found.course.held
    day = say(due.isoformat()) if due else ""
    if found.alarms:
        words = ngettext(
            "Silent for {n} day: a contact was due by {day}.",
            "Silent for {n} days: a contact was due by {day}.",
            found.day,
        )
        words = _with_day(words, day, n=found.day)
        if found.alert is not Alert.PAUSED or held is None:
            return words
        paused = _(N_("The alarm is paused until {day}."))
        return f"{words} {_with_day(paused, say(held.isoformat()))}"
    return _with_day(_(_STANDS[found.alert]), day)


def _with_day(words: str, day: str, **more: object) -> str:
    """Put a day in; one that ends with a full stop ('2026 г.') gets no second one."""
    if day.endswith("."):
        words = words.replace("{day}.", "{day}")
    return words.format(day=day, **more)


_STANDS = {
    Alert.EXPLAINED: N_(
        "The last silence was explained. Without a contact by {day} the alarm is raised"
        " again."
    ),
    Alert.QUIET: N_("The next contact is due by {day}."),
    Alert.NONE: N_("No rhythm is agreed: no silence raises an alarm."),
    Alert.ENDED: N_("The plan has ended: no silence raises an alarm."),
}


def ago_words(when: str, today: date, language: str) -> str:
    """Return how long ago a contact was, '' if its date is vague or lies ahead."""
    _, ngettext = translations(language).gettext, translations(language).ngettext
    span = stretch(when)
    if span.first is None or span.first != span.last or span.approximate:
        return ""
    days = (today - span.first).days
    if days < 0 or span.uncertain:
        return ""
    if days == 0:
        return _(N_("today"))
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def between_words(found: Between | None, language: str) -> str:
    """Return the days from an act to an event: '3 days after', '12 to 40 days after'.

    A range where a date is vague. Never why.
    """
    if found is None:
        return translations(language).gettext(
            N_("days not known: one of them has no date")
        )
    if (found.least, found.most) == (0, 0):
        return translations(language).gettext(_SAME_DAY[found.order])
    if found.order is Order.UNSURE:
        return _unsure(found, language)
    if found.order is Order.BEFORE:
        most = None if found.least is None else -found.least
        return _range(_BEFORE, -(found.most or 0), most, language)
    return _range(_AFTER, found.least or 0, found.most, language)


def since_words(found: Between | None, language: str) -> str:
    """Return the days since the line before, for a line of time; '' without dates."""
    if found is None or found.order in {Order.BEFORE, Order.UNSURE}:
        return ""
    if found.most == 0:
        return translations(language).gettext(N_("the same day"))
    return _range(_LATER, found.least or 0, found.most, language)


_SAME_DAY = {
    Order.SAME_DAY: N_("the same day"),
    Order.AFTER: N_("the same day, after it"),
    Order.BEFORE: N_("the same day, before it"),
}
_Ways = tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
_AFTER: _Ways = (
    NN_("{n} day after", "{n} days after"),
    NN_("{least} to {n} day after", "{least} to {n} days after"),
    NN_("at least {n} day after", "at least {n} days after"),
)
_BEFORE: _Ways = (
    NN_("{n} day before it", "{n} days before it"),
    NN_("{least} to {n} day before it", "{least} to {n} days before it"),
    NN_("at least {n} day before it", "at least {n} days before it"),
)
_LATER: _Ways = (
    NN_("{n} day later", "{n} days later"),
    NN_("{least} to {n} day later", "{least} to {n} days later"),
    NN_("at least {n} day later", "at least {n} days later"),
)


def _range(ways: _Ways, least: int, most: int | None, language: str) -> str:
    ngettext = translations(language).ngettext
    if most is None:
        return ngettext(*ways[2], least).format(n=least)
    if least == most:
        return ngettext(*ways[0], most).format(n=most)
    return ngettext(*ways[1], most).format(least=least, n=most)


def _unsure(found: Between, language: str) -> str:
    _ = translations(language).gettext
    if found.least is None or found.most is None:
        return _(N_("the dates do not say which came first"))
    words = N_(
        "the dates do not say which came first: up to {before} days before it, up to"
        " {after} days after"
    )
    return _(words).format(before=-found.least, after=found.most)
