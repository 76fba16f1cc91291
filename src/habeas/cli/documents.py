"""`add`, `document` and `boilerplate`: what came in, its text and its original."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from habeas.actions.documents import add_file, read_text
from habeas.actions.looking import make_copy
from habeas.case.facts.documents import DOCUMENT
from habeas.cli.access import purpose_of, purpose_option
from habeas.cli.accounts import show_account
from habeas.cli.batches import read_command
from habeas.cli.commands import argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.originals import save_original
from habeas.cli.records import (
    compartment_option,
    correct_command,
    list_command,
    show_view,
    tell_recorded,
)
from habeas.cli.say import Progress, Translate, one_line
from habeas.cli.values import Speller, short
from habeas.errors import BadInputError, HabeasError
from habeas.views.documents import DocumentView, document, documents
from habeas.views.records import record
from habeas.words import N_

REFUSED = 2


@dataclass(frozen=True)
class Added:
    """A document brought in, and what its file proposes about itself."""

    id: str
    number: int
    name: str
    sha256: str
    media_type: str
    dated: str
    proposed_dates: tuple[str, ...]
    proposed_title: str
    notes: tuple[str, ...]


def add_files(door: Door, files: tuple[str, ...], compartment: str) -> int:
    """Bring in files, one after the other; one that is refused stops no other."""
    with door.at_case() as at:
        fields = fields_of(door, at, DOCUMENT)
        if len(files) > 1 and "title" in fields:
            raise BadInputError(
                N_("One title cannot stand for several files."),
                advice=N_("Bring them in without --title, or one by one."),
            )
        added, refused = [], 0
        for name in files:
            try:
                made = _add(door, at, Path(name), fields, compartment)
            except HabeasError as error:
                refused += 1
                if len(files) > 1:
                    door.voice.note(f"{one_line(name)}:")
                door.voice.error(error)
                continue
            added.append(made)
            if not door.voice.json:
                _tell(door, made)
        if door.voice.json:
            door.voice.data(added)
    return REFUSED if refused else 0


def _add(
    door: Door, at: At, path: Path, fields: dict[str, Any], compartment: str
) -> Added:
    size = 0
    with suppress(OSError):  # add_file says what is wrong with the file
        size = path.stat().st_size
    words = door.voice.gettext("Sealing {name}").format(name=path.name)
    with Progress(door.voice, words, size) as progress:
        made = add_file(at.desk, at.case, path, fields, compartment, progress=progress)
    view = document(at.desk.views, at.case, made)
    own = view.document.fields
    found = view.extract.fields if view.extract else {}
    return Added(
        id=made,
        number=own["number"],
        name=own["name"],
        sha256=own["file"]["sha256"],
        media_type=own["file"]["media_type"],
        dated=(own.get("dated") or {}).get("edtf", ""),
        proposed_dates=tuple(found.get("proposed_dates", ())),
        proposed_title=found.get("proposed_title", ""),
        notes=tuple(found.get("notes", ())),
    )


def _tell(door: Door, added: Added) -> None:
    voice, _ = door.voice, door.voice.gettext
    told = _("Exhibit {number}: {name}, sealed. SHA-256 {sha256}")
    voice.line(told.format(number=added.number, name=added.name, sha256=added.sha256))
    for note in added.notes:
        voice.line(_(note), indent=2)
    if added.dated:
        return
    if added.proposed_dates:
        dates = ", ".join(added.proposed_dates)
        voice.line(_("The file names these dates: {dates}.").format(dates=dates), 2)
    else:
        voice.line(_("The file does not tell its date."), 2)
    ask = _(
        "Say it with `habeas document correct {number} --dated … --dated-known"
        " document --reason …`."
    )
    voice.line(ask.format(number=added.number), 2)


def show_document(door: Door, name: str) -> None:
    """Show a document, its history, its text's record and the claims marked in it."""
    with door.at_case() as at:
        view = document(
            at.desk.views, at.case, at.find("document", name, withdrawn=True)
        )
        if door.voice.json:
            door.voice.data(view)
            return
        show_view(door, at, view.document)
        _show_rest(door, at, view)


def _show_rest(door: Door, at: At, view: DocumentView) -> None:
    voice, _ = door.voice, door.voice.gettext
    for one in view.differences:
        voice.line(f"! {one.say(_)}")
    if view.extract is None:
        voice.line(_("No text could be read from it."))
    else:
        voice.line("")
        show_view(door, at, view.extract)
    if view.claims:
        voice.line(_("Claims marked in it"))
    for account in view.claims:
        show_account(Speller(voice, at.desk.views), account)


def show_text(door: Door, name: str, purpose: str) -> None:
    """Print the text of a document; with --json, the marks in it as well."""
    with door.at_case() as at:
        which, why = at.find("document", name), purpose_of(door, purpose)
        found = read_text(at.desk, at.case, which, why)
        if door.voice.json:
            extract = found.extract.fields if found.extract else {}
            door.voice.data(
                {
                    "text": found.text,
                    "version": found.version,
                    "language": extract.get("language", ""),
                    "pages": extract.get("pages", []),
                    "boilerplate": extract.get("boilerplate", []),
                    "spans": found.view.spans,
                }
            )
        else:
            door.voice.line(found.text)


def copy_document(door: Door, name: str) -> None:
    """Make a working copy; the original stays as it is."""
    with door.at_case() as at:
        made = make_copy(at.desk, at.case, at.find("document", name))
        tell_recorded(door, DOCUMENT, made)
        if not door.voice.json:
            told = door.voice.gettext("It is exhibit {number}.")
            number = record(at.desk.views, at.case, made).fields["number"]
            door.voice.line(told.format(number=number), indent=2)


def commands(_: Translate) -> list[click.Command]:
    """Return `add` and `document`."""
    return [_added(_), _document(_)]


def _added(_: Translate) -> click.Command:
    made = command(
        _,
        "add",
        add_files,
        _("Bring in files: each is sealed byte for byte, then read."),
        [
            argument("files", _("FILE…"), nargs=-1, required=True),
            *field_options(_, DOCUMENT),
            *compartment_option(_, DOCUMENT),
            *reading(_),
        ],
    )
    made.epilog = about_fields(_)
    return made


def _document(_: Translate) -> click.Command:
    which = _("DOCUMENT")
    return group(
        _,
        "document",
        _("Documents as they came, and the texts read from them."),
        [
            _listed(_),
            command(
                _,
                "show",
                show_document,
                _("Show a document, its text's record and the claims in it."),
                [argument("name", which), *reading(_)],
            ),
            command(
                _,
                "text",
                show_text,
                _("Print the text that was read from a document."),
                [argument("name", which), purpose_option(_), *reading(_)],
            ),
            *_taken_out(_),
            read_command(_),
            correct_command(_, DOCUMENT),
        ],
    )


def _taken_out(_: Translate) -> list[click.Command]:
    """Return the commands that make something of an original."""
    which = argument("name", _("DOCUMENT"))
    return [
        command(
            _,
            "save-original",
            save_original,
            _("Save the original outside the vault, byte for byte (or ‘-’)."),
            [
                which,
                argument("target", _("FILE")),
                purpose_option(_),
                *reading(_),
            ],
        ),
        command(
            _,
            "copy",
            copy_document,
            _("Make a working copy of a picture or a PDF, without metadata."),
            [which, *reading(_)],
        ),
    ]


def _listed(_: Translate) -> click.Command:
    head = (_("No."), _("Title"), _("Date"), _("Claims"), _("SHA-256"), _("Id"))
    return list_command(
        _,
        _("List the documents by exhibit number."),
        head,
        lambda at: documents(at.desk.views, at.case),
        lambda speller, one: (
            one.number,
            one.title,
            speller.when(one.dated),
            one.claims,
            one.sha256,
            short(one.id),
        ),
    )
