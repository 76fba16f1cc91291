"""Bring in a folder: many files, a group at a time, each group durable and recorded.

Stopped anywhere, killed too, the next run over the same folder goes on: what the log
names is not brought in again. At the end a list of every name is sealed as a document
of its own, and the import's record holds the counts and points to it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from habeas.actions.batch_run import BatchRun, Done, Group, Item, Known, duplicate
from habeas.actions.desk import Desk
from habeas.actions.documents import as_found, begin_import, no_folder
from habeas.actions.drafting import New
from habeas.actions.orphans import OF_A_LIST, ListPlacing, clean, placed
from habeas.actions.record import correct, put_all
from habeas.actions.texts import extract_of, sealed_value
from habeas.case.batch import (
    LISTED_ONLY,
    SAME,
    Line,
    Outcome,
    kept_path,
    spelled,
    told,
    unspelled,
    written,
)
from habeas.crypto.digest import new_sha256
from habeas.errors import BadInputError, RefusedError
from habeas.text.lists import Stated
from habeas.views.batches import BatchDocument, batches, documents_of, known_hashes
from habeas.views.documents import by_hash, document_with, next_number
from habeas.views.records import record
from habeas.words import N_

_PIECE = 1 << 18


@dataclass(frozen=True)
class Batch:
    """An import that is going on: its record, and the run over its folder."""

    id: str
    case: str
    compartment: str
    run: BatchRun


def begin_batch(  # noqa: PLR0913 - what, where, and what goes before it
    desk: Desk,
    case: str,
    folder: Path,
    fields: Mapping[str, Any],
    compartment: str = "",
    *,
    first: Sequence[New] = (),
) -> Batch:
    """Begin to bring in a folder, or go on with what was begun and not finished.

    What was begun keeps its compartment and what was said of it; `fields` are for a new
    one, recorded after `first`, which they point to.

    Raises:
        BadInputError: it is no folder. RefusedError: it is in the vault.
        StorageError: the disk refuses.
    """
    root = _folder(folder, desk.vault.folder)
    source = kept_path(spelled(os.fsencode(root)))
    with desk.vault.guard:
        batch = unfinished(desk, case, source)
        if batch is None:
            new = New("batch", {**fields, "source": source}, compartment)
            batch = put_all(desk, case, [*first, new])[-1]
        return _begun(desk, case, batch, root)


def go_on(desk: Desk, case: str, batch: str) -> Batch:
    """Go on with an import that is not finished.

    Raises:
        NotFoundError: there is none. RefusedError: it is finished.
        BadInputError: its folder is not there.
    """
    with desk.vault.guard:
        view = _open(desk, case, batch)
        named = Path(os.fsdecode(unspelled(view["source"])))
        root = _folder(named, desk.vault.folder)
        return _begun(desk, case, batch, root)


def _open(desk: Desk, case: str, batch: str) -> Mapping[str, Any]:
    view = record(desk.views, case, batch)
    if view.type != "batch" or "source" not in view.fields:
        raise BadInputError(N_("This record is no import of a folder."))
    if view.state.withdrawn or "manifest" in view.fields:
        raise RefusedError(
            N_("This import is finished, or was withdrawn."),
            advice=N_("Bring the folder in again: what the case has is not repeated."),
        )
    return view.fields


def _begun(desk: Desk, case: str, batch: str, root: Path) -> Batch:
    clean(desk)
    done = {
        one.path: Done(one.sha256, one.size, one.modified)
        for one in documents_of(desk.views, case, batch)
    }
    run = BatchRun(desk.vault, root, Known(known_hashes(desk.views, case), done))
    place = record(desk.views, case, batch).compartment
    return Batch(batch, case, place, run)


def unfinished(desk: Desk, case: str, source: str) -> str | None:
    """Return the import of this folder that was begun and not finished, if any."""
    for one in batches(desk.views, case):
        if one.source == source and not one.finished:
            return one.id
    return None


def _folder(named: Path, vault: Path) -> Path:
    try:
        root = named.expanduser().resolve(strict=True)
        whole = named.expanduser().is_absolute() and root.is_dir()
        inside = any(one.samefile(vault) for one in (root, *root.parents))
    except (OSError, RuntimeError, ValueError) as error:
        raise no_folder(named) from error
    if not whole:
        raise no_folder(named)
    if inside:
        raise RefusedError(
            N_("This folder is in the vault itself."),
            advice=N_("Name the folder that the files came in. Nothing was changed."),
        )
    return root


def keep(desk: Desk, batch: Batch, group: Group) -> None:
    """Record a group; it is on the disk when this returns.

    Raises:
        StorageError: the disk refused; nothing of the group was recorded.
    """
    with desk.vault.guard:
        news: list[New] = []
        number = next_number(desk.views, batch.case)
        for item in group.items:
            there = by_hash(desk.views, batch.case, item.taken.held.sealed.sha256)
            if there is not None:  # an upload was faster
                _drop(desk, batch, item, there)
                continue
            news += _news(batch, item, number)
            number += 1
        if news:
            put_all(desk, batch.case, news)
        _note(batch, news)
        placed(desk.vault)


def _drop(desk: Desk, batch: Batch, item: Item, number: int) -> None:
    for one in item.held:
        desk.vault.exhibits.discard(one.sealed)
    batch.run.known.numbers[item.taken.held.sealed.sha256] = number
    batch.run.lines.append(duplicate(item.path, item.taken.held, item.listed))


def _news(batch: Batch, item: Item, number: int) -> Iterator[New]:
    sealed = item.taken.held.sealed
    fields: dict[str, Any] = {
        "number": number,
        "file": sealed_value(sealed, item.kind),
        "name": item.name,
        "path": kept_path(item.path),
        "modified": as_found(item.taken.modified),
        "batch": batch.id,
        "md5": sealed.md5,
        "sha1": sealed.sha1,
    }
    more = {"listed": item.listed, "told": item.told}
    fields |= {name: list(lines) for name, lines in more.items() if lines}
    document = New("document", fields, batch.compartment)
    yield document
    if item.members:
        found, text = item.members
        yield extract_of(document.id, text.sealed, found, batch.compartment)


def _note(batch: Batch, news: list[New]) -> None:
    """Tell the run what is recorded."""
    known = batch.run.known
    for new in news:
        if new.type == "document":
            fields = new.fields
            file, when = fields["file"], fields["modified"]["edtf"]
            known.numbers[file["sha256"]] = fields["number"]
            known.done[fields["path"]] = Done(file["sha256"], file["size"], when)


def finish(desk: Desk, batch: Batch) -> str:
    """Seal the list of every name, record the counts; return the list's document.

    Raises:
        StorageError: the disk refuses; the import may be gone on with.
    """
    with desk.vault.guard:
        lines = outcomes(desk, batch)
        listed = _list(desk, batch, lines)
        fields = {**counted(lines), "manifest": listed}
        if batch.run.lists.compared:
            fields["lists"] = batch.run.lists.compared[:_MOST_LISTS]
        correct(desk, batch.case, batch.id, fields, reason=N_("The import is finished"))
    return listed


_MOST_LISTS = 1000


def _list(desk: Desk, batch: Batch, lines: list[Line]) -> str:
    """Return the document that holds the list; it may be there since a crash."""
    rows = [row.encode() for row in written(batch.id, lines)]
    digest = new_sha256()
    for row in rows:
        digest.update(row)
    there = document_with(desk.views, batch.case, digest.hexdigest())
    if there is not None:
        return there
    name = f"import-{batch.id[:8]}.txt"
    incoming = begin_import(desk, batch.case, name, batch.compartment)
    incoming.note_first(ListPlacing(desk.vault))
    try:
        for row in rows:
            incoming.write(row)
        sealed = incoming.finish()
    finally:
        incoming.abort()
    placed(desk.vault, OF_A_LIST)
    return sealed


def outcomes(desk: Desk, batch: Batch) -> list[Line]:
    """Return what became of every name: what the log holds, and what it does not."""
    run = batch.run
    kept = list(documents_of(desk.views, batch.case, batch.id))
    paths = {one.path for one in kept}
    stated = dict(run.lists.open_contents)
    lines = [_confirmed(_imported(one), stated) for one in kept]
    for one in run.lines:
        if one.outcome is Outcome.DUPLICATE:
            number = run.known.numbers.get(one.sha256, 0)
            lines.append(_confirmed(_with_number(one, number), stated))
        elif one.outcome is not Outcome.MISSING or kept_path(one.path) not in paths:
            lines.append(one)
    return [*lines, *_contents(lines, stated)]


def _contents(lines: list[Line], stated: Mapping[Stated, str]) -> Iterator[Line]:
    """Yield what lists state by content alone and no file of the folder has."""
    met = {one.sha256 for one in lines}
    for one, where in stated.items():
        if one.digest not in met:
            sure = one.algorithm == "sha256"  # others were not taken of every file
            outcome = Outcome.MISSING if sure else Outcome.UNCOMPARED
            yield Line(f"{one.algorithm}:{one.digest}", outcome, detail=told(where))


def _confirmed(line: Line, stated: Mapping[Stated, str]) -> Line:
    """Add what a list says by content alone that was read after the file."""
    where = stated.get(Stated("sha256", line.sha256))
    if where is None:
        return line
    return replace(line, detail=f"{line.detail}; {told(f'{SAME} sha256 {where}')}")


def _with_number(line: Line, number: int) -> Line:
    detail = f"{number}; {line.detail}" if line.detail else str(number)
    return replace(line, detail=detail)


def _imported(one: BatchDocument) -> Line:
    detail = told(str(one.number), *one.listed)
    return Line(one.path, Outcome.IMPORTED, one.sha256, one.size, detail)


def counted(lines: list[Line]) -> dict[str, int]:
    """Return the counts of an import, under the names of the record's fields."""
    met = [one for one in lines if one.outcome not in LISTED_ONLY]
    imported = sum(one.outcome is Outcome.IMPORTED for one in met)
    duplicates = sum(one.outcome is Outcome.DUPLICATE for one in met)
    return {
        "seen": len(met),
        "imported": imported,
        "duplicates": duplicates,
        "refused": len(met) - imported - duplicates,
        "confirmed": sum(one.confirmed for one in met),
        "differing": sum(one.differs for one in met),
        "missing": sum(one.outcome is Outcome.MISSING for one in lines),
    }
