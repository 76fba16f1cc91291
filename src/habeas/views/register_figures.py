"""Figures of a register: what they count, and how many rows had no such value."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from habeas.case.register_mapping import Labels
from habeas.vault.database import Row
from habeas.views.db import Views
from habeas.views.records import RecordView
from habeas.views.registers import DUE, LATE, OVERDUE, REPLIED, labels_in
from habeas.views.terms import settle
from habeas.words import N_

MOST = 15
"""Bars of one chart; the rest is counted together."""
TITLES = {
    "level": N_("By level"),
    "status": N_("By status"),
    "subject": N_("By subject"),
    "facility": N_("By facility"),
    "year": N_("By year of receipt"),
    "reasons": N_("Why complaints were rejected"),
}
"""What the tables are called, in the order of the page."""
_BIN = 10
_LAST_BIN = 180
_THESE = "FROM matters WHERE register = ?1 AND case_id = ?2 AND withdrawn = 0"


@dataclass(frozen=True)
class Figure:
    """One row of a table: a code, what it stands for ('' if nothing says), a count."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Counts:
    """A table: the greatest first, or in order; `of` is what all of them add up from.

    `rest` counts what is in no row of the table; `without` the rows of the register
    that have no such value.
    """

    name: str
    of: int
    figures: tuple[Figure, ...]
    rest: int = 0
    rest_kinds: int = 0
    without: int = 0


@dataclass(frozen=True)
class Days:
    """How long answers took: whole days from receipt; all None or 0 without any.

    `bins` are (first day, last day or None for 'and more', count); `before` counts
    answers that are dated before their receipt, which stand in no other figure.
    """

    answers: int
    median: int | None
    ninth: int | None
    longest: int | None
    bins: tuple[tuple[int, int | None, int], ...]
    before: int
    without: int


@dataclass(frozen=True)
class Punctual:
    """Answers of one level against their due day; `after_first`: after the first term.

    `undated` counts answers without a day to measure them by.
    """

    level: str
    label: str
    answered: int
    late: int
    after_first: int
    undated: int


@dataclass(frozen=True)
class Recorded:
    """Due days as recorded against the law's: the first term, extended, or neither."""

    level: str
    label: str
    first: int
    extended: int
    other: int
    without: int


@dataclass(frozen=True)
class Figures:
    """Everything that the page of statistics shows, as of a day."""

    day: date
    total: int
    tables: tuple[Counts, ...]
    days: Days
    punctual: tuple[Punctual, ...]
    recorded: tuple[Recorded, ...]
    overdue: tuple[Figure, ...]

    @property
    def overdue_in_all(self) -> int:
        """How many waited for an answer on the day, past their due day."""
        return sum(one.count for one in self.overdue)


def figures(views: Views, case: str, view: RecordView, day: date) -> Figures:
    """Return the figures of a register; kept until something is folded.

    Raises:
        StorageError: the disk refuses what the law gives to be kept.
    """
    settle(views, case, view.id)
    asked = ("figures", case, view.id, day)
    return views.kept(asked, lambda: _Counter(views, case, view, day).figures())


@dataclass(frozen=True)
class _Counter:
    views: Views
    case: str
    view: RecordView
    day: date

    def all(self, sql: str, *values: object) -> list[Row]:
        return self.views.db.all(sql, (self.view.id, self.case, *values))

    def figures(self) -> Figures:
        ((total,),) = self.all(f"SELECT count(*) {_THESE}")
        labels = labels_in(self.view)
        return Figures(
            self.day,
            total,
            self._tables(labels, total),
            self._days(total),
            tuple(
                Punctual(one, labels.label("level", one), *rest)
                for one, *rest in self._punctual()
            ),
            tuple(
                Recorded(one, labels.label("level", one), *rest)
                for one, *rest in self._recorded()
            ),
            tuple(
                Figure(one, labels.label("level", one), n) for one, n in self._overdue()
            ),
        )

    def _tables(self, labels: Labels, total: int) -> tuple[Counts, ...]:
        def named(field: str) -> Callable[[str], str]:
            return lambda code: labels.label(field, code)

        years = self._by("substr(received, 1, 4)")
        levels = _counts("level", total, self._by("level"), named("level"))
        statuses = _counts("status", total, self._by("status"), named("status"))
        subjects = _counts("subject", total, self._by("subject"), named("subject"))
        places = _counts("facility", total, self._by("facility"), named("facility"))
        return (
            levels,
            statuses,
            subjects,
            places,
            _counts("year", total, sorted(years), lambda _: "", most=len(years)),
            self._reasons(labels),
        )

    def _by(self, column: str) -> list[Row]:
        return self.all(
            f"SELECT coalesce({column}, ''), count(*) {_THESE}"
            " GROUP BY 1 ORDER BY 2 DESC, 1"
        )

    def _reasons(self, labels: Labels) -> Counts:
        """Count the reasons of rejections; one rejection may have several.

        A code that means two things, by the status it stands with, is two reasons.
        """
        rows = self.all(
            "SELECT status, reason, count(*) FROM matters JOIN reasons USING (ordinal)"
            " WHERE register = ?1 AND case_id = ?2 AND withdrawn = 0"
            " AND outcome = 'rejected' GROUP BY 1, 2 ORDER BY 3 DESC, 2"
        )
        ((of, without),) = self.all(
            "SELECT count(*), coalesce(sum(reasons = ''), 0)"
            f" {_THESE} AND outcome = 'rejected'"
        )
        told: Counter[tuple[str, str]] = Counter()
        for status, code, n in rows:
            told[code, labels.reason(status, code)] += n
        ranked = sorted(told.items(), key=lambda one: (-one[1], one[0]))
        shown, others = ranked[:MOST], ranked[MOST:]
        return Counts(
            "reasons",
            of,
            tuple(Figure(*one, n) for one, n in shown),
            sum(n for _, n in others),
            len(others),
            without,
        )

    def _days(self, total: int) -> Days:
        rows = self.all(
            "SELECT CAST(julianday(decided) - julianday(received) AS INTEGER), count(*)"
            f" {_THESE} AND {REPLIED} AND received IS NOT NULL"
            " GROUP BY 1 ORDER BY 1"
        )
        good = [(days, n) for days, n in rows if days >= 0]
        answers = sum(n for _, n in good)
        before = sum(n for days, n in rows if days < 0)
        return Days(
            answers,
            quantile(good, 1, 2),
            quantile(good, 9, 10),
            good[-1][0] if good else None,
            _bins(good),
            before,
            total - answers - before,
        )

    def _punctual(self) -> list[Row]:
        return self.all(
            f"SELECT level, sum({REPLIED}), sum(coalesce({LATE}, 0)),"
            f" sum({REPLIED} AND coalesce(decided > first, 0)),"
            f" sum({REPLIED} AND {DUE} IS NULL)"
            f" {_THESE} GROUP BY level ORDER BY level"
        )

    def _recorded(self) -> list[Row]:
        return self.all(
            "SELECT level, sum(coalesce(due = first, 0)),"
            " sum(coalesce(due = longer AND due != first, 0)),"
            " sum(due IS NOT NULL AND NOT coalesce(due IN (first, longer), 0)),"
            f" sum(due IS NULL) {_THESE} GROUP BY level ORDER BY level"
        )

    def _overdue(self) -> list[Row]:
        return self.views.db.all(
            "SELECT level, count(*) FROM matters"  # noqa: S608 - our own words
            " WHERE register = ?2 AND case_id = ?3"
            f" AND withdrawn = 0 AND {OVERDUE} GROUP BY level ORDER BY level",
            (self.day.isoformat(), self.view.id, self.case),
        )


def _counts(
    name: str,
    of: int,
    rows: Sequence[Row],
    label: Callable[[str], str],
    most: int = MOST,
) -> Counts:
    """Return a table: so many rows, the others and the empty ones counted."""
    filled = [(code, n) for code, n in rows if code]
    shown, others = filled[:most], filled[most:]
    return Counts(
        name,
        of,
        tuple(Figure(code, label(code), n) for code, n in shown),
        sum(n for _, n in others),
        len(others),
        sum(n for code, n in rows if not code),
    )


def quantile(rows: Sequence[tuple[int, int]], part: int, whole: int) -> int | None:
    """Return the least value that so great a part of all does not exceed.

    `rows` are (value, how many) in order; the nearest rank, so it is a value that
    occurs, and None without any.
    """
    total = sum(n for _, n in rows)
    rank = -(-total * part // whole)
    for value, n in rows:
        rank -= n
        if rank <= 0:
            return value
    return None


def _bins(rows: Sequence[tuple[int, int]]) -> tuple[tuple[int, int | None, int], ...]:
    """Return ten days to a bin, what is beyond half a year in one."""
    if not rows:
        return ()
    longest = min(rows[-1][0], _LAST_BIN)
    found = []
    for first in range(0, longest + 1, _BIN):
        last = None if first >= _LAST_BIN else first + _BIN - 1
        inside = (
            n for days, n in rows if first <= days and (last is None or days <= last)
        )
        found.append((first, last, sum(inside)))
    return tuple(found)
