"""A paper that was sealed is a document: what keeps the paper in keeps that in too."""

from collections.abc import Iterator, Mapping

from habeas.actions.desk import Desk
from habeas.actions.documents import file_of
from habeas.actions.paper_checks import KeptInError, look, stopping_now
from habeas.actions.sealed import look as opened
from habeas.case.facts.access import Look
from habeas.views.db import Views
from habeas.views.documents import document
from habeas.views.records import linked, record, states

_SEALED = (("paper", "sealed"), ("paper_copy", "document"))


def take_original(
    desk: Desk,
    case: str,
    one: str,
    language: str,
    purpose: Mapping[str, str] | None = None,
) -> Iterator[bytes]:
    """Hand out the original of a document, byte for byte; that is recorded first.

    Raises:
        KeptInError: it is a paper as it was sealed, and checks keep that in.
        NotFoundError, BadInputError: it is one, and the paper cannot be judged here.
        NotShownError: it could not be recorded; nothing was opened.
    """
    view = document(desk.views, case, one).document
    if paper := paper_of(desk.views, case, one):
        found = stopping_now(desk, case, paper, look(desk, case, paper), language)
        if found:
            raise KeptInError(found)
    return opened(desk, file_of(view), Look.SAVED, purpose)


def paper_of(views: Views, case: str, one: str) -> str:
    """Return the paper that a document is, or is a copy of, as it was sealed; or ''."""
    seen: set[str] = set()
    while one and one not in seen:
        seen.add(one)
        for kind, field in _SEALED:
            for gone in (False, True):
                for id_ in linked(views, one, field, kind=kind, withdrawn=gone):
                    return id_ if kind == "paper" else _of_copy(views, id_)
        one = str(record(views, case, one).fields.get("parent", ""))
    return ""


def _of_copy(views: Views, copy: str) -> str:
    return str(states(views, [copy])[copy].fields["paper"])
