"""The one write path: check rules, encode, seal, append durably, fold, show."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from habeas.actions.desk import Desk
from habeas.case.codec import Act, Body, encode_body
from habeas.case.compartments import COMPARTMENTS
from habeas.case.rules.records import check_record, record_named
from habeas.crypto.nonce import random_bytes
from habeas.errors import BadInputError, RefusedError
from habeas.vault import read
from habeas.vault.append import Draft, append, new_log, open_log
from habeas.views.db import catch_up
from habeas.views.records import RecordView, record, type_of
from habeas.words import N_


@dataclass(frozen=True)
class New:
    """A record about to be put. `compartment` is the usual one unless named."""

    type: str
    fields: Mapping[str, Any]
    compartment: str = ""
    id: str = field(default_factory=lambda: random_bytes(16).hex())


@dataclass(frozen=True)
class Change:
    """What a later entry does to a record that stands."""

    act: Act
    fields: dict[str, Any]
    over: tuple[tuple[str, int], ...]
    drop: tuple[str, ...]
    reason: str


def put(
    desk: Desk, case: str, kind: str, fields: Mapping[str, Any], compartment: str = ""
) -> str:
    """Record something; return its id. It is on the disk when this returns.

    Raises:
        BadInputError: a field is missing or wrong; nothing was recorded.
        StorageError: the disk refused; nothing was recorded.
    """
    return put_all(desk, case, [New(kind, fields, compartment)])[0]


def put_all(desk: Desk, case: str, news: Sequence[New]) -> list[str]:
    """Record several things, all or none; later ones may point to earlier ones."""
    fresh = {new.id: new.type for new in news}

    def lookup(one: str) -> str | None:
        return fresh.get(one) or type_of(desk.views, case, one)

    with desk.vault.guard:
        lamport = read.lamport(desk.vault, bytes.fromhex(case))
        drafts = []
        for number, new in enumerate(news, 1):
            kind = record_named(new.type)
            check_record(kind, new.fields, lookup)
            place = _place(kind.compartments, new.compartment)
            subject = str(new.fields.get("person", ""))
            body = _body(desk, new, lamport + number)
            drafts.append(Draft(place, subject, encode_body(body), body.lamport))
        append(desk.vault, bytes.fromhex(case), drafts)
        catch_up(desk.vault, desk.views)
    return [new.id for new in news]


def open_case(desk: Desk, fields: Mapping[str, Any], software: str) -> str:
    """Begin a case with a log of its own; return the case id in hex.

    Raises:
        BadInputError: the title is missing.
    """
    log, case = new_log(), random_bytes(16)
    news = [
        New(
            "log",
            {"mldsa44": b64encode(log.mldsa44).decode("ascii"), "software": software},
        ),
        New("case", fields),
    ]
    drafts = []
    for number, new in enumerate(news, 1):
        check_record(record_named(new.type), new.fields, lambda _: None)
        body = encode_body(_body(desk, new, number))
        drafts.append(Draft(COMPARTMENTS["case"], "", body, number))
    open_log(desk.vault, case, log, sorted(COMPARTMENTS.values()), drafts)
    catch_up(desk.vault, desk.views)
    return case.hex()


def correct(  # noqa: PLR0913 - what changes, what empties, why
    desk: Desk,
    case: str,
    record_id: str,
    fields: Mapping[str, Any],
    *,
    reason: str,
    drop: Sequence[str] = (),
) -> None:
    """Put new values beside the old ones; the old stay visible.

    Raises:
        BadInputError: no reason, nothing changed, or a value that is wrong.
        RefusedError: the record was withdrawn.
    """
    with desk.vault.guard:
        old = _standing(desk, case, record_id)
        if not reason.strip():
            raise _no_reason()
        if not fields and not drop:
            raise BadInputError(
                N_("Nothing is different, so there is nothing to correct.")
            )
        merged = {**old.fields, **fields}
        for name in drop:
            merged.pop(name, None)
        check_record(
            record_named(old.type), merged, lambda one: type_of(desk.views, case, one)
        )
        over = sorted(
            {ref for name in (*fields, *drop) for ref in old.state.set_by.get(name, ())}
        )
        change = Change(Act.CORRECT, dict(fields), tuple(over), tuple(drop), reason)
        _append_change(desk, old, change)


def withdraw(desk: Desk, case: str, record_id: str, *, reason: str) -> None:
    """Withdraw a record: it stays in the log and in the history, and counts no more.

    Raises:
        BadInputError: no reason.
        RefusedError: it was withdrawn already, or the case itself was meant.
    """
    with desk.vault.guard:
        old = _standing(desk, case, record_id)
        if not reason.strip():
            raise _no_reason()
        if old.type in ("case", "log"):
            raise RefusedError(
                N_("The case itself cannot be withdrawn."),
                advice=N_("Correct its title instead."),
            )
        _append_change(desk, old, Change(Act.WITHDRAW, {}, (), (), reason))


def _append_change(desk: Desk, old: RecordView, change: Change) -> None:
    lamport = read.lamport(desk.vault, bytes.fromhex(old.case)) + 1
    body = Body(
        salt=random_bytes(32),
        act=change.act,
        type=old.type,
        id=old.id,
        by=desk.vault.member.hex(),
        at=desk.clock.now(),
        lamport=lamport,
        fields=change.fields,
        over=change.over,
        drop=change.drop,
        reason=change.reason.strip(),
    )
    subject = str(old.fields.get("person", ""))
    place = COMPARTMENTS[old.compartment]
    append(
        desk.vault,
        bytes.fromhex(old.case),
        [Draft(place, subject, encode_body(body), lamport)],
    )
    catch_up(desk.vault, desk.views)


def _body(desk: Desk, new: New, lamport: int) -> Body:
    return Body(
        salt=random_bytes(32),
        act=Act.PUT,
        type=new.type,
        id=new.id,
        by=desk.vault.member.hex(),
        at=desk.clock.now(),
        lamport=lamport,
        fields=dict(new.fields),
    )


def _place(allowed: Sequence[str], wanted: str) -> int:
    if wanted and wanted not in allowed:
        raise BadInputError(
            N_("This kind of record cannot be kept in the compartment ‘{name}’."),
            advice=N_("Choose one of: {choices}."),
            name=wanted[:40],
            choices=", ".join(allowed),
        )
    return COMPARTMENTS[wanted or allowed[0]]


def _standing(desk: Desk, case: str, record_id: str) -> RecordView:
    found = record(desk.views, case, record_id)
    if found.state.withdrawn:
        raise RefusedError(
            N_("This record was withdrawn."),
            advice=N_("Record it anew if it stands after all; both stay in the log."),
        )
    return found


def _no_reason() -> BadInputError:
    return BadInputError(
        N_("A reason is missing."),
        advice=N_("Say in a few words why; it stands in the log beside the change."),
    )
