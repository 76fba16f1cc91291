"""`today` and `reminders`: what must be done, and what reminds of it elsewhere."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from habeas.actions import calendars, notifying
from habeas.actions.desk import Desk
from habeas.actions.news import news
from habeas.actions.recalling import Reminder, reminders
from habeas.case.dues import SORT_WORDS, Due
from habeas.case.rules.today import GROUP_WORDS, SOON, Group, Placed
from habeas.cli.commands import case_option, command, json_option
from habeas.cli.door import Door, choose_case
from habeas.cli.say import Progress, Translate, Voice, cut, one_line
from habeas.cli.values import Speller, moment, short
from habeas.copying.missed import missed
from habeas.errors import BadInputError, HabeasError
from habeas.views.cases import Called, case_heads, case_names
from habeas.views.due_words import due_days, due_note, due_title, due_words
from habeas.views.dues import refresh, today
from habeas.words import N_

_FURTHEST = 36_525
_STDOUT = "-"


@dataclass(frozen=True)
class Line:
    """A due as it is told in JSON."""

    group: Group
    days: int | None
    past: bool
    paused: bool
    case: str
    case_title: str
    due: Due
    steps: tuple[Due, ...]


@dataclass(frozen=True)
class Told:
    """A sentence on what has no day of its own, as it is told in JSON."""

    what: str
    page: str


def show_today(door: Door, days: int, ical: str) -> None:
    """Say what must be done, over all cases or in one; or write the calendar of it."""
    if not 0 <= days <= _FURTHEST:
        raise BadInputError(N_("A number of days is from 0 to {most}."), most=_FURTHEST)
    with door.desk() as desk:
        named = door.case_name.strip()
        case = choose_case(case_heads(desk.views), named) if named else ""
        if ical:
            _write(door, desk, case, ical)
            return
        with Progress(door.voice, "") as progress:
            refresh(desk.views, progress.tell)
        _keep(door, desk)
        groups = today(desk.views, desk.clock.now(), case, days)
        _tell(door, desk, case, groups, days)


def _keep(door: Door, desk: Desk) -> None:
    """Write the calendar that is kept up to date; a refusal stops no answer."""
    try:
        if kept := calendars.kept_plan(desk):
            calendars.write(Path(kept[0]), kept[1].content(), kept[1].vault)
    except HabeasError as error:
        door.voice.error(error)


def _tell(
    door: Door, desk: Desk, case: str, groups: Mapping[Group, list[Placed]], days: int
) -> None:
    shown = [
        one for group in Group if group is not Group.LATER for one in groups[group]
    ]
    names = case_names(desk.views, (one.case for one in shown))
    speller = Speller(door.voice, desk.views)
    recalled = [_told(speller, one) for one in _recall(desk, case)]
    if door.voice.json:
        lines = [_line(one, names) for one in shown]
        door.voice.data({"told": recalled, "days": lines})
        return
    for one in recalled:
        speller.voice.line(one_line(f"! {one.what}"))
    _say(speller, groups, names)
    _ = door.voice.gettext
    if not shown:
        door.voice.line(_("Nothing recorded is due within {n} days.").format(n=days))
    if later := len(groups[Group.LATER]):
        words = _("Later: {n}. `habeas today --days {days}` shows more of them.")
        door.voice.line(words.format(n=later, days=min(max(days, 1) * 4, _FURTHEST)))


def _recall(desk: Desk, case: str) -> list[Reminder]:
    """Return what waits for a person and has no day of its own."""
    return [*missed(desk, case), *news(desk, case), *reminders(desk, case)]


def _told(speller: Speller, one: Reminder) -> Told:
    when = moment(speller.voice, one.moment) if one.moment else ""
    words = speller.voice.gettext(one.what).format(**one.params, moment=when)
    return Told(words, one.page)


def _line(one: Placed, names: Mapping[str, Called]) -> Line:
    title = names[one.case].title if one.case in names else ""
    steps = tuple(step.due for step in one.steps)
    return Line(
        *(one.group, one.days, one.past, one.paused, one.case, title, one.due, steps)
    )


def _say(
    speller: Speller,
    groups: Mapping[Group, list[Placed]],
    names: Mapping[str, Called],
) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    head = [_("How far"), _("What"), _("Kind"), _("Day"), _("Case"), _("Id")]
    for group in Group:
        if groups[group] and group is not Group.LATER:
            voice.line(f"{_(GROUP_WORDS[group])} ({len(groups[group])})")
            voice.table(head, [_row(speller, one, names) for one in groups[group]])
            for step in (step for one in groups[group] for step in one.steps):
                _say_step(voice, step)
            voice.line()


def _say_step(voice: Voice, step: Placed) -> None:
    words = voice.gettext("To be done now by the plan {plan}: {step} ({id})")
    named = {"plan": short(step.due.page), "id": short(step.due.record)}
    voice.line(words.format(step=cut(step.due.what), **named), indent=2)


def _row(
    speller: Speller, one: Placed, names: Mapping[str, Called]
) -> tuple[object, ...]:
    voice, _ = speller.voice, speller.voice.gettext
    number, counts = due_words(one, voice.language)
    far = counts if number in ("0", "–") else f"{number} {counts}"
    kind = _(SORT_WORDS[one.due.sort])
    if one.due.proposed:
        kind += f" ({_('not confirmed')})"
    return (
        far,
        cut(due_title(one.due, voice.language)),
        kind,
        _when(speller, one),
        cut(names[one.case].title if one.case in names else one.case[:8], 40),
        short(one.due.record),
    )


def _when(speller: Speller, one: Placed) -> str:
    _ = speller.voice.gettext
    if one.paused:
        until = speller.when(one.due.held)
        return _("Alarm paused until {day}").format(day=until)
    return due_note(one, speller.voice.language) or speller.when(due_days(one.due))


def _write(door: Door, desk: Desk, case: str, place: str) -> None:
    made = calendars.plan(desk, door.voice.language, case)
    if place == _STDOUT:
        sys.stdout.buffer.write(made.content())
        return
    path = calendars.save(desk, calendars.whole(place), made.content())
    told = {"file": str(path), "events": len(made.days)}
    if door.voice.json:
        door.voice.data(told)
    else:
        words = door.voice.gettext("Calendar file {file}: days {events}.")
        door.voice.line(words.format(**told))


def show_reminders(door: Door, *, calendar: str | None, notify: bool | None) -> None:
    """Show what reminds outside Habeas, after switching it as was asked."""
    with door.desk() as desk:
        if calendar == "":
            calendars.give_up(desk)
        elif calendar:
            calendars.keep_at(desk, calendars.whole(calendar), door.voice.language)
        if notify is not None:
            notifying.switch(desk, door.voice.language if notify else "")
        _tell_reminders(door.voice, calendars.kept_at(desk), notifying.notifies(desk))


def _tell_reminders(voice: Voice, place: str, language: str) -> None:
    if voice.json:
        voice.data({"calendar": place, "notify": bool(language)})
        return
    _ = voice.gettext
    voice.line(
        _("The calendar file is kept up to date at {file}.").format(file=place)
        if place
        else _("No calendar file is kept up to date.")
    )
    voice.line(
        _("A notification is shown once a day, while the pages are open and unlocked.")
        if language
        else _("No notification is shown.")
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `today` and `reminders`."""
    return [_today(_), _reminders(_)]


def _today(_: Translate) -> click.Command:
    days = click.Option(
        ["--days"],
        type=int,
        default=SOON,
        metavar=_("NUMBER"),
        help=_("How many days ahead. [default: {n}]").format(n=SOON),
    )
    ical = click.Option(
        ["--ical"],
        default="",
        metavar=_("FILE"),
        help=_(
            "Write a calendar file instead; ‘-’ writes it to standard output. It says"
            " days and nothing else."
        ),
    )
    return command(
        _,
        "today",
        show_today,
        _("What is overdue, due, silent, being lost or waited for, over all cases."),
        [days, ical, case_option(_), json_option(_)],
    )


def _reminders(_: Translate) -> click.Command:
    calendar = click.Option(
        ["--calendar"],
        default=None,
        metavar=_("FILE"),
        help=_(
            "Keep a calendar file up to date there, in the clear; '' stops that and"
            " removes the file."
        ),
    )
    notify = click.Option(
        ["--notify/--no-notify"],
        default=None,
        help=_("Show a notification on a day on which something is due."),
    )
    return command(
        _,
        "reminders",
        show_reminders,
        _("Show or change what reminds you outside Habeas."),
        [calendar, notify, json_option(_)],
    )
