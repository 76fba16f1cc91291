"""The parts of a rule pack as typed, frozen values (docs/spec/rule-packs.md)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from habeas.law.windows import Status

Words = Mapping[str, str]
"""What a pack says, by language; {} where it says nothing."""

NOTHING: Words = {}

ADDRESSEES = (
    *("supervising_body", "ombudsman", "prosecutor", "court", "advocate", "npm"),
    *("ngo", "international", "journalist", "relative", "other"),
)
"""The classes of those to whom a person in custody writes."""

ROLES = ("advocate", "npm_participant", "public_monitor", "jurist", "relative")
"""The roles whose rights of entry and of letters a pack may tell."""


class Kind(StrEnum):
    """What a row of a pack is: only the first four may have a date."""

    TERM = "term"
    SOFT = "soft"
    WINDOW = "window"
    AT_ONCE = "at_once"
    NONE = "none"
    RULE = "rule"
    UNAVAILABLE = "unavailable"


class Unit(StrEnum):
    """What is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Strict: an unknown field in a file is refused."""


class Length(_Row, frozen=True, kw_only=True):
    """So many of a unit."""

    amount: int
    unit: Unit


class Start(_Row, frozen=True, kw_only=True):
    """One way in which a term may start: at an event, or at the end of another term.

    It counts if every fact of `needs` is given and none of `unless`; `acts` narrows a
    decision; `delay` moves the start, unless one of `silent` came first; `length`
    replaces the length of the term.
    """

    event: str = ""
    after: str = ""
    acts: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    delay: Length | None = None
    length: Length | None = None
    status: Status | None = None
    note: Words = NOTHING


class Longer(_Row, frozen=True, kw_only=True):
    """Another length where all of `when` is given."""

    when: frozenset[str]
    amount: int
    unit: Unit
    note: Words = NOTHING


class Extension(_Row, frozen=True, kw_only=True):
    """What an `extended` event adds; `total`: the new length from the start instead."""

    amount: int
    unit: Unit
    total: bool = False
    repeats: bool = False
    note: Words = NOTHING


class Bar(_Row, frozen=True, kw_only=True):
    """A person to whom the law does not give this term where all of `when` is given."""

    when: frozenset[str]
    because: Words


class Elsewhere(_Row, frozen=True, kw_only=True):
    """A jurisdiction that does not have the term; `since`: for acts from that day."""

    jurisdiction: str
    because: Words
    since: date | None = None


class Term(_Row, frozen=True, kw_only=True):
    """One rule in one version: `article` is said in every language, as are all words.

    `valid_from` and `valid_to` are the first and last day on which a term that starts
    follows it; None where nobody has read since when, or until when.
    """

    id: str
    kind: Kind
    what: Words
    article: Words
    source: str
    revision_read: str
    status: Status
    whose: Literal["own", "authority"]
    valid_from: date | None = None
    valid_to: date | None = None
    actor: str = ""
    addressee: str = ""
    proceedings: frozenset[str] = frozenset()
    starts: tuple[Start, ...] = ()
    amount: int | None = None
    unit: Unit | None = None
    counting: str = ""
    longer: tuple[Longer, ...] = ()
    extensions: tuple[Extension, ...] = ()
    pauses: bool = False
    restorable: bool = True
    bars: tuple[Bar, ...] = ()
    unavailable: tuple[Elsewhere, ...] = ()
    because: Words = NOTHING
    notes: Words = NOTHING

    @property
    def length(self) -> Length | None:
        """Return how long it is where nothing makes it longer."""
        if self.amount is None or self.unit is None:
            return None
        return Length(amount=self.amount, unit=self.unit)


class InTime(_Row, frozen=True, kw_only=True):
    """An event that keeps a term if it comes before the end."""

    event: str
    article: Words = NOTHING
    note: Words = NOTHING


class Ground(_Row, frozen=True, kw_only=True):
    """A ground on which a term that was missed is restored."""

    what: Words


class Counting(_Row, frozen=True, kw_only=True):
    """How a law counts: first day, last day, what keeps a term, what restores it."""

    status: Status
    first_counts: bool = False
    rolls: bool = False
    article: Words = NOTHING
    start_article: Words = NOTHING
    end_article: Words = NOTHING
    in_time: tuple[InTime, ...] = ()
    restore_article: Words = NOTHING
    restoration: tuple[Ground, ...] = ()
    note: Words = NOTHING


class Addressee(_Row, frozen=True, kw_only=True):
    """How a letter to such a body is treated; `controlled` None: nothing was read."""

    controlled: bool | None
    article: Words
    source: str
    status: Status
    hours: int | None = None
    note: Words = NOTHING


class Right(_Row, frozen=True, kw_only=True):
    """What a role may do, with the article."""

    may: Words
    article: Words


class Role(_Row, frozen=True, kw_only=True):
    """A role with its rights of entry and of letters."""

    what: Words
    source: str
    status: Status
    entry: tuple[Right, ...] = ()
    letters: tuple[Right, ...] = ()
    duties: tuple[Right, ...] = ()


class Exclusion(_Row, frozen=True, kw_only=True):
    """Two roles that one person may not hold, by which rule of the pack."""

    roles: frozenset[str]
    rule: str
    because: Words
