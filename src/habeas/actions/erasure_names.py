"""What stays after a person is erased, and says a protected value of theirs.

It is looked for before the values go: afterwards nothing knows them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.documents import text_in
from habeas.actions.protected import protected
from habeas.case.facts.registry import RECORDS
from habeas.errors import DamagedError, NotFoundError, StorageError
from habeas.papers.leaks.scan import Scanner
from habeas.vault.opening import ACTS
from habeas.views.records import RecordLine, Sound, record, records, states
from habeas.words import N_

_MANY = 500
_LEFT_OUT = {*ACTS, "bundle", "identity"}
"""Acts name nobody; bundles are told by themselves; an identity of somebody else may
hold the same family name, and that is theirs."""

SEARCHED = N_(
    "Searched for the recorded names, dates and numbers of the person: all records that"
    " this device can read, old values too, and what was read of documents that are"
    " here. Not searched: pictures, recordings and other files of which no text was"
    " read, and words that describe somebody without a name. Only a person can read"
    " those."
)
UNSEARCHED = N_(
    "The texts were not searched for the person’s name: none is recorded that this"
    " device can read, or it is too short to be searched for. Read what may speak of"
    " them."
)


@dataclass(frozen=True)
class Naming:
    """Records that stay and hold a protected value of a person, in any version.

    `searched` is false where no value of theirs is known here, or can be searched for:
    then nothing can be said. A document is among them for the text read of it; other
    sealed files are never searched.
    """

    lines: tuple[RecordLine, ...]
    searched: bool


def naming(desk: Desk, case: str, person: str, gone: Collection[str]) -> Naming:
    """Search all that this device can read, old values too; `gone` are left out."""
    values = [one for one in protected(desk, case) if one.record == person]
    if not values:
        return Naming((), searched=False)
    scanner = Scanner(values)
    lines = [
        line
        for kind in RECORDS
        if kind not in _LEFT_OUT
        for line in records(desk.views, case, kind, withdrawn=True)
        if line.id not in gone
    ]
    found = {
        line.id: line
        for start in range(0, len(lines), _MANY)
        for line in _hits(desk, scanner, lines[start : start + _MANY])
    }
    known = {line.id: line for line in lines}
    for one in _documents(desk, case, scanner, lines):
        if one in known:
            found[one] = known[one]
    return Naming(tuple(found.values()), searched=not scanner.unsearchable)


def _documents(
    desk: Desk, case: str, scanner: Scanner, lines: Iterable[RecordLine]
) -> Iterator[str]:
    """Yield the documents in whose text a value stands, as far as texts are here."""
    for line in lines:
        if line.type != "extract":
            continue
        extract = record(desk.views, case, line.id)
        with suppress(DamagedError, NotFoundError, StorageError):
            if any(scanner.scan_text(text_in(desk, extract))):
                yield str(extract.fields.get("document", ""))


def _hits(
    desk: Desk, scanner: Scanner, lines: Iterable[RecordLine]
) -> Iterator[RecordLine]:
    """Search many at once, and each by itself only where something was found."""
    known = {line.id: line for line in lines}
    said = {one.id: _said(one) for one in states(desk.views, [*known]).values()}
    if any(scanner.scan_text("\n".join(said.values()))):
        for one, words in said.items():
            if any(scanner.scan_text(words)):
                yield known[one]


def _said(one: Sound) -> str:
    """Return every word that a record ever held."""
    return "\n".join(
        word for change in one.state.history for word in _strings(change.fields)
    )


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - a JSON value
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
