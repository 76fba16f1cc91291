"""`case` and `cases`."""

from importlib.metadata import version

import click

from habeas.actions.record import correct, open_case
from habeas.case.facts.cases import CASE
from habeas.case.facts.registry import RECORDS
from habeas.case.forms import read_form
from habeas.cli.commands import (
    command,
    group,
    json_option,
    reading,
    reason_option,
)
from habeas.cli.door import At, Door, still_coming
from habeas.cli.options import about_fields, changes_of, clear_option, field_options
from habeas.cli.records import show_view
from habeas.cli.say import Translate
from habeas.cli.values import short
from habeas.views.cases import CaseHead, case_head, case_heads
from habeas.views.records import RecordView, record


def show_cases(door: Door) -> None:
    """List the cases of the vault."""
    _ = door.voice.gettext
    with door.desk() as desk:
        if coming := still_coming(desk):
            door.voice.note("\n".join(coming.say(_)))
        door.voice.listing(
            case_heads(desk.views),
            (_("Title"), _("Number"), _("Documents"), _("Claims"), _("Id")),
            _row,
            _("There is no case in this vault yet. Begin one with `habeas case new`."),
        )


def _row(head: CaseHead) -> tuple[object, ...]:
    counts = head.counts
    return (
        head.title,
        head.number,
        counts.get("document", 0),
        counts.get("claim", 0),
        short(head.id),
    )


def new_case(door: Door) -> None:
    """Open a case in the vault."""
    with door.desk() as desk:
        fields = read_form(CASE, door.form, door.voice.language)
        made = open_case(desk, fields, f"habeas {version('habeas')}")
    if door.voice.json:
        door.voice.data({"id": made, "type": "case"})
    else:
        door.voice.line(door.voice.gettext("Case {id} is open.").format(id=made))


def show_case(door: Door) -> None:
    """Show a case: its head, how much is in it, its history."""
    with door.at_case() as at:
        _show(door, at)


def correct_case(door: Door, reason: str, clear: tuple[str, ...]) -> None:
    """Correct the head of a case."""
    with door.at_case() as at:
        view = _view(at)
        changed, emptied = changes_of(door, at, view, clear)
        correct(at.desk, at.case, view.id, changed, reason=reason, drop=emptied)
        _show(door, at)


def _view(at: At) -> RecordView:
    return record(at.desk.views, at.case, case_head(at.desk.views, at.case).record)


def _show(door: Door, at: At) -> None:
    head = case_head(at.desk.views, at.case)
    if door.voice.json:
        door.voice.data({"case": head, "record": _view(at)})
        return
    show_view(door, at, _view(at))
    door.voice.line(door.voice.gettext("In it"))
    for kind in RECORDS.values():
        if kind.name in head.counts and kind is not CASE:
            label = door.voice.gettext(kind.plural)
            door.voice.line(f"{label}: {head.counts[kind.name]}", indent=2)


def commands(_: Translate) -> list[click.Command]:
    """Return `cases` and `case`."""
    return [
        command(
            _,
            "cases",
            show_cases,
            _("List the cases of the vault."),
            [json_option(_)],
        ),
        group(
            _,
            "case",
            _("Open, show or correct a case."),
            [_new(_), _shown(_), _corrected(_)],
        ),
    ]


def _new(_: Translate) -> click.Command:
    # Nobody is in a case that does not exist yet, so there is no complainant to name.
    fields = [one for one in field_options(_, CASE) if "--subject" not in one.opts]
    made = command(_, "new", new_case, _("Open a case."), [*fields, json_option(_)])
    made.epilog = about_fields(_)
    return made


def _shown(_: Translate) -> click.Command:
    return command(
        _,
        "show",
        show_case,
        _("Show a case, how much is in it, and its history."),
        reading(_),
    )


def _corrected(_: Translate) -> click.Command:
    made = command(
        _,
        "correct",
        correct_case,
        _("Correct the title or another field of a case."),
        [*field_options(_, CASE), clear_option(_), reason_option(_), *reading(_)],
    )
    made.epilog = about_fields(_)
    return made
