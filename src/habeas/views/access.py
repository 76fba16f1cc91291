"""Who opened a sealed file, how, when and what for."""

from dataclasses import dataclass

from habeas.views.db import Views
from habeas.views.records import linked, record, states


@dataclass(frozen=True)
class AccessLine:
    """One opening: by which member's key, at which moment of the author's clock.

    `withdrawn`: another program withdrew it; it is shown all the same.
    """

    id: str
    act: str
    at: str
    by: str
    purpose: str
    lang: str
    withdrawn: bool


def openings(views: Views, case: str, item: str) -> list[AccessLine]:
    """Return every recorded opening of a record's file, the newest first.

    Raises:
        NotFoundError: there is no such record in this case.
    """
    record(views, case, item)
    ids = linked(views, item, "item") + linked(views, item, "item", withdrawn=True)
    found = [one for one in states(views, ids).values() if one.type == "access"]
    lines = []
    for one in found:
        first = one.state.history[0]
        purpose = one.fields.get("purpose") or {}
        line = AccessLine(
            id=one.id,
            act=one.fields.get("act", ""),
            at=first.at,
            by=first.by,
            purpose=purpose.get("text", ""),
            lang=purpose.get("lang", ""),
            withdrawn=one.state.withdrawn,
        )
        lines.append(((first.lamport, first.entry), line))
    lines.sort(reverse=True, key=lambda line: line[0])
    return [line for _, line in lines]
