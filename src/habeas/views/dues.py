"""What has its time, over all cases: worked out when somebody reads, and then kept.

A fold only notes that a case is stale. Before a page or a command reads, the stale
cases are worked out anew in one transaction, all of them if the rules of law changed.
What one room of one case cannot read takes no other room and no other case away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from habeas.case.dues import Due, Sort
from habeas.case.rules.today import SOON, Group, Placed, Timed, board, in_order
from habeas.errors import HabeasError, StorageError
from habeas.law.digest import rules_digest
from habeas.views import contacts, deadline_dues, decay, letters, risks
from habeas.views.db import Views
from habeas.views.records import json_text
from habeas.words import N_, Tell, silent

Room = Callable[[Views, str], list[Due]]
ROOMS: Final[tuple[Room, ...]] = (
    decay.dues,
    deadline_dues.dues,
    contacts.dues,
    letters.dues,
    risks.dues,
)
"""Who says what has its time in a case; each without looking at a clock."""

_ODD: Final = (HabeasError, ValueError, ArithmeticError, LookupError, TypeError)
"""What a record that no form of this version would take may raise in a room."""
_SORTS = {one.value: one for one in Sort}
_NAMES = tuple(one.name for one in fields(Due))
_VALUES = attrgetter(*_NAMES)
_FIELDS = ", ".join(_NAMES)
_WORKED_OUT = N_("Cases whose days are worked out")
_BLANKS = ", ".join("?" for _ in _NAMES)


def today(
    views: Views, now: datetime, case: str = "", soon: int = SOON
) -> Mapping[Group, list[Placed]]:
    """Return what has its time, in groups; of one case, or of all.

    Raises:
        StorageError: the disk refuses to keep what was worked out anew.
    """
    return board(_in_order(views, case), now, soon)


def dues(views: Views, case: str = "") -> Sequence[tuple[str, Due]]:
    """Return each due with its case, of one case or of all, as the records say now."""
    return [(one.case, one.due) for one in _in_order(views, case)]


def refresh(views: Views, tell: Tell = silent) -> int:
    """Work out the stale cases anew; return how many there were.

    Raises:
        StorageError: the disk refuses; they are as stale as they were.
    """
    with views.guard:
        rules = rules_digest()
        if views.db.all("SELECT digest FROM dues_rules") != [(rules,)]:
            _all_stale(views, rules)
        stale = [row[0] for row in views.db.all("SELECT case_id FROM dues_stale")]
        if stale:
            with views.db.transaction():
                for done, case in enumerate(stale, 1):
                    _work_out(views, case)
                    tell(_WORKED_OUT, done)
                views.db.run("DELETE FROM dues_stale")
            views.forget()
        return len(stale)


def kinds(views: Views, ids: Iterable[str]) -> dict[str, str]:
    """Return the types of these records, those that exist, by id."""
    with views.guard:
        rows = views.db.all(
            "SELECT id, type FROM records WHERE id IN (SELECT value FROM json_each(?))",
            (json_text(list(ids)),),
        )
    return dict(rows)


def _in_order(views: Views, case: str) -> list[Timed]:
    with views.guard:
        refresh(views)
        if case:  # a few rows; to keep them would push out what is kept of all
            return in_order(_stored(views, case))
        return views.kept(("dues",), lambda: in_order(_stored(views, "")))


def _all_stale(views: Views, rules: str) -> None:
    with views.db.transaction():
        views.db.run(
            "INSERT OR IGNORE INTO dues_stale SELECT DISTINCT case_id FROM records"
        )
        views.db.run("DELETE FROM dues_rules")
        views.db.run("INSERT INTO dues_rules VALUES (?)", (rules,))


def _work_out(views: Views, case: str) -> None:
    views.db.run("DELETE FROM dues WHERE case_id = ?", (case,))
    found = list(_found(views, case))
    views.db.run_many(
        f"INSERT INTO dues (case_id, position, {_FIELDS})"  # noqa: S608 - names of fields
        f" VALUES (?, ?, {_BLANKS})",
        [(case, at, *_VALUES(due)) for at, due in enumerate(found)],
    )


def _found(views: Views, case: str) -> Iterator[Due]:
    """Yield the dues of every room that can be read, and one for those that cannot."""
    odd = False
    for room in ROOMS:
        try:
            yield from room(views, case)
        except StorageError:
            raise
        except _ODD:
            odd = True
    if odd:
        rows = views.db.all(
            "SELECT id FROM records WHERE case_id = ? AND type = 'case'"
            " ORDER BY ordinal LIMIT 1",
            (case,),
        )
        page = rows[0][0] if rows else "today/"
        yield Due(Sort.UNREAD, page, page, "", "case")


def _stored(views: Views, case: str) -> list[tuple[str, Due]]:
    asked, values = (" WHERE case_id = ?", (case,)) if case else ("", ())
    rows = views.db.all(
        f"SELECT case_id, {_FIELDS} FROM dues{asked} ORDER BY case_id, position",  # noqa: S608 - as above
        values,
    )
    return [(row[0], _due(*row[1:])) for row in rows]


def _due(sort: str, *row: Any) -> Due:  # noqa: ANN401 - as the table has it
    """Make a due of a row; a thousand cases have thousands of them."""
    texts, (proposed, soft), more = row[:-6], row[-6:-4], row[-4:]
    values: list[Any] = [_SORTS[sort], *texts, bool(proposed), bool(soft), *more]
    return Due(*values)
