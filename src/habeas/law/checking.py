"""What a checker says of a pack: everything that is wrong, and what is weak."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from habeas.law.calendars import known_country
from habeas.law.pack_faults import faults_of
from habeas.law.pack_files import HOLIDAYS, parse
from habeas.law.windows import Status


class Checked(msgspec.Struct, frozen=True):
    """How a pack stands: `faults` keep it from being read; the rest is worth knowing.

    `unsure` are ids whose text was not read, `undated` those that do not say since when
    they have been the law.
    """

    code: str
    revision: date | None
    terms: int
    faults: tuple[str, ...]
    unsure: tuple[str, ...]
    undated: tuple[str, ...]


def check_pack(sources: Mapping[str, str]) -> Checked:
    """Check the texts of the files of a pack, by name; nothing is raised."""
    parsed = parse(sources)
    faults = [*parsed.faults, *faults_of(parsed)]
    if not parsed.faults and not known_country(parsed.holidays):
        faults.append(f"{HOLIDAYS}: the library has no such country or subdivision")
    rows = [term for _, term in parsed.terms]
    return Checked(
        parsed.head.code if parsed.head else "",
        parsed.head.revision if parsed.head else None,
        len({term.id for term in rows}),
        tuple(faults),
        tuple(_once(term.id for term in rows if term.status is Status.UNCONFIRMED)),
        tuple(_once(term.id for term in rows if term.valid_from is None)),
    )


def _once(names: Iterator[str]) -> Iterator[str]:
    yield from dict.fromkeys(names)
