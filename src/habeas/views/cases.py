"""The cases of a vault and the head of each."""

from dataclasses import dataclass

import msgspec

from habeas.case.fold import State
from habeas.case.reading import sound_fields
from habeas.errors import NotFoundError
from habeas.views.db import Views
from habeas.views.records import counts, states
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
