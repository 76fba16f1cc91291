"""A record's present state and its history, folded from its entries.

The order is (Lamport counter, log, index): a line through the causal order that every
copy draws alike. So the same entries give the same state in whatever order they come,
as long as a record's first entry comes first.
"""

from collections.abc import Container, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from habeas.case.codec import Act, Body, canonical

Ref = tuple[str, int]
"""An entry: (log id in hex, index)."""


class Change(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a record's history.

    `fields` holds what it set, None for what it emptied; `before` the values that it
    answered. An entry that says nothing of this record (a second beginning, another
    type) stays in the history and changes nothing.
    """

    entry: Ref
    act: Act
    at: str
    by: str
    reason: str
    fields: dict[str, Any]
    before: dict[str, Any]
    type: str
    lamport: int
    over: tuple[Ref, ...] = ()


class State(msgspec.Struct, frozen=True):
    """A record as all entries so far leave it.

    `set_by` names, per field, the entries whose values stand: more than one is a
    conflict that a person settles; `fields` then holds the value of the first of them.
    """

    id: str
    type: str
    fields: dict[str, Any]
    set_by: dict[str, tuple[Ref, ...]]
    history: tuple[Change, ...]
    withdrawn: bool = False

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Fields that two writers changed without knowing of each other."""
        return tuple(sorted(n for n, refs in self.set_by.items() if len(refs) > 1))


def fold(state: State | None, body: Body, entry: Ref) -> State | None:
    """Apply one entry; a change of a record that has not begun gives None."""
    change = _change(body, entry)
    if state is None:
        return _begin(body.id, change)
    if entry in (one.entry for one in state.history):
        return state
    if _place(change) > _place(state.history[-1]):
        return _step(state, change)
    return _replay(state.id, sorted((*state.history, change), key=_place))


def as_of(state: State, entries: Container[Ref]) -> State | None:
    """Return a record as these of its entries alone leave it, None without a start."""
    changes = [one for one in state.history if one.entry in entries]
    return _replay(state.id, changes) if changes else None


def begun(state: State) -> tuple[int, Ref]:
    """Return where a record began, in the order that every copy draws alike."""
    return _place(state.history[0])


def differing(state: State, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ from a state, and those that settle a conflict."""
    return {
        name: value
        for name, value in fields.items()
        if name in state.conflicts or not _same(state.fields.get(name), value)
    }


def _same(old: object, new: object) -> bool:
    """Say whether two JSON values are written alike: a tuple is a list."""
    return old is not None and canonical({"is": old}) == canonical({"is": new})


def begins_before(state: State, body: Body, entry: Ref) -> bool:
    """Say whether an entry begins a record before the entry that began it so far.

    Then all that hangs on its type and its place is another's: nobody but a forger
    writes that, for ids are drawn by chance.
    """
    first = next(one for one in state.history if one.act is Act.PUT)
    place = (body.lamport, entry)
    return body.act is Act.PUT and place < _place(first)


def begun_by(state: State, body: Body) -> Ref | None:
    """Return the entry that began a record that another one begins as well."""
    begun = (one.entry for one in state.history if one.act is Act.PUT)
    return next(begun, None) if body.act is Act.PUT else None


def _place(change: Change) -> tuple[int, Ref]:
    return change.lamport, change.entry


def _replay(record: str, changes: list[Change]) -> State | None:
    first = next((n for n, one in enumerate(changes) if one.act is Act.PUT), 0)
    state = _begin(record, changes[first])
    for one in changes[:first] + changes[first + 1 :]:
        state = _step(state, one) if state else None
    return state and replace(state, history=tuple(sorted(state.history, key=_place)))


def _begin(record: str, change: Change) -> State | None:
    if change.act is not Act.PUT:
        return None
    return State(
        id=record,
        type=change.type,
        fields=dict(change.fields),
        set_by=dict.fromkeys(change.fields, (change.entry,)),
        history=(change,),
    )


def _step(state: State, change: Change) -> State:
    if change.act is Act.PUT or change.type != state.type:
        return replace(state, history=(*state.history, replace(change, before={})))
    if change.act is Act.WITHDRAW:
        return replace(state, withdrawn=True, history=(*state.history, change))
    return _correct(state, change)


def _correct(state: State, change: Change) -> State:
    fields, set_by = dict(state.fields), dict(state.set_by)
    values = {one.entry: one.fields for one in state.history}
    before: dict[str, Any] = {}
    for name in change.fields:
        standing = set_by.get(name, ())
        answered = [ref for ref in standing if ref in change.over]
        if answered and values[answered[0]].get(name) is not None:
            before[name] = values[answered[0]][name]
        set_by[name] = (*(ref for ref in standing if ref not in answered), change.entry)
        chosen = {**values, change.entry: change.fields}[set_by[name][0]][name]
        fields.pop(name, None)
        if chosen is not None:
            fields[name] = chosen
    history = (*state.history, replace(change, before=before))
    return replace(state, fields=fields, set_by=set_by, history=history)


def _change(body: Body, entry: Ref) -> Change:
    return Change(
        entry=entry,
        act=body.act,
        at=body.at.isoformat(timespec="seconds"),
        by=body.by,
        reason=body.reason,
        fields={**body.fields, **dict.fromkeys(body.drop)},
        before={},
        type=body.type,
        lamport=body.lamport,
        over=body.over,
    )
