"""`annotation`: remarks on places of pictures and pages, which stay as they are."""

import click

from habeas.actions.looking import annotate
from habeas.case.facts.annotations import ANNOTATION
from habeas.cli.commands import Group, command, group, reading
from habeas.cli.door import Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.records import (
    correct_command,
    list_command,
    show_command,
    tell_recorded,
    views_of,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.views.records import RecordView


def add(door: Door) -> None:
    """Record a remark on a place of a page."""
    with door.at_case() as at:
        fields = fields_of(door, at, ANNOTATION)
        tell_recorded(door, ANNOTATION, annotate(at.desk, at.case, fields))


def commands(_: Translate) -> list[click.Command]:
    """Return `annotation`."""
    return [_annotation(_)]


def _annotation(_: Translate) -> Group:
    params = [*field_options(_, ANNOTATION), *reading(_)]
    made = command(_, "add", add, _("Point at a place of a page or picture."), params)
    made.epilog = about_fields(_)
    head = (_("Document"), _("Page"), _("Drawn as"), _("What is to be seen"), _("Id"))
    words = _("List the annotations.")
    listed = list_command(_, words, head, lambda at: views_of(at, "annotation"), _row)
    return group(
        _,
        "annotation",
        _("Remarks on places of pictures and pages; the file is not changed."),
        [
            made,
            listed,
            show_command(_, ANNOTATION, _("Show an annotation with its history.")),
            correct_command(_, ANNOTATION),
        ],
    )


def _row(speller: Speller, one: RecordView) -> tuple[object, ...]:
    fields = one.fields
    return (
        speller.spell(ANNOTATION.spec("document"), fields.get("document", "")),
        fields.get("page") or 1,
        speller.spell(ANNOTATION.spec("shape"), fields.get("shape", "")),
        cut(one.title),
        short(one.id),
    )
