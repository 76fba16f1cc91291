"""Remarks on the pages of a document, in the order in which they were made."""

from dataclasses import dataclass

from habeas.views.db import Views
from habeas.views.records import linked, states


@dataclass(frozen=True)
class Remark:
    """One annotation that stands; places are parts of 10,000, `page` is from 1."""

    id: str
    page: int
    shape: str
    x: int
    y: int
    x2: int
    y2: int
    text: str
    lang: str
    sensitive: bool


def annotations(views: Views, case: str, document: str) -> list[Remark]:
    """Return the remarks on a document that stand and that this version can read."""
    ids = linked(views, document, "document")
    found = states(views, ids)
    return [
        Remark(
            id=one,
            page=fields.get("page") or 1,
            shape=fields["shape"],
            x=fields.get("x", 0),
            y=fields.get("y", 0),
            x2=fields.get("x2") or 0,
            y2=fields.get("y2") or 0,
            text=fields["text"]["text"],
            lang=fields["text"]["lang"],
            sensitive=fields.get("sensitive", False),
        )
        for one in ids
        if found[one].type == "annotation"
        and found[one].case == case
        and {"shape", "text"} <= set(fields := found[one].fields)
    ]
