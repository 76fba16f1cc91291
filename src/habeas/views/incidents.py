"""Incidents and their versions: all accounts of one event, side by side."""

from dataclasses import dataclass

from habeas.errors import NotFoundError
from habeas.views.accounts import Account
from habeas.views.db import Views
from habeas.views.records import record
from habeas.views.timeline import IncidentHead, incident_head, item
from habeas.words import N_


@dataclass(frozen=True)
class Versions:
    """One incident and its accounts; `differ` names what they do not agree on.

    The names are of: stance, about (when it happened), basis. Differences are shown,
    never scored: a person who tells it twice tells it in two ways.
    """

    incident: IncidentHead
    columns: tuple[Account, ...]
    differ: frozenset[str]


def versions(views: Views, case: str, incident: str) -> Versions:
    """Return the accounts of an incident in the order they were said.

    Raises:
        NotFoundError: no such incident in this case.
    """
    found = record(views, case, incident)
    if found.type != "incident":
        raise NotFoundError(N_("This incident is not in this case."))
    card = item(views, case, incident)
    columns: tuple[Account, ...] = ()
    if card is not None and card.lead is not None:
        columns = (card.lead, *card.others)
    differ = {
        name
        for name in ("stance", "about", "basis")
        if len({getattr(one, name) for one in columns if getattr(one, name)}) > 1
    }
    head = incident_head(incident, found.fields)
    return Versions(head, columns, frozenset(differ))
