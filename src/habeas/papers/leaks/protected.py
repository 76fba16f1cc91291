"""What must not stand in an output: plain values under the id of their record."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Which part of a name a written name is; the words of `case.values.NameKind`."""

    FULL = "full"
    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FORMER = "former"
    ALIAS = "alias"


@dataclass(frozen=True)
class ProtectedName:
    """A name as it was written in the identity record, in any script."""

    text: str
    part: Part = Part.FULL


@dataclass(frozen=True)
class Protected:
    """One protected person.

    `record` is the id under which a hit is reported (the name itself never is);
    `born` an EDTF date or ''; `numbers` national number, passport, prison file.
    """

    record: str
    names: tuple[ProtectedName, ...] = ()
    born: str = ""
    numbers: tuple[str, ...] = ()


def protected_name(record: str, *names: str) -> Protected:
    """Return a person of whom full names alone are known."""
    return Protected(record, tuple(ProtectedName(name) for name in names))
