"""What a person's data in a case are, and what still points to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from habeas.case.facts.registry import RECORDS
from habeas.case.fold import Ref
from habeas.case.reading import names_file
from habeas.case.rules.subjects import HANGS, own_field
from habeas.views.db import Views
from habeas.views.records import RecordLine, Sound, json_text, states

_FILES = {"document": "file", "extract": "file", "identity": "photo"}
"""The field of each type that names a sealed file."""
_OWN = {(kind, own_field(kind)) for kind in RECORDS}
_HANGS = set(HANGS.items())


@dataclass(frozen=True)
class Belongings:
    """The records that are a person's data, and what they are made of.

    `entries` are those of their histories, `files` every ciphertext that they ever
    named, with the key that opens it.
    """

    records: tuple[Sound, ...]
    entries: frozenset[Ref]
    files: Mapping[str, str] = field(repr=False)


def belongings(views: Views, case: str, person: str) -> Belongings:
    """Return what is erased with a person: withdrawn records and old values too."""
    ids = _belonging(views, case, person)
    found = states(views, ids)
    records = tuple(found[one] for one in ids if one in found)
    return Belongings(
        records,
        frozenset(change.entry for one in records for change in one.state.history),
        {name: key for one in records for name, key in _files_of(one).items()},
    )


def _belonging(views: Views, case: str, person: str) -> list[str]:
    """Follow what says that it is of the person, and what hangs on that."""
    mine, fresh = [person], [person]
    while fresh:
        own, hanging = set[str](), set[str]()
        for source, kind, name, target in _pointing(views, case, fresh):
            if (kind, name) in _OWN and target == person:
                own.add(source)
            elif (kind, name) in _HANGS:
                hanging.add(source)
        hanging -= _of_somebody(views, hanging)
        fresh = sorted((own | hanging) - set(mine))
        mine.extend(fresh)
    return mine


def _pointing(
    views: Views, case: str, targets: list[str]
) -> list[tuple[str, str, str, str]]:
    with views.guard:
        return [
            (source, kind, name, target)
            for source, kind, name, target in views.db.all(
                "SELECT links.source, records.type, links.field, links.target"
                " FROM links JOIN records ON records.id = links.source"
                " WHERE records.case_id = ? AND links.target IN"
                " (SELECT value FROM json_each(?)) ORDER BY records.ordinal",
                (case, json_text(targets)),
            )
        ]


def _of_somebody(views: Views, ids: set[str]) -> set[str]:
    """Return those that say themselves whose they are."""
    found = states(views, sorted(ids))
    return {one for one, it in found.items() if it.fields.get(own_field(it.type))}


def _files_of(one: Sound) -> dict[str, str]:
    name = _FILES.get(one.type, "")
    values = [change.fields.get(name) for change in one.state.history]
    return {
        value["stored"]: str(value.get("identity", ""))
        for value in values
        if isinstance(value, dict) and names_file(value.get("stored"))
    }


def staying(views: Views, case: str, mine: Belongings) -> list[RecordLine]:
    """Return the records that stay and point to what is erased, oldest first.

    They may speak of the person; whether they do, a person must judge.
    """
    ids = [one.id for one in mine.records]
    sources = {source for source, *_ in _pointing(views, case, ids)} - set(ids)
    found = states(views, sorted(sources))
    lines = [
        RecordLine(one.id, one.type, one.title, one.compartment, one.state.withdrawn)
        for one in found.values()
        if one.type not in ("case", "bundle")
    ]
    return sorted(lines, key=lambda line: (line.type, line.title, line.id))


def named_files(views: Views) -> set[str]:
    """Return the ciphertext of every sealed file that a record of the vault names.

    Reads every document, text and identity.
    """
    found: set[str] = set()
    with views.guard:
        rows = views.db.all(
            "SELECT id FROM records WHERE type IN (SELECT value FROM json_each(?))",
            (json_text(list(_FILES)),),
        )
    for one in states(views, [row[0] for row in rows]).values():
        found |= _files_of(one).keys()
    return found
