"""What a register says: its submissions, those that are overdue, its figures."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from typing import Any

import click

from habeas.case.register_mapping import Labels
from habeas.cli.commands import Command, argument, command, reading
from habeas.cli.door import At, Door
from habeas.cli.say import Translate, Voice, cut
from habeas.errors import BadInputError, NotFoundError
from habeas.views.records import RecordView
from habeas.views.register_figures import TITLES, Counts, Figures, figures
from habeas.views.registers import (
    MatterLine,
    Wanted,
    how_many,
    labels_in,
    last_day,
    matters,
    register_view,
    registers,
)
from habeas.words import N_

_USUAL = 50
_LABEL = 60
_DATA = "data"
"""`--day data` is the last day that the register speaks of."""


def register_named(at: At, name: str, *, withdrawn: bool = False) -> RecordView:
    """Return the register of this name, or the newest one.

    Raises:
        NotFoundError: there is none.
    """
    if name:
        which = at.find("register", name, withdrawn=withdrawn)
        return register_view(at.desk.views, at.case, which)
    found = registers(at.desk.views, at.case, 1)
    if not found:
        raise NotFoundError(
            N_("No register was brought in yet."),
            advice=N_("Bring one in with `habeas register import FILE`."),
        )
    return register_view(at.desk.views, at.case, found[0].id)


def _day(at: At, register: str, given: str) -> date:
    """Return the day that is asked about: today unless another is given.

    Raises:
        BadInputError: it is no day.
    """
    today: date = at.desk.clock.now().date()
    if not given:
        return today
    if given == _DATA:
        return last_day(at.desk.views, at.case, register) or today
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise BadInputError(
            N_("This is not a day."), advice=N_("Write it as in 2014-12-31.")
        ) from error


def list_matters(door: Door, name: str, day: str, most: int, **asked: Any) -> None:  # noqa: ANN401 - click's
    """List submissions, all that fit what is asked for."""
    with door.at_case() as at:
        view = register_named(at, name)
        wanted = Wanted(_day(at, view.id, day), **asked)
        place = (at.desk.views, at.case, view.id)
        total = how_many(*place, wanted)
        found = matters(*place, wanted, most=most or -1)
        if door.voice.json:
            shown = {"day": wanted.day.isoformat(), "total": total}
            door.voice.data({**shown, "submissions": found})
            return
        _tell(door.voice, labels_in(view), found, total)


def list_overdue(door: Door, name: str, day: str, most: int) -> None:
    """List the submissions that wait for an answer past their due day."""
    list_matters(door, name, day, most, overdue=True)


def _tell(
    voice: Voice, labels: Labels, found: Sequence[MatterLine], total: int
) -> None:
    _ = voice.gettext
    if not found:
        voice.line(_("There is none."))
        return
    head = (
        *(_("Case number"), _("Level"), _("Subject"), _("Received")),
        *(_("Due by rule"), _("Due as recorded"), _("Status"), _("Answer")),
    )
    voice.table(head, [_row(voice, labels, one) for one in found])
    if total > len(found):
        told = _("{shown} of {total}; --most 0 lists all.")
        voice.line(told.format(shown=len(found), total=total))


def _row(voice: Voice, labels: Labels, one: MatterLine) -> tuple[object, ...]:
    subject = f"{one.subject} {labels.label('subject', one.subject)}".strip()
    return (
        *(one.number or "–", one.level or "–", cut(subject, _LABEL) or "–"),
        *(one.received or "–", one.first or "–", one.due or "–"),
        " ".join((one.status, *one.reasons)) or "–",
        _answer(voice, one),
    )


def _answer(voice: Voice, one: MatterLine) -> str:
    _ = voice.gettext
    if one.overdue is not None:
        return _("overdue, days: {days}").format(days=one.overdue)
    if one.days is None:
        return "–"
    told = _("days: {days}").format(days=one.days)
    late = {True: _("late"), False: _("in time"), None: ""}[one.late]
    return f"{told}, {late}" if late else told


def show_stats(door: Door, name: str, day: str) -> None:
    """Print the figures of a register."""
    with door.at_case() as at:
        view = register_named(at, name)
        found = figures(at.desk.views, at.case, view, _day(at, view.id, day))
        if door.voice.json:
            door.voice.data(found)
            return
        _tell_figures(door.voice, found)


def _tell_figures(voice: Voice, found: Figures) -> None:
    _ = voice.gettext
    told = _("Submissions: {total}. Overdue on {day}: {overdue}.")
    day, overdue = found.day.isoformat(), found.overdue_in_all
    voice.line(told.format(total=found.total, day=day, overdue=overdue))
    for table in found.tables:
        _tell_counts(voice, table)
    days = found.days
    if days.answers:
        told = _(
            "Days to an answer: half within {median}, nine of ten within {ninth}, the"
            " longest {longest}; answers: {answers}, without: {without}."
        )
        voice.line(
            told.format(
                median=days.median,
                ninth=days.ninth,
                longest=days.longest,
                answers=days.answers,
                without=days.without,
            )
        )
    level = (_("Level"), _("Stands for"))
    late = (_("Answered"), _("Late"), _("After the first term"), _("No due day"))
    voice.line(_("Answered late"))
    voice.table((*level, *late), map(astuple, found.punctual))
    rule = (_("The first term"), _("Extended"), _("Neither"), _("None recorded"))
    voice.line(_("Recorded due days against the rule"))
    voice.table((*level, *rule), map(astuple, found.recorded))


def _tell_counts(voice: Voice, table: Counts) -> None:
    _ = voice.gettext
    voice.line(_(TITLES[table.name]))
    rows: list[tuple[object, ...]] = [
        (one.code, cut(one.label, _LABEL) or "–", one.count) for one in table.figures
    ]
    if table.rest_kinds:
        others = voice.ngettext(
            "{count} other", "{count} others", table.rest_kinds
        ).format(count=table.rest_kinds)
        rows.append(("–", others, table.rest))
    if table.without:
        rows.append(("–", _("no such value"), table.without))
    voice.table((_("Code"), _("Stands for"), _("Count")), rows)


def report_commands(_: Translate) -> list[Command]:
    """Return `register matters`, `overdue` and `stats`."""
    name = argument("name", _("REGISTER"), required=False, default="")
    return [
        command(
            _,
            "matters",
            list_matters,
            _("List submissions in the order of the file, of the newest register."),
            [name, *_narrowing(_), _day_option(_), _most(_), *reading(_)],
        ),
        command(
            _,
            "overdue",
            list_overdue,
            _("List what waits for an answer past its due day, the longest first."),
            [name, _day_option(_), _most(_), *reading(_)],
        ),
        command(
            _,
            "stats",
            show_stats,
            _("Count by level, subject, facility, year, days to answer and reason."),
            [name, _day_option(_), *reading(_)],
        ),
    ]


def _narrowing(_: Translate) -> list[click.Parameter]:
    words = {
        "level": _("Only this level."),
        "subject": _("Only this code of subject."),
        "facility": _("Only this facility."),
        "year": _("Only what was received in this year."),
        "status": _("Only this status."),
        "reason": _("Only with this reason."),
    }
    late = click.Option(
        ["--late"], is_flag=True, help=_("Only what was answered late.")
    )
    codes = [
        click.Option([f"--{name}"], default="", metavar=_("CODE"), help=said)
        for name, said in words.items()
    ]
    return [*codes, late]


def _day_option(_: Translate) -> click.Option:
    return click.Option(
        ["--day"],
        default="",
        metavar=_("DAY"),
        help=_(
            "As of this day, as in 2014-12-31; ‘data’ is the last day in the data."
            " [default: today]"
        ),
    )


def _most(_: Translate) -> click.Option:
    return click.Option(
        ["--most"],
        type=click.IntRange(0),
        default=_USUAL,
        metavar=_("NUMBER"),
        help=_("At most so many, 0 for all. [default: {number}]").format(number=_USUAL),
    )
