"""Under whose key what is about to be recorded is sealed."""

from collections.abc import Mapping, Sequence
from typing import Any

from habeas.actions.desk import Desk
from habeas.case.rules.subjects import subject_of
from habeas.views.records import known, record

Said = tuple[str, str, Mapping[str, Any]]
"""A record: its type, its id, its fields."""


def subjects(desk: Desk, case: str, news: Sequence[Said]) -> list[str]:
    """Return for each record whose data it is, '' for nobody's; they may be new."""
    fresh = {one: (kind, fields) for kind, one, fields in news}

    def find(one: str) -> tuple[str, Mapping[str, Any]] | None:
        if one in fresh:
            return fresh[one]
        if not known(desk.views, case, one):
            return None
        view = record(desk.views, case, one)
        return view.type, view.fields

    return [subject_of(*new, find) for new in news]
