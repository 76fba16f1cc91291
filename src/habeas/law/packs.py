"""Rule packs: one folder of TOML for each jurisdiction, data alone.

The format: docs/spec/rule-packs.md. How to write one: docs/how-to/write-a-rule-pack.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from habeas.law.calendars import Calendar, Holidays
from habeas.law.pack_faults import faults_of
from habeas.law.pack_files import PackError, Parsed, parse
from habeas.law.terms import (
    Addressee,
    Counting,
    Exclusion,
    Role,
    Term,
    Words,
)
from habeas.law.windows import Status

CODES: Final = ("KZ", "UN", "US-BOP", "US-PREA", "E-W", "COE", "RU", "KG")
"""The packs that this version ships; each folder is its code in small letters."""

_UNCOUNTED: Final = Counting(status=Status.CONFIRMED)


@dataclass(frozen=True)
class Pack:
    """The rules of one jurisdiction.

    `terms` holds the versions of each id, the oldest first. `revision` is the day on
    which the whole was last gone through; `digest` is over every byte of its files.
    """

    code: str
    name: Words
    revision: date
    digest: str
    terms: Mapping[str, tuple[Term, ...]]
    countings: Mapping[str, Counting]
    bodies: Mapping[str, Words]
    addressees: Mapping[str, Addressee]
    roles: Mapping[str, Role]
    exclusions: tuple[Exclusion, ...]
    holidays: Holidays

    @cached_property
    def calendar(self) -> Calendar:
        """Return the working days of the jurisdiction."""
        return Calendar(self.holidays)

    def counting_of(self, term: Term) -> Counting:
        """Return how a term is counted; of a rule that has no days, nothing."""
        return self.countings[term.counting] if term.counting else _UNCOUNTED

    def latest(self, term_id: str) -> Term:
        """Return the newest version of a term.

        Raises:
            KeyError: the pack has no such term.
        """
        return self.terms[term_id][-1]

    def excluded(self, role: str, other: str) -> Exclusion | None:
        """Return why one person may not hold both roles, None if nothing says so."""
        both = frozenset((role, other))
        return next((one for one in self.exclusions if one.roles == both), None)


def read_pack(sources: Mapping[str, str]) -> Pack:
    """Read a pack from the texts of its files by name, strictly.

    Raises:
        PackError: everything that is wrong, each with its file and row.
    """
    parsed = parse(sources)
    faults = [*parsed.faults, *faults_of(parsed)]
    if faults or parsed.head is None:
        raise PackError(faults)
    return _pack(parsed, _digest(sources))


def _pack(parsed: Parsed, digest: str) -> Pack:
    assert parsed.head is not None
    terms: dict[str, list[Term]] = {}
    for _, term in parsed.terms:
        terms.setdefault(term.id, []).append(term)
    versions = {
        name: tuple(sorted(rows, key=lambda one: one.valid_from or date.min))
        for name, rows in terms.items()
    }
    return Pack(
        code=parsed.head.code,
        name=parsed.head.name,
        revision=parsed.head.revision,
        digest=digest,
        terms=MappingProxyType(versions),
        countings=MappingProxyType(parsed.head.counting),
        bodies=MappingProxyType(parsed.head.bodies),
        addressees=MappingProxyType(parsed.addressees),
        roles=MappingProxyType(parsed.roles),
        exclusions=parsed.exclusions,
        holidays=parsed.holidays,
    )


def _digest(sources: Mapping[str, str]) -> str:
    """Return one hash over the names and hashes of all files."""
    whole = sha256()
    for name in sorted(sources):
        inner = sha256(sources[name].encode()).hexdigest()
        whole.update(f"{inner}  {name}\n".encode())
    return whole.hexdigest()


@cache
def packs() -> Mapping[str, Pack]:
    """Return the packs that this version ships, by code."""
    return MappingProxyType({code: _shipped(code) for code in CODES})


def _shipped(code: str) -> Pack:
    folder = files("habeas.law") / "packs" / code.lower()
    return read_pack(
        {
            one.name: one.read_text("utf-8")
            for one in folder.iterdir()
            if one.name.endswith(".toml")
        }
    )


def find_term(term_id: str) -> tuple[Pack, tuple[Term, ...]]:
    """Return the shipped pack that has a term, and the versions of the term.

    Raises:
        KeyError: no pack has it.
    """
    for pack in packs().values():
        if term_id in pack.terms:
            return pack, pack.terms[term_id]
    raise KeyError(term_id)
