"""`law compute`: a term worked out from what was typed, every step said."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

import click

from habeas.cli.commands import argument, command, json_option
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.errors import BadInputError, NotFoundError
from habeas.law.counting import compute
from habeas.law.events import ACTS, CIRCUMSTANCES, EVENTS
from habeas.law.happenings import Computed, Happening
from habeas.law.packs import Pack, find_term
from habeas.law.said import Said
from habeas.law.terms import Term
from habeas.law.windows import Status
from habeas.views.spoken import edtf_words
from habeas.words import N_

STATUS_WORDS = {
    Status.CONFIRMED: N_("the text was read"),
    Status.UNCONFIRMED: N_("not confirmed"),
}


class Shown:
    """Says days and sentences in the language of the answers."""

    def __init__(self, door: Door) -> None:
        self.voice = door.voice

    def day(self, moment: date) -> str:
        """Return a day, or a moment with its distance from UTC, in words."""
        text = moment.isoformat()
        if not isinstance(moment, datetime):
            return edtf_words(text, self.voice.language, self.voice.gettext)
        clock = edtf_words(text[:16], self.voice.language, self.voice.gettext)
        return f"{clock} (UTC{moment.strftime('%z')})"

    def said(self, one: Said) -> str:
        """Return a sentence with its article."""
        cited = one.cite(self.voice.language)
        words = one.say(self.voice.language, self.day)
        return f"{words} [{cited}]" if cited else words


def compute_term(  # noqa: PLR0913 - one for each option
    door: Door,
    term_id: str,
    *,
    on: Sequence[str],
    when: Sequence[str],
    where: str,
    zone: str,
) -> None:
    """Work a term out and say every step."""
    pack, _versions = find_rule(term_id)
    _refuse_unknown(when, CIRCUMSTANCES)
    there = _zone(zone)
    happenings = [_happening(one, there) for one in on]
    done = compute(pack, term_id, happenings, frozenset(when), where=where.upper())
    if door.voice.json:
        door.voice.data(_plain(door, done))
    else:
        _say(door, done)


def _say(door: Door, done: Computed) -> None:
    voice, _, shown = door.voice, door.voice.gettext, Shown(door)
    due = shown.day(done.due) if done.due else _("no date")
    voice.line(f"{done.term.what[voice.language]}: {due}")
    for one in done.steps:
        voice.line(f"- {shown.said(one)}", indent=2)
    for one in done.warnings:
        voice.line(f"! {shown.said(one)}", indent=2)
    others = [one for one in done.alternatives if not one.taken]
    for other in others:
        event = other.start.event
        words = _(EVENTS[event]) if event else _("the end of another term")
        until = f" → {shown.day(other.due)}" if other.due else ""
        voice.line(f"· {words}{until}: {shown.said(other.why)}", indent=2)
    if done.restoration:
        voice.line(_("If the term has run out, it may be restored:"), indent=2)
        for ground in done.restoration:
            voice.line(f"- {ground[voice.language]}", indent=4)
    voice.line(
        _("{status}; calendar: {calendar}. A person confirms it.").format(
            status=_(STATUS_WORDS[done.status]).capitalize(), calendar=done.calendar
        )
    )


def _plain(door: Door, done: Computed) -> dict[str, object]:
    shown = Shown(door)
    return {
        "term": done.term.id,
        "due": done.due.isoformat() if done.due else None,
        "soft": done.soft,
        "status": done.status,
        "steps": [shown.said(one) for one in done.steps],
        "warnings": [shown.said(one) for one in done.warnings],
        "alternatives": [
            {
                "event": one.start.event or one.start.after,
                "due": one.due.isoformat() if one.due else None,
                "taken": one.taken,
                "why": shown.said(one.why),
            }
            for one in done.alternatives
        ],
        "calendar": done.calendar,
        "revision": done.revision,
        "digest": done.digest,
    }


def find_rule(term_id: str) -> tuple[Pack, tuple[Term, ...]]:
    """Return the pack of a rule, and its versions.

    Raises:
        NotFoundError: no pack has it.
    """
    try:
        return find_term(term_id)
    except KeyError as error:
        raise NotFoundError(
            N_("No rule is called ‘{name}’."),
            advice=N_("`habeas law list` shows them all."),
            name=term_id[:40],
        ) from error


def _refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for one in given:
        if one not in names:
            raise BadInputError(
                N_("‘{word}’ is not known here."),
                advice=N_("Known are: {known}."),
                word=one[:40],
                known=", ".join(names),
            )


def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise BadInputError(
            N_("There is no time zone ‘{name}’."),
            advice=N_("Write it like Asia/Almaty."),
            name=name[:40],
        ) from error


def _happening(text: str, zone: tzinfo | None) -> Happening:
    """Return what EVENT=DATE or EVENT:ACT=DATE means."""
    head, _, when = text.partition("=")
    event, _, act = head.partition(":")
    _refuse_unknown([event], EVENTS)
    _refuse_unknown([act] if act else (), ACTS)
    try:
        if "T" not in when:
            return Happening(event, date.fromisoformat(when), act)
        moment = datetime.fromisoformat(when)
        if zone is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return Happening(event, moment, act)
    except ValueError as error:
        raise BadInputError(
            N_("‘{text}’ is no date that can be counted from."),
            advice=N_(
                "Write 2021-12-07, or 2021-12-07T10:20+05:00 where the hour matters"
                " (or name the --zone)."
            ),
            text=when[:40],
        ) from error


def compute_command(_: Translate) -> click.Command:
    """Return `law compute`."""
    return command(
        _,
        "compute",
        compute_term,
        _("Work a term out from what happened, and say every step."),
        [
            argument("term_id", _("TERM")),
            click.Option(
                ["--on"],
                metavar=_("EVENT=DATE"),
                help=_(
                    "What happened and when, as decision=2021-12-07 or, with what it"
                    " was, decision:ruling=2021-12-07. [may be repeated]"
                ),
                multiple=True,
            ),
            click.Option(
                ["--when"],
                metavar=_("CIRCUMSTANCE"),
                help=_("A fact of the case, as in_custody. [may be repeated]"),
                multiple=True,
            ),
            click.Option(
                ["--where"],
                default="",
                metavar=_("JURISDICTION"),
                help=_("Where the case is: some terms are not available everywhere."),
            ),
            click.Option(
                ["--zone"],
                default="",
                metavar=_("ZONE"),
                help=_("Time zone of hours that name none, as Asia/Almaty."),
            ),
            json_option(_),
        ],
    )
