"""The names of the records that others point to, for showing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.actions.desk import Desk
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import Kind
from habeas.errors import NotFoundError
from habeas.vault.acts import authority_in
from habeas.views.records import RecordView, record
from habeas.web.addresses import record_page


@dataclass(frozen=True, slots=True)
class Link:
    """A record as a link: where it is and what it is called.

    With `word`, the name is a message id: a step is called by what happened.
    """

    page: str
    name: str
    word: bool = False


def names_in(desk: Desk, views: Iterable[RecordView]) -> dict[str, Link]:
    """Return every record that these records, now or before, point to, by its id.

    And whoever wrote an entry of theirs, by the id of the log.
    """
    found: dict[str, Link] = {}
    for view in views:
        for log in {change.entry[0] for change in view.state.history} - found.keys():
            if (by := writer(desk, view.case, log)) is not None:
                found[log] = by
        for fields in (view.fields, *_past(view)):
            for one in _refs(view.type, fields):
                if one not in found:
                    found[one] = link(desk, view.case, one)
    return found


def _past(view: RecordView) -> Iterable[Mapping[str, Any]]:
    for change in view.state.history:
        yield change.fields
        yield change.before


def _refs(type_name: str, fields: Mapping[str, Any]) -> Iterable[str]:
    kind = RECORDS.get(type_name)
    for spec in kind.fields if kind else ():
        value = fields.get(spec.name)
        if value and spec.ask.kind is Kind.REF:
            yield value
        elif value and spec.ask.kind is Kind.REFS:
            yield from value


def writer(desk: Desk, case: str, log: str) -> Link | None:
    """Return the member and the device that write a log, None where nobody is named."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    device = authority.device_of(log)
    if device is None:
        return None
    member = str(device.fields["member"])
    name = f"{authority.called(authority.member_of(log))}: {device.fields['label']}"
    return Link(f"/cases/{case}/members/{member}", name)


def link(desk: Desk, case: str, one: str) -> Link:
    """Return a record as a link; one that is not there has no page."""
    try:
        view = record(desk.views, case, one)
    except NotFoundError:
        return Link("", one[:8])
    page = record_page(case, view.type, one)
    kind = RECORDS.get(view.type)
    spec = kind.spec(kind.title) if kind else None
    word = spec.ask.words.get(view.title) if spec else None
    if word:
        return Link(page, word, word=True)
    return Link(page, view.title or one[:8])
