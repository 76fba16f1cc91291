"""What a due is called, and how far away it is: a number and what it counts."""

from contextlib import suppress

from habeas.case.dues import SORT_WORDS, Due, Sort
from habeas.case.rules.today import Group, Placed
from habeas.languages import translations
from habeas.law.packs import find_term
from habeas.words import N_, NN_

_UNREAD = N_("This case has something with a day that cannot be read")


def due_title(due: Due, language: str) -> str:
    """Return what it is: its own words, its rule's, else what kind of thing it is."""
    if due.sort is Sort.REVIEW and due.whom and not due.what:
        words = translations(language).gettext(N_("Risk of {name}"))
        return words.format(name=due.whom)
    if due.sort is Sort.SILENCE and due.whom and due.record == due.page:
        return f"{due.whom}: {due.what}"
    if due.what:
        return due.what
    with suppress(KeyError):  # a rule that no pack of this version has
        return find_term(due.term)[1][-1].what[language]
    words = _UNREAD if due.sort is Sort.UNREAD else SORT_WORDS[due.sort]
    return translations(language).gettext(words)


def due_words(one: Placed, language: str) -> tuple[str, str]:
    """Return (a number, what it counts): '3', 'days left'. Without a day, '–'."""
    catalog = translations(language)
    if one.days is None:
        return "–", catalog.gettext(N_("no day is known"))
    n = abs(one.days if one.most is None else one.most)
    if n:
        return str(n), catalog.ngettext(*_counted(one), n)
    clock = one.due.at.partition("T")[2] if one.most is None else ""
    words = N_("today, {clock}") if clock else N_("today")
    return "0", catalog.gettext(words).format(clock=clock)


def _counted(one: Placed) -> tuple[str, str]:
    if one.group is Group.SILENT:
        return NN_("day of silence", "days of silence")
    if one.past:
        return NN_("day ago", "days ago")
    if one.most:
        return NN_("day at the most", "days at the most")
    return NN_("day left", "days left")


def due_note(one: Placed, language: str) -> str:
    """Return what is to be known about how it stands, '' if the day says it all."""
    if one.group is not Group.LOSING:
        return ""
    if one.past:
        words = N_("Past its time: still worth asking.")
    elif one.days is None:
        words = N_("Nobody knows how long it is kept. Ask today.")
    elif one.most is not None:
        words = N_("May be lost any day.")
    else:
        return ""
    return translations(language).gettext(words)


def due_days(due: Due) -> str:
    """Return the day as EDTF, or the first and the last; '' if none is known."""
    if not due.until or due.until == due.at:
        return due.at
    return f"{due.at.partition('T')[0]}/{due.until.partition('T')[0]}"
