"""The days that the law gives for the answers to a register, from receipt alone.

They are computed when somebody first asks, and again when the pack is another one: a
new revision of the law moves them, and nothing has to be folded again for it.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from habeas.law.counting import compute
from habeas.law.happenings import YEARS, Computed, Happening
from habeas.law.packs import Pack, packs
from habeas.views.db import Views

_NO_PACK = "none"
"""What stands for the pack where this version has none."""
_STARTS = "received"
"""The one event whose day a row gives: a term that starts otherwise has no end here."""
_Due = tuple[str | None, str | None]
_NO_DUE: _Due = (None, None)


def has_term(jurisdiction: str, term: str) -> bool:
    """Say whether a rule pack of this version has such a term."""
    pack = packs().get(jurisdiction)
    return pack is not None and term in pack.terms


def explained(jurisdiction: str, term: str, received: date) -> Computed | None:
    """Return how the first term is worked out, step by step; None without one."""
    pack = packs().get(jurisdiction)
    if pack is None or term not in pack.terms or received.year not in YEARS:
        return None
    return compute(pack, term, [Happening(_STARTS, received)])


def _due(pack: Pack, term: str, received: date) -> _Due:
    """Return the end of the first term, and its end where it is extended once."""
    if received.year not in YEARS:
        return _NO_DUE
    first = compute(pack, term, [Happening(_STARTS, received)]).due
    extended = [Happening(_STARTS, received), Happening("extended", received)]
    longer = compute(pack, term, extended, frozenset({"extended"})).due
    return _day(first), _day(longer) if longer != first else None


def _day(moment: date | None) -> str | None:
    return moment.isoformat()[:10] if moment else None


def settle(views: Views, case: str, register: str) -> None:
    """Compute what the law gives each submission, where that is not done yet.

    Raises:
        StorageError: the disk refuses.
    """
    views.kept(("settled", case, register), lambda: _settle(views, register))


def _settle(views: Views, register: str) -> Mapping[str, str]:
    """Return the digest of the pack that each term of the register is worked out by."""
    rows = views.db.all(
        "SELECT DISTINCT term FROM matters WHERE register = ? AND term != ''",
        (register,),
    )
    used = {}
    for (named,) in rows:
        jurisdiction, _, term = named.partition(" ")
        pack = packs().get(jurisdiction) if has_term(jurisdiction, term) else None
        used[named] = pack.digest if pack else _NO_PACK
        waiting = views.db.all(
            "SELECT DISTINCT received FROM matters WHERE register = ? AND term = ?"
            " AND received IS NOT NULL AND judged != ?",
            (register, named, used[named]),
        )
        days = [row[0] for row in waiting]
        dues = [
            _due(pack, term, date.fromisoformat(d)) if pack else _NO_DUE for d in days
        ]
        with views.db.transaction():
            views.db.run_many(
                "UPDATE matters SET first = ?, longer = ?, judged = ?"
                " WHERE register = ? AND term = ? AND received = ?",
                [
                    (*due, used[named], register, named, day)
                    for due, day in zip(dues, days, strict=True)
                ],
            )
    return MappingProxyType(used)
