"""One schema per record type: form, validation, page, search and export read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, get_type_hints

import msgspec


class Kind(StrEnum):
    """How a field is asked for and shown."""

    LINE = "line"
    CODE = "code"
    LINES = "lines"
    TEXT = "text"
    PROSE = "prose"
    CHOICE = "choice"
    WHEN = "when"
    REF = "ref"
    REFS = "refs"
    NAMES = "names"
    NUMBER = "number"
    FLAG = "flag"
    LANG = "lang"
    PASSAGE = "passage"
    SPANS = "spans"
    SEALED = "sealed"


@dataclass(frozen=True)
class Ask:
    """What a field means to a person: stands in the field's annotation.

    `to` names the type of record that a reference points to, or several as 'a|b', or
    any as '*'.
    """

    kind: Kind
    label: str
    help: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    to: str = ""
    search: bool = False
    protected: bool = False
    form: bool = True

    @property
    def aims(self) -> tuple[str, ...]:
        """The types of record that a reference may point to."""
        return tuple(self.to.split("|"))


@dataclass(frozen=True)
class FieldSpec:
    """One field of a record type; `ask` says the rest, `holds` is its Python type."""

    name: str
    ask: Ask
    required: bool
    holds: Any

    def fits(self, value: object) -> bool:
        """Say whether a JSON value has the type of this field."""
        try:
            msgspec.convert(value, self.holds)
        except (ValueError, RecursionError):  # half a surrogate pair among them
            return False
        return True


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """The fields of one record, all of them optional unless they have no default."""


@dataclass(frozen=True)
class RecordType:
    """A noun of the case: its fields in the order a person is asked for them.

    `compartments` lists where such a record may be kept, the usual place first.
    `title` names the field that stands for the record in a list.
    """

    name: str
    struct: type[Record]
    label: str
    plural: str
    compartments: tuple[str, ...]
    title: str
    fields: tuple[FieldSpec, ...]

    def spec(self, name: str) -> FieldSpec | None:
        """Return the field called `name`, or None."""
        return next((one for one in self.fields if one.name == name), None)


def record_type(  # noqa: PLR0913 - a declaration, each argument by name
    struct: type[Record],
    *,
    name: str,
    label: str,
    plural: str,
    compartments: tuple[str, ...] = ("case",),
    title: str,
) -> RecordType:
    """Read a Record class into its schema; every field must carry an `Ask`."""
    hints: dict[str, Any] = get_type_hints(struct, include_extras=True)
    specs = tuple(
        FieldSpec(
            name=one.name,
            ask=next(m for m in hints[one.name].__metadata__ if isinstance(m, Ask)),
            required=one.required,
            holds=one.type,
        )
        for one in msgspec.structs.fields(struct)
    )
    return RecordType(name, struct, label, plural, compartments, title, specs)
