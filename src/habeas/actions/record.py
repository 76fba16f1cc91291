"""The one write path: check rules, encode, seal, append durably, fold, show."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New, body_of, place_of
from habeas.actions.rings import require_no_ring
from habeas.actions.subjects import subjects
from habeas.case.codec import Act, Body, decode_body, encode_body
from habeas.case.compartments import COMPARTMENTS
from habeas.case.fold import differing
from habeas.case.rules.records import (
    APART,
    BESIDE,
    check_change,
    check_record,
    record_named,
    require_changeable,
)
from habeas.crypto.nonce import random_bytes
from habeas.errors import BadInputError, HabeasError, RefusedError, StorageError
from habeas.log.entry import Head
from habeas.vault import read
from habeas.vault.append import Draft, append, begun_before, open_log, superseded
from habeas.vault.case_keys import device_in, new_keys
from habeas.vault.opening import ACTS
from habeas.vault.outside import is_outside
from habeas.vault.own_logs import LogKeys, continue_log, new_log, own_log
from habeas.views.db import catch_up
from habeas.views.records import RecordView, known, record, type_of
from habeas.words import N_


@dataclass(frozen=True)
class Change:
    """What a later entry does to a record that stands."""

    act: Act
    fields: dict[str, Any]
    over: tuple[tuple[str, int], ...]
    drop: tuple[str, ...]
    reason: str


class RecordedError(StorageError):
    """It is on the disk, and only the pages cannot show it yet."""

    default_advice = N_(
        "Do not record it again. Free some space, then lock the vault and unlock it:"
        " the pages catch up."
    )


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
    """Record several things, all or none; later ones may point to earlier ones.

    Raises:
        BadInputError: a field is missing or wrong; nothing was recorded.
        StorageError: the disk refused; nothing was recorded.
    """
    fresh: dict[str, str] = {}

    def lookup(one: str, *, withdrawn: bool = False) -> str | None:
        kind = type_of(desk.views, case, one, withdrawn=withdrawn)
        return fresh.get(one) or kind

    anything = partial(lookup, withdrawn=True)  # a withdrawn file may be looked at
    with desk.vault.guard:
        _require_inside(desk, case)
        news = [_beside(desk, case, new) for new in news]
        for new in news:
            find = anything if new.type == "access" else lookup
            check_record(record_named(new.type), new.fields, find)
            fresh[new.id] = new.type
        places = [place_of(record_named(new.type).compartments, new) for new in news]
        _continue(desk, case)
        if not all(new.type in ACTS for new in news):
            desk.keep_keys(case)
        lamport = read.lamport(desk.vault, bytes.fromhex(case))
        device = device_in(desk.vault, bytes.fromhex(case))
        whose = subjects(desk, case, [(n.type, n.id, n.fields) for n in news])
        drafts = [
            _draft(place, one, body_of(desk, device, new, lamport + n))
            for n, (new, place, one) in enumerate(
                zip(news, places, whose, strict=True), 1
            )
        ]
        append(desk.vault, bytes.fromhex(case), drafts)
        _show(desk, case)
    return [new.id for new in news]


def put_unread(
    desk: Desk, case: str, news: Sequence[New], noted: Callable[[str, int], object]
) -> None:
    """Record what this device seals to others and cannot read back, all or none.

    `noted` is told the log, in hex, and the number of the first entry before it is
    written. Nothing is folded here, and no key to it is kept. What it is about can't be
    looked up: each of `news` points to nothing but others of them.

    Raises:
        BadInputError: a field is missing or wrong; nothing was recorded.
        StorageError: the disk refused; nothing was recorded.
    """
    vault, id_, fresh = desk.vault, bytes.fromhex(case), dict[str, str]()
    with vault.guard:
        for new in news:
            check_record(record_named(new.type), new.fields, fresh.get)
            fresh[new.id] = new.type
        _continue(desk, case)
        lamport, device = read.lamport(vault, id_), device_in(vault, id_)
        drafts = [
            _draft(COMPARTMENTS["case"], "", body_of(desk, device, new, lamport + n))
            for n, new in enumerate(news, 1)
        ]
        own = own_log(vault.db, id_).id
        noted(own.hex(), read.frontier(vault.db, own).size)
        append(vault, id_, drafts)


def _require_inside(desk: Desk, case: str) -> None:
    if is_outside(desk.vault, bytes.fromhex(case)):
        raise RefusedError(
            N_("This device is outside of the case: it reads nothing of it."),
            advice=N_("What it may add is handed in. Nothing was recorded."),
        )


def _beside(desk: Desk, case: str, new: New) -> New:
    """Keep what is said of an exhibit, say, in the exhibit's own compartment.

    Raises:
        BadInputError: another compartment is asked for.
    """
    if new.compartment in APART.get(new.type, ()):
        return new
    thing = new.fields.get(BESIDE.get(new.type, ""))
    if not isinstance(thing, str) or not known(desk.views, case, thing):
        return new
    place = record(desk.views, case, thing).compartment
    if new.compartment not in ("", place):
        raise BadInputError(
            N_(
                "What this is about lies in the compartment ‘{name}’, and so must this."
            ),
            advice=N_("Choose that compartment. Nothing was recorded."),
            name=place,
        )
    return replace(new, compartment=place)


def open_case(desk: Desk, fields: Mapping[str, Any], software: str) -> str:
    """Begin a case with a log of its own; return the case id in hex.

    Raises:
        BadInputError: the title is missing.
        StorageError: the disk refused; nothing was begun.
    """
    log, case, keys = new_log(), random_bytes(16), new_keys()
    news = [New("log", _log_fields(log, software)), New("case", fields)]
    drafts = []
    for number, new in enumerate(news, 1):
        check_record(record_named(new.type), new.fields, lambda _: None)
        body = body_of(desk, keys.device, new, number)
        drafts.append(_draft(COMPARTMENTS["case"], "", body))
    with desk.vault.guard:
        open_log(desk.vault, case, log, sorted(COMPARTMENTS.values()), drafts, keys)
        _show(desk, case.hex())
    return case.hex()


def begin_log(desk: Desk, case: str, log: LogKeys) -> None:
    """Begin this device's log of a case that it joined, once it can read the case.

    In a vault that may have begun it before, another log goes on from it.

    Raises:
        StorageError: the disk refused; nothing was begun.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        before = begun_before(vault, log.id)
        if before is None:
            _open(desk, id_, log, {})
        else:
            _go_on(desk, id_, log, before)
        _show(desk, case)


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

    Fields that are given as they stand are left out, unless that settles a conflict.

    Raises:
        BadInputError: no reason, nothing changed, or a value that is wrong.
        RefusedError: the record was withdrawn, or nobody may change this field.
        StorageError: the disk refused; nothing was recorded.
    """
    with desk.vault.guard:
        old = _standing(desk, case, record_id)
        _require_reason(reason)
        standing = old.state.fields
        changed = differing(old.state, fields)
        if not changed and not drop:
            raise BadInputError(
                N_("Nothing is different, so there is nothing to correct.")
            )
        require_no_ring(desk, case, record_id, changed)
        kind = record_named(old.type)
        check_change(
            kind, standing, changed, drop, lambda one: type_of(desk.views, case, one)
        )
        answered = {
            ref for name in (*changed, *drop) for ref in old.state.set_by.get(name, ())
        }
        change = Change(
            Act.CORRECT, changed, tuple(sorted(answered)), tuple(drop), reason
        )
        _append_change(desk, old, change)


def withdraw(desk: Desk, case: str, record_id: str, *, reason: str) -> None:
    """Withdraw a record: it stays in the log and in the history, and counts no more.

    Raises:
        BadInputError: no reason.
        RefusedError: it was withdrawn already, or the case itself was meant.
        StorageError: the disk refused; nothing was recorded.
    """
    with desk.vault.guard:
        old = _standing(desk, case, record_id)
        _require_reason(reason)
        if old.type in ("case", "log"):
            raise RefusedError(
                N_("The case itself cannot be withdrawn."),
                advice=N_("Correct its title instead."),
            )
        _append_change(desk, old, Change(Act.WITHDRAW, {}, (), (), reason))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInputError(
            N_("A reason is missing."),
            advice=N_(
                "Say in a few words why; it stands in the log beside the change."
            ),
            field="reason",
        )


def _append_change(desk: Desk, old: RecordView, change: Change) -> None:
    place = COMPARTMENTS.get(old.compartment)
    if place is None:
        raise RefusedError(
            N_("This record lies in a compartment that this version does not know."),
            advice=N_("Install the newer Habeas. Nothing was changed."),
        )
    _continue(desk, old.case)
    desk.keep_keys(old.case)
    body = Body(
        salt=random_bytes(32),
        act=change.act,
        type=old.type,
        id=old.id,
        by=device_in(desk.vault, bytes.fromhex(old.case)).hex(),
        at=desk.clock.now(),
        lamport=read.lamport(desk.vault, bytes.fromhex(old.case)) + 1,
        fields=change.fields,
        over=change.over,
        drop=change.drop,
        reason=change.reason.strip(),
    )
    (subject,) = subjects(desk, old.case, [(old.type, old.id, old.fields)])
    draft = _draft(place, subject, body)
    append(desk.vault, bytes.fromhex(old.case), [draft])
    _show(desk, old.case)


def _continue(desk: Desk, case: str) -> None:
    """Begin another log where this vault may not continue its own (docs/adr/0007)."""
    vault, case_id = desk.vault, bytes.fromhex(case)
    if (old := superseded(vault, case_id)) is None:
        return
    _go_on(desk, case_id, own_log(vault.db, case_id), old)


def _go_on(desk: Desk, case: bytes, old: LogKeys, head: Head) -> None:
    """Begin a log that the one before, which ends at `head`, hands over to."""
    log = new_log()
    previous = f"{head.log.hex()} {head.size} {head.root.hex()}"
    signed = continue_log(desk.vault, case, old, log, previous)
    continues = b64encode(signed).decode("ascii")
    _open(desk, case, log, {"previous": previous, "continues": continues})


def _open(desk: Desk, case: bytes, log: LogKeys, more: Mapping[str, str]) -> None:
    vault = desk.vault
    new = New("log", {**_log_fields(log, software_name()), **more})
    body = body_of(desk, device_in(vault, case), new, read.lamport(vault, case) + 1)
    open_log(vault, case, log, (), [_draft(COMPARTMENTS["case"], "", body)])


def software_name() -> str:
    """Return what the first entry of a log says wrote it."""
    return f"habeas {version('habeas')}"


def _log_fields(log: LogKeys, software: str) -> dict[str, str]:
    key = b64encode(log.mldsa44).decode("ascii")
    return {"mldsa44": key, "software": software}


def _show(desk: Desk, case: str) -> None:
    """Fold what was recorded; say so plainly if only that failed."""
    try:
        catch_up(desk.vault, desk.views, bytes.fromhex(case))
    except HabeasError as error:
        raise RecordedError(
            N_("This was recorded and is safe, but the pages cannot show it yet.")
        ) from error


def _draft(place: int, subject: str, body: Body) -> Draft:
    data = encode_body(body)
    decode_body(data)  # nothing is recorded that could not be read again
    is_act = body.type in ACTS and place == COMPARTMENTS["case"]
    return Draft(place, subject, data, body.lamport, act=is_act)


def _standing(desk: Desk, case: str, record_id: str) -> RecordView:
    found = record(desk.views, case, record_id)
    require_changeable(found.type)
    if found.state.withdrawn:
        raise RefusedError(
            N_("This record was withdrawn."),
            advice=N_("Record it anew if it stands after all; both stay in the log."),
        )
    return found
