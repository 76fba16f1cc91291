"""What a custody report says, in the words of one language, before it has a form."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A label and what stands beside it; `code` is shown in letters of one width."""

    label: str
    value: str
    code: bool = False


@dataclass(frozen=True)
class Said:
    """A remark about the chain; a grave one is a break."""

    words: str
    grave: bool


@dataclass(frozen=True)
class EventPart:
    """One event of a chain; `entry` is its log, index and moment of recording."""

    heading: str
    rows: tuple[Row, ...]
    remarks: tuple[Said, ...]
    entry: str


@dataclass(frozen=True)
class ExhibitPart:
    """One exhibit: what it is, how its chain stands, and each event in order.

    `metadata` is what the file says of itself, `withdrawn` the events that count no
    more, each with its reason.
    """

    heading: str
    rows: tuple[Row, ...]
    standing: tuple[Row, ...]
    remarks: tuple[Said, ...]
    events: tuple[EventPart, ...]
    withdrawn: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()


@dataclass(frozen=True)
class Titles:
    """The words of the form itself."""

    exhibits: str
    chain: str
    no_event: str
    withdrawn: str
    metadata: str
    page: str


@dataclass(frozen=True)
class Report:
    """A whole report. `listing` has a row for each exhibit under the words of `head`.

    `made` is the moment of the last entry, by its author's clock: the same log gives
    the same report, to the byte.
    """

    language: str
    title: str
    facts: tuple[Row, ...]
    head: tuple[str, ...]
    listing: tuple[tuple[str, ...], ...]
    exhibits: tuple[ExhibitPart, ...]
    closing: tuple[str, ...]
    titles: Titles
    made: str
