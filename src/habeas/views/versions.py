"""What two wrote into one field without knowing of each other, each with its entry."""

from dataclasses import dataclass
from typing import Any

from habeas.case.fold import Change, State
from habeas.case.reading import sound_fields


@dataclass(frozen=True, slots=True)
class Version:
    """A value that stands beside another, None if it was emptied, and its entry."""

    value: Any
    change: Change


def versions(state: State, name: str) -> list[Version]:
    """Return the versions of a field of a record that nobody has settled; else none.

    The first of them is the value that the record shows. What does not fit this
    version's schema is left out.
    """
    if name not in state.conflicts:
        return []
    by_entry = {one.entry: one for one in state.history}
    found = []
    for ref in state.set_by[name]:
        change = by_entry[ref]
        value = sound_fields(state.type, change.fields).get(name)
        if value is not None or change.fields.get(name) is None:
            found.append(Version(value, change))
    return found
