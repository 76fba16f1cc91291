"""`contact`: every contact and attempt, the patterns, the table to be sworn to."""

import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from habeas.actions.contacts import Wanted, statement
from habeas.actions.interviews import PARTS, Day, record_day
from habeas.actions.protected import unsearched
from habeas.case.contacts import After, Kept, Patterns, Table
from habeas.case.facts.contacts import (
    CONTACT,
    FORM_WORDS,
    OUTCOME_WORDS,
    WRITTEN_WORDS,
    Form,
    Outcome,
)
from habeas.case.facts.people import Role
from habeas.cli.commands import Group, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, resolved
from habeas.cli.records import (
    add_command,
    compartment_option,
    correct_command,
    show_command,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.languages import LANGUAGES
from habeas.papers.statement import apart_words, as_text
from habeas.views.contacts import (
    ContactLine,
    Filter,
    agreed_contacts,
    contacts,
    refusal_patterns,
)
from habeas.views.spoken import span_words, weekday_names

_SHARED = ("form", "when", "by", "asked", "where", "privacy", "present", "document")
_DAY = replace(
    CONTACT, fields=tuple(one for one in CONTACT.fields if one.name in _SHARED)
)


def listed(door: Door, person: str, form: str, outcome: str) -> None:
    """List the contacts that fit, the newest first; say which agreed ones passed."""
    with door.at_case() as at:
        who = at.find("person", person) if person else ""
        wanted = Filter(who, form, outcome)
        voice = door.voice
        voice.listing(
            [one for one in contacts(at.desk.views, at.case) if wanted.takes(one)],
            _head(voice.gettext),
            lambda one: _row(Speller(voice, at.desk.views), one),
            voice.gettext("Nothing is recorded here yet."),
        )
        if not voice.json:
            _tell_missed(at, Speller(voice, at.desk.views), who)


def _head(_: Translate) -> tuple[str, ...]:
    return (
        *(_("When"), _("What kind"), _("What came of it"), _("With whom")),
        *(_("Reason, in their words"), _("Id")),
    )


def _row(speller: Speller, one: ContactLine) -> tuple[object, ...]:
    _, meeting = speller.voice.gettext, one.meeting
    return (
        speller.when(meeting.when),
        _(FORM_WORDS[meeting.form]),
        _(OUTCOME_WORDS[meeting.outcome]),
        cut(meeting.person.name),
        cut(meeting.stated, 40) or "–",
        short(one.id),
    )


def _tell_missed(at: At, speller: Speller, who: str) -> None:
    _ = speller.voice.gettext
    for one in agreed_contacts(at.desk.views, at.case):
        if who not in ("", one.meeting.person.id):
            continue
        if one.passed(at.desk.clock.now()) or one.kept is Kept.LATER:
            told = _("Agreed, and the day passed without a contact: {day}, {person}")
            words = told.format(
                day=speller.when(one.when), person=one.meeting.person.name
            )
            speller.voice.line(words)


def told_patterns(door: Door, person: str) -> None:
    """Count what the refusals have in common."""
    with door.at_case() as at:
        who = at.find("person", person) if person else ""
        found = refusal_patterns(at.desk.views, at.case, who)
        if door.voice.json:
            door.voice.data(found)
        else:
            _tell_patterns(Speller(door.voice, at.desk.views), found)


def _tell_patterns(speller: Speller, found: Patterns) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    days = weekday_names(voice.language)
    outcomes = {str(one): _(words) for one, words in OUTCOME_WORDS.items()}
    _counts(speller, _("All contacts and attempts"), found.outcomes, outcomes)
    hours = {str(hour): f"{hour:02}:00–{hour:02}:59" for hour in range(24)}
    written = {str(one): _(words) for one, words in WRITTEN_WORDS.items()}
    forms = {str(one): _(words) for one, words in FORM_WORDS.items()}
    names = {str(number): day for number, day in enumerate(days)}
    if not found.refused:
        voice.line(_("No refusal is recorded."))
        return
    _counts(speller, _("By weekday"), found.weekdays, names)
    _counts(speller, _("By hour"), found.hours, hours)
    _counts(speller, _("By who refused"), found.refusers, {})
    _counts(speller, _("By the reason given"), found.reasons, {})
    _counts(speller, _("By the law cited"), found.laws, {})
    _counts(speller, _("In writing or not"), found.written, written)
    _counts(speller, _("By kind"), found.forms, forms)
    if found.waiting:
        told = _(
            "Waited before a refusal, in minutes: {least} at least, {middle} in the"
            " middle, {most} at most"
        )
        time = found.waiting
        words = told.format(least=time.least, middle=time.middle, most=time.most)
        voice.line(words)
    _tell_after(speller, found)


def _tell_after(speller: Speller, found: Patterns) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    voice.line(_("What each refusal came after"))
    before = (_("Complaint or filing before it"), _("Contact before it"))
    for one in found.refused:
        meeting = one.meeting
        day = speller.when(meeting.when)
        voice.line(f"{day}, {cut(meeting.person.name)}", indent=2)
        for label, after in zip(before, (one.complaint, one.contact), strict=True):
            none = _("none is recorded, or it has no date")
            told = _after(speller, after) if after else none
            voice.line(f"{label}: {told}", indent=4)


def _counts(speller: Speller, title: str, table: Table, words: dict[str, str]) -> None:
    """Print a count for each row: refused, and of how many attempts where counted."""
    voice = speller.voice
    voice.line(title)
    for row in table.rows:
        of = "" if row.of is None else f" / {row.of}"
        voice.line(f"{words.get(row.key, row.words)}: {row.n}{of}", indent=2)
    if table.unknown:
        label = voice.gettext("not recorded")
        voice.line(f"{label}: {table.unknown}", indent=2)


def _after(speller: Speller, after: After) -> str:
    _ = speller.voice.gettext
    one = after.earlier
    what = _(FORM_WORDS[Form(one.what)]) if one.trace == "contact" else cut(one.what)
    days = span_words(after.least, after.most, speller.voice.language)
    if not after.surely:
        days = f"{days}; " + _("the dates do not say which came first")
    told = _("after ‘{what}’ ({day}): {days}")
    return told.format(what=what, day=speller.when(one.when), days=days)


def told_statement(  # noqa: PLR0913 - one for each choice
    door: Door, *, person: str, since: str, until: str, into: str, apart: bool
) -> None:
    """Print the table of contacts that somebody swears to; nothing is recorded."""
    with door.at_case() as at:
        wanted = Wanted(
            person=at.find("person", person) if person else "",
            since=since,
            until=until,
            language=into or door.voice.language,
            apart=apart,
        )
        made = statement(at.desk, at.case, wanted)
        if unsearched(at.desk, at.case):
            vague = door.voice.gettext(
                "Some protected values are too short or too vague to be searched for."
                " Read it with them in mind before it leaves."
            )
            door.voice.note(vague)
        if made.apart:
            untold = door.voice.gettext("The table itself does not say so.")
            left_out = apart_words(made.apart, door.voice.language)
            door.voice.note(f"{left_out} {untold}")
        if door.voice.json:
            door.voice.data(made)
        else:
            door.voice.line(as_text(made))


def day(door: Door, new: str, compartment: str) -> None:
    """Record a contact for each line of standard input."""
    with door.at_case() as at:
        shared = Day(
            form=resolved(at, _DAY, door.form),
            language=door.voice.language,
            role=new,
            compartment=compartment,
        )
        made = record_day(at.desk, at.case, shared, sys.stdin.read().splitlines())
        if door.voice.json:
            door.voice.data({"ids": made})
            return
        told = door.voice.gettext("Recorded: {n} contacts, all of them.")
        door.voice.line(told.format(n=len(made)))


def commands(_: Translate) -> list[click.Command]:
    """Return `contact`."""
    return [_contact(_)]


def _contact(_: Translate) -> Group:
    return group(
        _,
        "contact",
        _("Visits, calls, parcels, messages: held, refused, cut short; the patterns."),
        [
            add_command(_, CONTACT, _("Record a contact, or an attempt at one.")),
            _day(_),
            _listing(_),
            show_command(_, CONTACT, _("Show one contact with its history.")),
            command(
                _,
                "patterns",
                told_patterns,
                _("Count refusals by day, hour, person, reason, and what came before."),
                [_person(_), *reading(_)],
            ),
            _statement(_),
            correct_command(_, CONTACT),
        ],
    )


def _person(_: Translate) -> click.Option:
    return click.Option(
        ["--person"], default="", metavar=_("PERSON"), help=_("Only with this person.")
    )


def _listing(_: Translate) -> click.Command:
    def choice(name: str, words: str, values: Sequence[str]) -> click.Option:
        made = click.Choice(list(values))
        return click.Option(
            [name], default="", type=made, metavar="|".join(values), help=words
        )

    return command(
        _,
        "list",
        listed,
        _("List the contacts, the newest first."),
        [
            _person(_),
            choice("--form", _("Only of this kind."), [*map(str, Form), ""]),
            choice("--outcome", _("Only what came to this."), [*map(str, Outcome), ""]),
            *reading(_),
        ],
    )


def _statement(_: Translate) -> click.Command:
    def line(name: str, words: str, metavar: str = "EDTF") -> click.Option:
        return click.Option([name], default="", metavar=metavar, help=words)

    return command(
        _,
        "statement",
        told_statement,
        _("Print the table of contacts for a sworn statement."),
        [
            _person(_),
            line("--since", _("From this day on.")),
            line("--until", _("Until this day.")),
            line(
                "--into",
                _("Language of the table. [default: that of the answers]"),
                "|".join(LANGUAGES),
            ),
            click.Option(
                ["--apart"],
                is_flag=True,
                help=_("Also those in the privileged or the medical compartment."),
            ),
            *reading(_),
        ],
    )


def _day(_: Translate) -> click.Command:
    new = click.Option(
        ["--new"],
        default="",
        type=click.Choice([*map(str, Role), ""]),
        metavar=_("ROLE"),
        help=_("Record who is not known yet as a person with this role."),
    )
    made = command(
        _,
        "day",
        day,
        _("Record many contacts of one day: a line of standard input for each."),
        [*field_options(_, _DAY), new, *compartment_option(_, CONTACT), *reading(_)],
    )
    about = _(
        "A line is: {parts}. All but the person may be left out; the rest is ‘held’."
    )
    made.epilog = f"{about.format(parts=' | '.join(PARTS))} {about_fields(_)}"
    return made
