"""The cases of a vault and the head of each."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from habeas.case.fold import State
from habeas.case.reading import sound_fields
from habeas.errors import NotFoundError
from habeas.views.db import Views
from habeas.views.records import counts, json_text, states
from habeas.words import N_


@dataclass(frozen=True)
class CaseHead:
    """A case as its pages begin: what it is called and how much is in it."""

    id: str
    record: str
    title: str
    lang: str
    number: str
    subject: str
    held_at: str
    status: str
    counts: dict[str, int]


def case_heads(views: Views) -> list[CaseHead]:
    """Return the cases of the vault in the order they were opened."""
    with views.guard:
        rows = views.db.all(
            "SELECT case_id FROM records WHERE type = 'case'"
            " GROUP BY case_id ORDER BY min(ordinal)"
        )
    return [case_head(views, row[0]) for row in rows]


@dataclass(frozen=True)
class Called:
    """What a case is called, and the language of it."""

    title: str
    lang: str
    number: str


def case_names(views: Views, cases: Iterable[str]) -> dict[str, Called]:
    """Return what these cases are called, by id: those of one page, in one question."""
    with views.guard:
        rows = views.db.all(
            "SELECT case_id, state FROM records WHERE type = 'case'"
            " AND case_id IN (SELECT value FROM json_each(?)) ORDER BY ordinal DESC",
            (json_text(sorted(set(cases))),),
        )
    return {case: _called(case, raw) for case, raw in rows}  # the first put stands


def _called(case: str, raw: bytes) -> Called:
    fields = sound_fields("case", msgspec.json.decode(raw, type=State).fields)
    title = fields.get("title") or {}
    return Called(
        title.get("text", case[:8]), title.get("lang", ""), fields.get("number", "")
    )


def any_case(views: Views) -> bool:
    """Say whether there is a case in the vault."""
    with views.guard:
        return bool(views.db.one("SELECT 1 FROM records WHERE type = 'case' LIMIT 1"))


def only_case(views: Views) -> str:
    """Return the case of a vault that holds one, '' if it holds none or several."""
    with views.guard:
        rows = views.db.all(
            "SELECT DISTINCT case_id FROM records WHERE type = 'case' LIMIT 2"
        )
    return rows[0][0] if len(rows) == 1 else ""


def case_head(views: Views, case: str) -> CaseHead:
    """Return the head of one case.

    Raises:
        NotFoundError: it is not in this vault.
    """
    with views.guard:
        row = views.db.one(
            "SELECT state FROM records WHERE case_id = ? AND type = 'case'"
            " ORDER BY ordinal LIMIT 1",
            (case,),
        )
    if row is None:
        raise NotFoundError(N_("This case is not in this vault."))
    return _head(views, case, row[0])


def _head(views: Views, case: str, raw: bytes) -> CaseHead:
    state = msgspec.json.decode(raw, type=State)
    fields = sound_fields("case", state.fields)
    title = fields.get("title") or {}
    return CaseHead(
        id=case,
        record=state.id,
        title=title.get("text", case[:8]),
        lang=title.get("lang", ""),
        number=fields.get("number", ""),
        subject=fields.get("subject", ""),
        held_at=(fields.get("held_at") or {}).get("text", ""),
        status=(fields.get("status") or {}).get("text", ""),
        counts=counts(views, case),
    )


def case_law(views: Views, case: str) -> str:
    """Return the code of the law of the place where the person is held, '' if unsaid.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    found = states(views, [case_head(views, case).record])
    return next((str(one.fields.get("law", "")) for one in found.values()), "")
