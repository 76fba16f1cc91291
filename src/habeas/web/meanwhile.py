"""A form that was open while somebody else changed its record.

A form holds every field of a record, also those that nobody touched. What somebody
changed is what differs from what they were shown, not from what stands by now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from habeas.case.fold import as_of
from habeas.case.forms import changes, fill_form
from habeas.case.reading import sound_fields
from habeas.case.schema import RecordType
from habeas.views.records import RecordView

Form = Mapping[str, Sequence[str]]
_MARK = 16


def seen(view: RecordView) -> str:
    """Return what a form hands back to say which entries of its record it showed."""
    return " ".join(_marks(view))


def _marks(view: RecordView) -> list[str]:
    entries = (one.entry for one in view.state.history)
    return [f"{log[:_MARK]}:{index}" for log, index in entries]


@dataclass(frozen=True)
class Edited:
    """What a person changed in a form.

    `changed` and `emptied` are theirs alone; `both` are fields that somebody else
    changed meanwhile as well, `left` those that only the other changed.
    """

    changed: Mapping[str, Any]
    emptied: Sequence[str]
    both: Sequence[str]
    left: Sequence[str]


def edited(
    view: RecordView, kind: RecordType, shown: str, fields: Mapping[str, Any]
) -> Edited:
    """Compare a form's fields with what it showed; `shown` is what `seen` said then.

    What stands doubled (two writers who did not know of each other) is settled by what
    the form holds, for it said so.
    """
    since = _since(view, shown)
    before = {**view.fields, **since}
    before = {name: value for name, value in before.items() if value is not None}
    changed, emptied = changes(kind, before, fields)
    mine = {*changed, *emptied}
    doubled = {n: fields[n] for n in view.state.conflicts if n in fields}
    doubled = {name: value for name, value in doubled.items() if name not in since}
    return Edited(
        {**doubled, **changed},
        emptied,
        sorted(mine & since.keys()),
        sorted(since.keys() - mine),
    )


def refilled(view: RecordView, kind: RecordType, typed: Form, found: Edited) -> Form:
    """Return what a person typed, with the others' values where they typed nothing."""
    now = {name: view.fields[name] for name in found.left if name in view.fields}
    gone = {name for name in found.left if name not in view.fields}
    kept = {name: value for name, value in typed.items() if name not in gone}
    return {**kept, **fill_form(kind, now)}


def _since(view: RecordView, shown: str) -> dict[str, Any]:
    """Return what the form showed of those fields that changed since, None for nothing.

    What came since may answer older values than those: its writer had not seen them.
    """
    known = set(shown.split())
    if not known:
        return {}
    marks = zip(_marks(view), view.state.history, strict=True)
    then = as_of(view.state, {one.entry for mark, one in marks if mark in known})
    fields = sound_fields(view.type, then.fields) if then else {}
    set_by = then.set_by if then else {}
    return {
        name: fields.get(name)
        for name, entries in view.state.set_by.items()
        if set_by.get(name) != entries
    }
