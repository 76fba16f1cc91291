"""Which sealed files a case names, whose record it is, and in which compartment."""

from dataclasses import dataclass

from habeas.case.compartments import COMPARTMENT_NAMES
from habeas.case.reading import names_file
from habeas.views.db import Views


@dataclass(frozen=True)
class Named:
    """A sealed file by the hash of its ciphertext, and the record that names it.

    `number` is that of an exhibit, 0 for what has none; `compartment` is a name.
    """

    stored: str
    record: str
    type: str
    number: int
    title: str
    compartment: str


def named(views: Views, case: str) -> list[Named]:
    """Return the sealed files of a case, of withdrawn records too, each once."""
    return views.kept(("carried", case), lambda: _named(views, case))


def _named(views: Views, case: str) -> list[Named]:
    found: dict[str, Named] = {}
    for place in ("file", "photo"):
        rows = views.db.all(
            "SELECT json_extract(CAST(state AS TEXT), ?) AS stored, id, type,"
            " coalesce(number, 0), title, compartment FROM records"
            " WHERE case_id = ? AND type IN ('document', 'extract', 'identity')"
            " AND stored IS NOT NULL ORDER BY ordinal",
            (f"$.fields.{place}.stored", case),
        )
        for stored, id_, kind, number, title, compartment in rows:
            name = COMPARTMENT_NAMES.get(compartment, "")
            if names_file(stored):
                found.setdefault(stored, Named(stored, id_, kind, number, title, name))
    return list(found.values())
