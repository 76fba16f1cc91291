"""`deadline`: what is due, how the day is counted, and what is decided about it."""

from collections.abc import Callable
from dataclasses import dataclass

import click

from habeas.actions import deadlines as acts
from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.case.deadlines import Progress
from habeas.case.facts.deadlines import DEADLINE, WHOSE_WORDS, Decision
from habeas.case.forms import Form
from habeas.cli.commands import Command, Group, argument, command, group, reading
from habeas.cli.deadline_lines import (
    PROGRESS,
    SETTLED,
    Row,
    find_deadline,
    line_of,
    row_of,
    rows_of,
)
from habeas.cli.deadline_told import cited, counted, notes
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.records import (
    compartment_option,
    correct_command,
    show_view,
    tell_recorded,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.views.deadlines import Deadline, deadline, pack_of
from habeas.views.explained import Explained, Sentence, explained, said_sentence
from habeas.views.records import record

Act = Callable[[Desk, str, str, Form, str], str]


@dataclass(frozen=True)
class Shown:
    """A deadline in full: the line, how it is counted, by which rules."""

    deadline: Row
    how: Explained | None
    kept: Sentence | None
    basis: tuple[str, ...]


def show(door: Door, name: str) -> None:
    """Show a deadline: the day, how it is counted, what was decided."""
    with door.at_case() as at:
        _show(door, at, find_deadline(at, name))


def _show(door: Door, at: At, found: Deadline) -> None:
    speller = Speller(door.voice, at.desk.views)
    row, told = row_of(at, found, door.voice.language), found.told
    how, kept = _how(speller, found), None
    aside = found.standing.progress is Progress.ASIDE
    if told.meeting.kept and not aside and not found.standing.missed:
        kept = said_sentence(told.meeting.kept, door.voice.language, speller.when)
    basis = told.proposal.basis if told.proposal else ()
    if door.voice.json:
        door.voice.data(Shown(row, how, kept, basis))
        return
    door.voice.line(line_of(speller, row))
    notes(speller, found, how)
    if kept:
        door.voice.line(f"+ {cited(kept)}", indent=2)
    if how:
        counted(speller, how, basis)
    for one in reversed(told.decisions):
        show_view(door, at, record(at.desk.views, at.case, one.id))


def _how(speller: Speller, found: Deadline) -> Explained | None:
    matter = found.told.matter
    pack = pack_of(matter) if matter else None
    if found.told.worked is None or pack is None:
        return None
    voice = speller.voice
    return explained(
        found.told.worked, pack, voice.language, voice.gettext, speller.when
    )


def add(door: Door, compartment: str = "") -> None:
    """Record a deadline that no rule proposes."""
    with door.at_case() as at:
        fields = fields_of(door, at, DEADLINE)
        fields["decision"] = str(Decision.ADDED)
        made = put(at.desk, at.case, "deadline", fields, compartment)
        tell_recorded(door, DEADLINE, made)


def _decide(act: Act) -> Callable[..., None]:
    def run(door: Door, name: str, **given: str) -> None:
        with door.at_case() as at:
            found = find_deadline(at, name)
            form = {key.replace("__", "."): [it] for key, it in given.items() if it}
            if form.get("done_by"):
                step = at.find("proceeding_step|letter_step", form["done_by"][0])
                form["done_by"] = [step]
            made = act(at.desk, at.case, found.id, form, door.voice.language)
            _show(door, at, deadline(at.desk.views, at.case, made, at.desk.clock.now()))

    return run


def commands(_: Translate) -> list[click.Command]:
    """Return `deadline`."""
    return [_deadline(_)]


def _deadline(_: Translate) -> Group:
    return group(
        _,
        "deadline",
        _("What is due: counted by the rules, and decided by a person."),
        [
            _list(_),
            command(
                _,
                "show",
                show,
                _("Show one: how the day is counted, with the articles."),
                [argument("name", _("DEADLINE")), *reading(_)],
            ),
            *_decisions(_),
            _add(_),
            _done(_),
            correct_command(_, DEADLINE),
        ],
    )


def _decisions(_: Translate) -> list[Command]:
    name = argument("name", _("DEADLINE"))
    due = _day(_, "--due", _("The day that counts."))
    return [
        command(
            _,
            "confirm",
            _decide(acts.confirm),
            _("Confirm the computed day."),
            [name, _shown(_), *reading(_)],
        ),
        command(
            _,
            "override",
            _decide(acts.override),
            _("Say that another day counts, and why."),
            [name, due, _why(_), *reading(_)],
        ),
        command(
            _,
            "set-aside",
            _decide(acts.set_aside),
            _("Say that no such term runs here, and why."),
            [name, _why(_), *reading(_)],
        ),
    ]


def _done(_: Translate) -> Command:
    by = click.Option(
        ["--done-by"],
        default="",
        metavar=_("STEP"),
        help=_("The step that meets it, by the beginning of its id."),
    )
    return command(
        _,
        "done",
        _decide(acts.done),
        _("Record when it was done, or by which step."),
        [
            argument("name", _("DEADLINE")),
            _day(_, "--done", _("The day on which it was done.")),
            by,
            _shown(_),
            *reading(_),
        ],
    )


def _list(_: Translate) -> Command:
    head = (
        *(_("What is due"), _("Last day"), _("Time left"), _("Decided")),
        *(_("Who must act"), _("Article"), _("Id")),
    )

    def show_all(door: Door) -> None:
        with door.at_case() as at:
            speller = Speller(door.voice, at.desk.views)
            door.voice.listing(
                rows_of(at, door.voice.language),
                head,
                lambda row: _cells(speller, row),
                door.voice.gettext("Nothing is recorded here yet."),
            )

    words = _("List the deadlines of a case, the most pressing first.")
    return command(_, "list", show_all, words, reading(_))


def _cells(speller: Speller, row: Row) -> tuple[object, ...]:
    _ = speller.voice.gettext
    mark = " !" if row.moved else ""
    safe = f" ({speller.when(row.safe)})" if row.safe else ""
    whose = {str(key): word for key, word in WHOSE_WORDS.items()}
    return (
        cut(row.what, 60),
        (speller.when(row.due) if row.due else "–") + safe + mark,
        row.left.rstrip(".") or _(PROGRESS[row.progress]),
        _(SETTLED[row.settled]),
        _(whose[row.whose]),
        row.article or "–",
        short(row.id),
    )


def _day(_: Translate, name: str, words: str) -> click.Option:
    return click.Option([name], default="", metavar="EDTF", help=words)


def _shown(_: Translate) -> click.Option:
    words = _("The computed day that you saw: no other one is confirmed.")
    return _day(_, "--shown", words)


def _why(_: Translate) -> click.Option:
    words = _("Why; it stands in the record.")
    return click.Option(["--why"], default="", metavar=_("TEXT"), help=words)


def _add(_: Translate) -> Command:
    asked = [one for one in field_options(_, DEADLINE) if one.name != "kept___decision"]
    made = command(
        _,
        "add",
        add,
        _("Record a deadline that no rule proposes."),
        [*asked, *compartment_option(_, DEADLINE), *reading(_)],
    )
    made.epilog = about_fields(_)
    return made
