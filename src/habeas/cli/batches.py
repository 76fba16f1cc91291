"""`import` and `batch`: a folder brought in, and what became of every name in it."""

from pathlib import Path
from typing import Any

import click

from habeas.actions.batches import Batch, begin_batch, finish, keep
from habeas.actions.documents import read_text
from habeas.actions.reading import read_texts
from habeas.case.batch import OUTCOME_WORDS, Line, read_list
from habeas.case.facts.batches import BATCH
from habeas.cli.commands import Command, Group, argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.records import (
    compartment_option,
    correct_command,
    list_command,
    show_fields,
)
from habeas.cli.say import Progress, Translate
from habeas.cli.values import Speller, short
from habeas.errors import NotFoundError
from habeas.views.batches import BatchLine, batches, count, without_text
from habeas.views.documents import document
from habeas.views.records import RecordView, record
from habeas.words import N_


def bring_in(door: Door, folder: str, compartment: str = "") -> None:
    """Bring in a folder; what was begun and not finished goes on."""
    with door.at_case() as at:
        fields = fields_of(door, at, BATCH)
        batch = begin_batch(at.desk, at.case, Path.cwd() / folder, fields, compartment)
        try:
            _work(door, at, batch)
        except KeyboardInterrupt:
            door.voice.note(
                door.voice.gettext(
                    "Stopped. What was brought in is safe; the same command goes on."
                )
            )
            raise
        finally:
            batch.run.close()
        _summary(door, at, record(at.desk.views, at.case, batch.id))


def _work(door: Door, at: At, batch: Batch) -> None:
    _ = door.voice.gettext
    with Progress(door.voice, _("Looking what is there")):
        batch.run.count()
    far = batch.run.far
    words = door.voice.ngettext(
        "Bringing in {files} file", "Bringing in {files} files", far.all_files
    ).format(files=far.all_files)
    with Progress(door.voice, words, max(1, far.all_size)) as progress:
        batch.run.tell = progress
        while not batch.run.ended:
            keep(at.desk, batch, batch.run.group())
    finish(at.desk, batch)


def show_batch(door: Door, name: str) -> None:
    """Print the summary of an import, to be signed; of the newest if none is named."""
    with door.at_case() as at:
        which = at.find("batch", name, withdrawn=True) if name else _newest(at)
        _summary(door, at, record(at.desk.views, at.case, which))


def _newest(at: At) -> str:
    found = batches(at.desk.views, at.case, 1)
    if not found:
        raise NotFoundError(
            N_("No folder was brought in yet."),
            advice=N_("Bring one in with `habeas import FOLDER`."),
        )
    return found[0].id


def _summary(door: Door, at: At, view: RecordView) -> None:
    voice, _ = door.voice, door.voice.gettext
    manifest = view.fields.get("manifest")
    lines = (
        list(read_list(read_text(at.desk, at.case, manifest).text)) if manifest else []
    )
    differing = [one for one in lines if one.differs]
    others = [one for one in lines if one.is_left_out]
    if voice.json:
        voice.data(_data(at, view, manifest, others, differing))
        return
    speller = Speller(voice, at.desk.views)
    voice.line(f"{_(BATCH.label)} {view.id}")
    show_fields(speller, BATCH, view.fields)
    if not manifest:
        told = _("Not finished: {count} brought in so far. The same import goes on.")
        voice.line(told.format(count=count(at.desk.views, view.id)))
        return
    _list(door, _("Other than a list of hashes says"), differing)
    _list(door, _("Not brought in, or not there"), others)
    _end(door, at, view.id, manifest)


def _end(door: Door, at: At, batch: str, manifest: str) -> None:
    voice, _ = door.voice, door.voice.gettext
    listed = document(at.desk.views, at.case, manifest).document.fields
    told = _("Every name stands in exhibit {number}, {name}. Its SHA-256:")
    voice.line(told.format(number=listed["number"], name=listed["name"]))
    voice.line(listed["file"]["sha256"], indent=2)
    left = len(without_text(at.desk.views, at.case, batch))
    if left:
        told = _("Texts not read yet: {count}. `habeas document read` reads them.")
        voice.line(told.format(count=left))
    for words in (
        _("Handed over by (name, signature, date):"),
        _("Brought in by (name, signature, date):"),
        _("Witness (name, signature, date):"),
    ):
        voice.line(f"{words} ______________________________")


def _list(door: Door, title: str, lines: list[Line]) -> None:
    voice, _ = door.voice, door.voice.gettext
    if not lines:
        return
    voice.line(f"{title}:")
    for one in lines:
        why = _(OUTCOME_WORDS[one.outcome])
        detail = f" ({one.detail})" if one.detail else ""
        voice.line(f"{one.path}: {why}{detail}", indent=2)


def _data(
    at: At,
    view: RecordView,
    manifest: str | None,
    others: list[Line],
    differing: list[Line],
) -> dict[str, Any]:
    listed = document(at.desk.views, at.case, manifest).document if manifest else None
    return {
        "id": view.id,
        "fields": view.fields,
        "finished": manifest is not None,
        "documents": count(at.desk.views, view.id),
        "sha256": listed.fields["file"]["sha256"] if listed else "",
        "not_imported": others,
        "differing": differing,
    }


def read_all(door: Door, batch: str) -> None:
    """Read the texts that nobody read yet, of the case or of one import."""
    with door.at_case() as at:
        which = at.find("batch", batch) if batch else ""
        waiting = len(without_text(at.desk.views, at.case, which))
        words = door.voice.gettext("Reading texts")
        with Progress(door.voice, words, waiting) as progress:
            done = read_texts(at.desk, at.case, which, progress)
        if door.voice.json:
            door.voice.data({"read": done})
        else:
            told = door.voice.gettext("Texts read: {count}.")
            door.voice.line(told.format(count=done))


def read_command(_: Translate) -> Command:
    """Return `document read`."""
    only = click.Option(
        ["--batch"],
        default="",
        metavar=_("IMPORT"),
        help=_("Only those that this import brought in."),
    )
    words = _("Read the texts of documents that were brought in without.")
    return command(_, "read", read_all, words, [only, *reading(_)])


def commands(_: Translate) -> list[click.Command]:
    """Return `import` and `batch`."""
    return [_import(_), _batch(_)]


def _import(_: Translate) -> Command:
    made = command(
        _,
        "import",
        bring_in,
        _(
            "Bring in a folder: every file sealed once, hashes compared, nothing passed"
            " over in silence. Stopped, the same command goes on."
        ),
        [
            argument("folder", _("FOLDER")),
            *field_options(_, BATCH),
            *compartment_option(_, BATCH),
            *reading(_),
        ],
    )
    made.epilog = about_fields(_)
    return made


def _batch(_: Translate) -> Group:
    return group(
        _,
        "batch",
        _("Imports of folders, and the summary of each."),
        [
            list_command(
                _,
                _("List the imports, the newest first."),
                (_("Folder"), _("Brought in"), _("Finished"), _("Id")),
                lambda at: batches(at.desk.views, at.case),
                _row,
            ),
            command(
                _,
                "show",
                show_batch,
                _(
                    "Show the summary of an import, to be signed; of the newest"
                    " without a name."
                ),
                [
                    argument("name", _("IMPORT"), required=False, default=""),
                    *reading(_),
                ],
            ),
            correct_command(_, BATCH),
        ],
    )


def _row(speller: Speller, one: BatchLine) -> tuple[object, ...]:
    _ = speller.voice.gettext
    finished = _("yes") if one.finished else _("no")
    return one.source, one.imported, finished, short(one.id)
