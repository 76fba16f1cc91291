"""People, and an incident, that a form names before they are recorded.

Beside each choice of a person stands a field for one who is not in the list. They are
recorded together with the form, all or nothing, so that nothing typed is ever lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.case.schema import FieldSpec, Kind, RecordType
from habeas.errors import BadInputError, Word
from habeas.views.records import records
from habeas.words import N_

ORDERED = frozenset({"via"})
"""Lists of people whose order means something: each place is a choice of its own."""
_PLACES = 3
_ROLE = "other"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What was typed for somebody, or an incident, that is not in the list."""

    name: str = ""
    role: str = ""
    when: str = ""


def welcome(spec: FieldSpec) -> bool:
    """Say whether a field may name somebody who is not recorded yet."""
    if spec.ask.kind is Kind.REFS:
        return spec.name in ORDERED
    return spec.ask.kind is Kind.REF and spec.ask.to in ("person", "incident")


def typed(
    spec: FieldSpec, form: Mapping[str, Sequence[str]], chosen: Sequence[str]
) -> tuple[Newcomer, ...]:
    """Return what the form shows beside the choices of a field, place by place."""
    if not welcome(spec):
        return ()
    name = f"new_{spec.name}"
    rows = zip_longest(
        form.get(name, ()),
        form.get(f"{name}.role", ()),
        form.get(f"{name}.when", ()),
        fillvalue="",
    )
    found = [Newcomer(*row) for row in rows]
    places = max(_PLACES, len(chosen) + 1) if spec.name in ORDERED else 1
    return tuple(found + [Newcomer()] * (places - len(found)))


@dataclass
class Arrivals:
    """The form with ids in the place of new names, and the records to make first."""

    form: dict[str, list[str]]
    news: list[New] = field(default_factory=list)


def arrive(
    desk: Desk,
    case: str,
    kind: RecordType,
    form: Mapping[str, Sequence[str]],
    language: str,
) -> Arrivals:
    """Find or make everybody whom a form names; nothing is recorded yet.

    A name that is in the list already means whoever is called so there.
    """
    made = Arrivals({name: list(values) for name, values in form.items()})
    for spec in kind.fields:
        if f"new_{spec.name}" not in form or not welcome(spec):
            continue
        chosen = form.get(spec.name, ())
        rows = zip_longest(chosen, typed(spec, form, ()), fillvalue=None)
        made.form[spec.name] = [
            _either(value, new, spec)
            or _id_of(desk, case, spec, new or Newcomer(), (language, made.news))
            for value, new in rows
        ]
    return made


def _either(value: str | None, new: Newcomer | None, spec: FieldSpec) -> str | None:
    """Return who was chosen; refuse a choice and a new name in one place."""
    if value and new is not None and new.name:
        raise BadInputError(
            N_("For ‘{field}’ somebody was chosen and somebody else was typed."),
            advice=N_("Leave one of the two. Nothing was recorded."),
            field=Word(spec.ask.label),
        )
    return value


def _id_of(
    desk: Desk, case: str, spec: FieldSpec, new: Newcomer, to: tuple[str, list[New]]
) -> str:
    language, news = to
    if not new.name:
        return ""
    for line in records(desk.views, case, spec.ask.to):
        if line.title == new.name:
            return line.id
    fields = _fields(spec.ask.to, new, language)
    for one in news:
        if one.type == spec.ask.to and one.fields == fields:
            return one.id
    news.append(New(spec.ask.to, fields))
    return news[-1].id


def _fields(kind: str, new: Newcomer, language: str) -> dict[str, object]:
    if kind == "person":
        return {"pseudonym": new.name, "role": new.role or _ROLE}
    fields: dict[str, object] = {"title": {"lang": language, "text": new.name}}
    if new.when:
        fields["when"] = {"edtf": new.when, "known": "stated"}
    return fields
