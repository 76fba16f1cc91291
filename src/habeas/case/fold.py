"""A record's present state and its history, folded from entries in causal order."""

from dataclasses import dataclass, replace
from typing import Any

from habeas.case.codec import Act, Body

Ref = tuple[str, int]
"""An entry: (log id in hex, index)."""


@dataclass(frozen=True)
class Change:
    """One entry of a record's history; `before` holds the values it answered."""

    entry: Ref
    act: Act
    at: str
    by: str
    reason: str
    fields: dict[str, Any]
    before: dict[str, Any]


@dataclass(frozen=True)
class State:
    """A record as all entries so far leave it.

    `set_by` names, per field, the entries whose values stand: more than one is a
    conflict that a person settles; `fields` then holds the first of them.
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
    """Apply one entry; what does not fit (a change of nothing) leaves the state as is."""
    if state is None:
        return _put(body, entry) if body.act is Act.PUT else None
    if body.act is Act.PUT or body.type != state.type:
        return state
    if body.act is Act.WITHDRAW:
        change = _change(body, entry, {}, {})
        return replace(state, withdrawn=True, history=(*state.history, change))
    return _correct(state, body, entry)


def _put(body: Body, entry: Ref) -> State:
    return State(
        id=body.id,
        type=body.type,
        fields=dict(body.fields),
        set_by=dict.fromkeys(body.fields, (entry,)),
        history=(_change(body, entry, dict(body.fields), {}),),
    )


def _correct(state: State, body: Body, entry: Ref) -> State:
    fields, set_by = dict(state.fields), dict(state.set_by)
    changed = {**body.fields, **dict.fromkeys(body.drop)}
    before = {name: fields[name] for name in changed if name in fields}
    answered = set(body.over)
    for name, value in changed.items():
        standing = tuple(ref for ref in set_by.get(name, ()) if ref not in answered)
        set_by[name] = (*standing, entry)
        if standing:
            continue
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
    change = _change(body, entry, changed, before)
    return replace(
        state, fields=fields, set_by=set_by, history=(*state.history, change)
    )


def _change(
    body: Body, entry: Ref, fields: dict[str, Any], before: dict[str, Any]
) -> Change:
    return Change(
        entry=entry,
        act=body.act,
        at=body.at.isoformat(timespec="seconds"),
        by=body.by,
        reason=body.reason,
        fields=fields,
        before=before,
    )
