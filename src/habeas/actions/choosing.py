"""What a person chose to disclose, and what cannot be read without it."""

from collections.abc import Iterable
from dataclasses import dataclass

from habeas.actions.bundle_stamps import covering
from habeas.actions.desk import Desk
from habeas.case.facts.consent import Use
from habeas.case.rules.records import BESIDE
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.views.cases import case_head
from habeas.views.records import (
    RecordLine,
    RecordView,
    known,
    linked,
    record,
    records,
    states,
)
from habeas.views.timestamps import tokens
from habeas.words import N_

_NEEDED = {
    "claim": ("speaker", "said_to", "incident", "via"),
    "document": ("author", "acquired_by"),
    "consent": ("person",),
    "identity": ("person",),
    "exhibit": ("found_by",),
    "custody": ("exhibit", "giver", "taker", "witnesses"),
    "batch": ("handed_by", "acquired_by"),
    "matter": ("register",),
    "perishable": ("holder", "able"),
    "preservation": ("perishable", "who", "to", "witnesses"),
    "timestamp": ("exhibit",),
    "annotation": ("document",),
    "contact": ("person", "by", "asked", "refused_by", "present", "carried_by"),
    "letter": ("writer", "to"),
    "letter_step": ("letter", "who", "to"),
    "proceeding": ("body", "person", "counsel", "parent"),
    "proceeding_step": ("proceeding", "who", "to", "excluded_by", "counsel", "about"),
    "deadline": ("proceeding", "start", "responsible", "done_by"),
    "risk": ("told_by", "person", "actor"),
    "assessment": ("person", "by"),
    "plan": ("person", "responsible"),
    "escalation": ("plan", "tell"),
    "alarm": ("plan", "step", "who"),
}
"""Fields that point to what a record cannot be read without."""
_OFFERED = (
    *("person", "incident", "claim", "document"),
    *("exhibit", "custody", "annotation", "perishable", "preservation"),
    *("contact", "letter", "letter_step", "proceeding", "proceeding_step", "risk"),
)


@dataclass(frozen=True)
class Chosen:
    """What is to be disclosed, for which use, to whom.

    `records` are record ids (claims, incidents, people, notes …); what they cannot be
    read without (speakers, incidents) is added. A document discloses its original and
    its text, and who opened it. An identity is disclosed only if its id is in `names`.
    """

    use: Use
    recipient: str
    records: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def everything(desk: Desk, case: str) -> frozenset[str]:
    """Return the records that are offered first: the ordinary compartment's facts."""
    return frozenset(
        line.id
        for kind in _OFFERED
        for line in records(desk.views, case, kind)
        if line.compartment == "case" and _stands(desk, case, line)
    )


def _stands(desk: Desk, case: str, line: RecordLine) -> bool:
    """Say whether what an event is about stands, in the ordinary compartment."""
    if line.type not in BESIDE:
        return True
    fields = record(desk.views, case, line.id).fields
    thing = states(desk.views, [str(fields.get(BESIDE[line.type], ""))]).values()
    return any(one.compartment == "case" and not one.state.withdrawn for one in thing)


def with_needs(desk: Desk, case: str, chosen: Chosen) -> list[RecordView]:
    """Return the records of a bundle, in the order in which they were begun.

    The timestamps that vouch for what is disclosed go along.

    Raises:
        NotFoundError: a chosen record is not in this case.
        BadInputError: nothing was chosen, or no recipient named.
    """
    require_identities(desk, case, chosen.names)
    if not chosen.recipient.strip():
        raise BadInputError(
            N_("It is not said for whom this bundle is."),
            advice=N_("Name the recipient: a court, an office, a person."),
        )
    if not chosen.records:
        raise BadInputError(
            N_("Nothing was chosen."), advice=N_("Choose at least one record.")
        )
    found: dict[str, RecordView] = {}
    waiting = sorted(
        chosen.records | chosen.names | {case_head(desk.views, case).record}
    )
    while waiting:
        one = waiting.pop(0)
        if one in found:
            continue
        if one not in chosen.records and not known(desk.views, case, one):
            continue  # what a hostile or newer record points to
        view = record(desk.views, case, one)
        if view.type == "identity" and one not in chosen.names:
            continue
        found[one] = view
        waiting.extend(_needs(desk, view))
    for token in covering(tokens(desk.views, case), _entries(found.values())):
        found[token.id] = record(desk.views, case, token.id)
    return sorted(found.values(), key=lambda view: view.state.history[0].entry)


def _entries(views: Iterable[RecordView]) -> set[tuple[str, int]]:
    """Return the entries that are disclosed, timestamps aside."""
    return {
        change.entry
        for view in views
        if view.type != "timestamp"
        for change in view.state.history
    }


def _needs(desk: Desk, view: RecordView) -> list[str]:
    """Return the records that this one cannot be read without."""
    found: list[str] = []
    for name in _NEEDED.get(view.type, ()):
        value = view.fields.get(name) or ()
        found.extend([value] if isinstance(value, str) else value)
    if view.type == "document":
        found += [
            one
            for one in linked(desk.views, view.id, "document")
            if record(desk.views, view.case, one).type == "extract"
        ]
    return found


def require_identities(desk: Desk, case: str, names: Iterable[str]) -> None:
    """Refuse a name that is no identity of this case, or that says not whose it is.

    Raises:
        NotFoundError, RefusedError: as it says.
    """
    found = [record(desk.views, case, one) for one in names]
    if any(one.type != "identity" for one in found):
        raise NotFoundError(N_("This record is not an identity of this case."))
    if any("person" not in one.fields for one in found):
        raise RefusedError(
            N_("This identity does not say whose it is."),
            advice=N_(
                "Another program wrote it. Record it anew with its person, withdraw"
                " this one, and choose again. Nothing left."
            ),
        )
