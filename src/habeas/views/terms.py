"""The days that the law gives for the answers to a register, from receipt alone.

They are computed when somebody first asks, and again when the pack is another one: a
new revision of the law moves them, and nothing has to be folded again for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from habeas.views.db import Views


@dataclass(frozen=True, slots=True)
class Terms:
    """One term of a pack: `due` takes a day of receipt, all as ISO 8601 days.

    It returns the end of the first term and that of the extended one; None where the
    pack gives none. `digest` says by which pack.
    """

    digest: str
    due: Callable[[str], tuple[str | None, str | None]]


def terms_of(jurisdiction: str, term: str) -> Terms:
    """Return a term; of a pack that this version lacks it is one without days."""
    days = {
        "us.bop.due.F": (20, 40),
        "us.bop.due.R": (30, 60),
        "us.bop.due.A": (40, 60),
    }
    if term not in days:
        return Terms("none", lambda _day: (None, None))
    a, b = days[term]

    def due(day: str) -> tuple[str | None, str | None]:
        one = date.fromisoformat(day)
        return (one + timedelta(a)).isoformat(), (one + timedelta(b)).isoformat()

    return Terms("x", due)


def settle(views: Views, case: str, register: str) -> None:
    """Compute what the law gives each submission, where that is not done yet.

    Raises:
        StorageError: the disk refuses.
    """
    views.kept(("settled", case, register), lambda: _settle(views, register))


def _settle(views: Views, register: str) -> bool:
    rows = views.db.all(
        "SELECT DISTINCT term FROM matters WHERE register = ? AND term != ''",
        (register,),
    )
    for (term,) in rows:
        jurisdiction, _, name = term.partition(" ")
        law = terms_of(jurisdiction, name)
        waiting = views.db.all(
            "SELECT DISTINCT received FROM matters WHERE register = ? AND term = ?"
            " AND received IS NOT NULL AND judged != ?",
            (register, term, law.digest),
        )
        computed = [(*law.due(day), law.digest) for (day,) in waiting]
        with views.db.transaction():
            views.db.run_many(
                "UPDATE matters SET first = ?, longer = ?, judged = ?"
                " WHERE register = ? AND term = ? AND received = ?",
                [
                    (*due, register, term, day)
                    for due, (day,) in zip(computed, waiting, strict=True)
                ],
            )
    return True
