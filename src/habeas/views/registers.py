"""Registers of complaints, and their submissions: filtered, a page at a time."""

from dataclasses import dataclass, fields
from datetime import date

from habeas.case.register_mapping import Labels
from habeas.errors import NotFoundError
from habeas.vault.database import Row
from habeas.views.db import Views
from habeas.views.records import RecordView, latest, record, states
from habeas.views.terms import settle
from habeas.words import N_

REPLIED = "outcome IN ('granted', 'denied', 'closed') AND decided IS NOT NULL"
"""An answer to the complaint itself, on a day that is known."""
DUE = "coalesce(due, first)"
"""The day that an answer is measured by: as recorded, else as the law gives it."""
LATE = f"({REPLIED} AND decided > {DUE})"
_PENDING = (
    "(outcome = 'open' OR (outcome NOT IN ('', 'open', 'void') AND decided > ?1))"
)
OVERDUE = f"({_PENDING} AND received <= ?1 AND {DUE} < ?1)"
"""Whether it waited for an answer on `day`, and the time for it was over."""


@dataclass(frozen=True)
class RegisterLine:
    """A register in the list; `finished` once its file was read to the end."""

    id: str
    name: str
    file: str
    matters: int
    finished: bool


@dataclass(frozen=True)
class Wanted:
    """Which submissions are asked for, '' any; overdue or late as of `day`."""

    day: date
    level: str = ""
    subject: str = ""
    facility: str = ""
    year: str = ""
    status: str = ""
    reason: str = ""
    overdue: bool = False
    late: bool = False

    def given(self) -> dict[str, str]:
        """Return what is asked for as the parameters of an address."""
        asked = {one.name: getattr(self, one.name) for one in fields(self)[1:]}
        return {n: "1" if v is True else v for n, v in asked.items() if v}


@dataclass(frozen=True)
class MatterLine:
    """A submission: what the source says, and what the law makes of it.

    `first` is the end of the first term, `longer` that of the extended one; `days` from
    receipt to the answer. `late` is None where there is no answer or no due day;
    `overdue` counts the days on the day asked about, None if it is not.
    """

    id: str
    row: int
    number: str
    level: str
    facility: str
    office: str
    subject: str
    status: str
    outcome: str
    reasons: tuple[str, ...]
    received: str | None
    due: str | None
    decided: str | None
    first: str | None
    longer: str | None
    days: int | None
    late: bool | None
    overdue: int | None


def registers(
    views: Views, case: str, most: int = -1, skip: int = 0
) -> list[RegisterLine]:
    """Return the registers of a case, the newest first, or so many of them."""
    lines = latest(views, case, "register", most, skip)
    found = states(views, [line.id for line in lines])
    return [
        RegisterLine(
            line.id,
            line.title,
            found[line.id].fields.get("file", ""),
            count(views, case, line.id),
            "rows" in found[line.id].fields,
        )
        for line in lines
    ]


def register_view(views: Views, case: str, register: str) -> RecordView:
    """Return a register.

    Raises:
        NotFoundError: there is none in this case.
    """
    view = record(views, case, register)
    if view.type != "register":
        raise NotFoundError(N_("This register is not in this case."))
    return view


def labels_in(view: RecordView) -> Labels:
    """Return what the codes of a register stand for."""
    return Labels(view.fields.get("labels", ()))


def count(views: Views, case: str, register: str) -> int:
    """Return how many submissions of a register stand."""
    ((found,),) = views.counted(
        "SELECT count(*) FROM matters WHERE register = ? AND case_id = ?"
        " AND withdrawn = 0",
        (register, case),
    )
    return int(found)


def rows_kept(views: Views, case: str, register: str) -> set[int]:
    """Return the rows of the file that are recorded, withdrawn ones too."""
    with views.guard:
        rows = views.db.all(
            "SELECT line FROM matters WHERE register = ? AND case_id = ?",
            (register, case),
        )
    return {row[0] for row in rows}


def last_day(views: Views, case: str, register: str) -> date | None:
    """Return the last day that a register speaks of, None if of none."""
    ((last,),) = views.counted(
        "SELECT max(max(coalesce(received, ''), coalesce(decided, ''))) FROM matters"
        " WHERE register = ? AND case_id = ? AND withdrawn = 0",
        (register, case),
    )
    return date.fromisoformat(last) if last else None


def choices(views: Views, case: str, register: str) -> dict[str, list[str]]:
    """Return the codes that occur in a register, for each way to narrow its list."""
    found = {
        name: _distinct(views, case, register, f"{column} FROM matters")
        for name, column in _EQUAL.items()
    }
    reasons = "reason FROM matters JOIN reasons USING (ordinal)"
    return {**found, "reason": _distinct(views, case, register, reasons)}


def _distinct(views: Views, case: str, register: str, what: str) -> list[str]:
    rows = views.counted(
        f"SELECT DISTINCT {what}"
        " WHERE register = ? AND case_id = ? AND withdrawn = 0 ORDER BY 1",
        (register, case),
    )
    return [row[0] for row in rows if row[0]]


def how_many(views: Views, case: str, register: str, wanted: Wanted) -> int:
    """Return how many submissions are what is wanted.

    Raises:
        StorageError: the disk refuses what the law gives to be kept.
    """
    settle(views, case, register)
    where, values = _where(wanted)
    ((found,),) = views.counted(
        f"SELECT count(*) FROM matters WHERE {where}",  # noqa: S608 - our own words
        (wanted.day.isoformat(), register, case, *values),
    )
    return int(found)


def matters(  # noqa: PLR0913 - which, and which part of them
    views: Views,
    case: str,
    register: str,
    wanted: Wanted,
    *,
    most: int = -1,
    skip: int = 0,
) -> list[MatterLine]:
    """Return what is wanted in the order of the file; what is overdue, longest first.

    Raises:
        StorageError: the disk refuses what the law gives to be kept.
    """
    settle(views, case, register)
    where, values = _where(wanted)
    order = f"{DUE}, line" if wanted.overdue else "line"
    with views.guard:
        rows = views.db.all(
            f"SELECT {_COLUMNS} FROM matters WHERE {where}"  # noqa: S608 - our own words
            f" ORDER BY {order} LIMIT {int(most)} OFFSET {int(skip)}",
            (wanted.day.isoformat(), register, case, *values),
        )
    return [_line(row) for row in rows]


_COLUMNS = (
    "id, line, number, level, facility, office, subject, status, outcome, reasons,"
    " received, due, decided, first, longer,"
    f" CASE WHEN {REPLIED} THEN julianday(decided) - julianday(received) END,"
    f" CASE WHEN {REPLIED} THEN decided > {DUE} END,"
    f" CASE WHEN {OVERDUE} THEN julianday(?1) - julianday({DUE}) END"
)
_EQUAL = {
    "level": "level",
    "subject": "subject",
    "facility": "facility",
    "status": "status",
    "year": "substr(received, 1, 4)",
}


def _where(wanted: Wanted) -> tuple[str, list[str]]:
    """Return the conditions (?1 the day, ?2 the register, ?3 the case) and values."""
    parts = ["register = ?2 AND case_id = ?3 AND withdrawn = 0 AND ?1 != ''"]
    values: list[str] = []
    for name, column in _EQUAL.items():
        if asked := getattr(wanted, name):
            values.append(asked)
            parts.append(f"{column} = ?{len(values) + 3}")
    if wanted.reason:
        values.append(wanted.reason)
        parts.append(
            "EXISTS (SELECT 1 FROM reasons"  # noqa: S608 - our own words
            f" WHERE reasons.ordinal = matters.ordinal AND reason = ?{len(values) + 3})"
        )
    if wanted.overdue:
        parts.append(OVERDUE)
    if wanted.late:
        parts.append(LATE)
    return " AND ".join(parts), values


def _line(row: Row) -> MatterLine:
    values = dict(zip(_NAMES, row, strict=True))
    values["reasons"] = tuple(values["reasons"].split("\n")) if row[9] else ()
    for name, kind in (("days", int), ("late", bool), ("overdue", int)):
        values[name] = None if values[name] is None else kind(values[name])
    return MatterLine(**values)


_NAMES = tuple(one.name for one in fields(MatterLine))
