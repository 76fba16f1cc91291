"""Receipts that both vaults sign: issued by the giver, countersigned, taken back in.

The file is all that passes between the two; no network, no common case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.drafting import New
from habeas.actions.protected import refuse_names
from habeas.actions.record import correct, put_all
from habeas.case.codec import decode_body
from habeas.case.facts.exhibits import Event, Thing
from habeas.case.facts.exhibits import Signed as Answer
from habeas.case.values import Known
from habeas.crypto.digest import sha256
from habeas.errors import NewerVersionError, NotFoundError, RefusedError
from habeas.log.entry import decode
from habeas.log.receipt import (
    LONGEST_LINE,
    Receipt,
    Signed,
    fingerprint,
    read_receipt,
)
from habeas.vault import own_logs, read
from habeas.views.custody import custody
from habeas.views.documents import document_with, next_number
from habeas.views.records import RecordView, linked, record, records
from habeas.words import N_

NAME = "receipt.txt"
GIVEN = frozenset({Event.HANDED, Event.SENT, Event.RETURNED})
"""What somebody else signs for."""
_BY_HAND = N_(
    "Correct the event or the exhibit so that it says the pseudonym; or print the"
    " receipt and sign it by hand."
)


@dataclass(frozen=True)
class Taken:
    """The note to give back, the exhibit, and the document that holds the receipt."""

    note: bytes
    exhibit: str
    paper: str


def issue(desk: Desk, case: str, event: str) -> bytes:
    """Return the receipt of a custody event, signed by the log that holds it.

    Raises:
        NotFoundError: it is no hand-over, or another device recorded it.
        NameStandsError: a protected name would stand in the file.
    """
    receipt = _receipt(desk, case, event)
    refuse_names(desk, case, receipt.text, N_("in the receipt"), _BY_HAND)
    return own_logs.release(desk.vault, receipt)


def look(desk: Desk, case: str, data: bytes) -> Signed:
    """Return what a giver's receipt says, checked, for the receiver to read first.

    Raises:
        LogError: it is no receipt, or a signature is wrong.
        RefusedError: the giver has not signed it, or it is this case's own.
    """
    signed = read_receipt(data)
    if not signed.released:
        raise RefusedError(
            N_("Whoever hands it over has not signed this receipt."),
            advice=N_("Ask for the file that their Habeas writes. Nothing was signed."),
        )
    if signed.receipt.log in _logs(desk, case):
        raise RefusedError(
            N_("This receipt was issued in this very case."),
            advice=N_("The receiver signs it, in a case of their own."),
        )
    return signed


def take(desk: Desk, case: str, data: bytes, say: Callable[[str], str] = N_) -> Taken:
    """Countersign a receipt; record the exhibit, its receipt and that it was received.

    `say` translates the sentence that the record keeps about the giver. Signing the
    same receipt again records nothing more.

    Raises:
        LogError, RefusedError: as `look`; nothing was signed or recorded.
        StorageError: the disk refused.
    """
    signed = look(desk, case, data)
    note = own_logs.countersign(desk.vault, bytes.fromhex(case), signed)
    with desk.vault.guard:
        paper = _kept(desk, case, note)
        for one in linked(desk.views, paper, "receipt"):
            known = record(desk.views, case, one).fields.get("exhibit", "")
            return Taken(note, known, paper)
        people, hands = _hands(desk, case, signed.receipt.told)
        exhibit = New("exhibit", _thing(desk, case, signed, say))
        fields = _received(desk, exhibit.id, paper, signed.receipt.told)
        put_all(desk, case, [*people, exhibit, New("custody", {**fields, **hands})])
    return Taken(note, exhibit.id, paper)


@dataclass(frozen=True)
class Returned:
    """A receipt that comes back: the event it is of, and whoever else signed it."""

    signed: Signed
    event: str
    receivers: tuple[bytes, ...]


def check_returned(desk: Desk, case: str, data: bytes) -> Returned:
    """Return what a receipt of this case says that comes back, checked, to be kept.

    Raises:
        LogError: it is no receipt, or a signature is wrong.
        RefusedError: it is of another case, one side has not signed it, it says
            otherwise than the event does now, or another is kept already.
    """
    signed = read_receipt(data)
    event = _event_of(desk, case, signed.receipt)
    ours = _logs(desk, case)
    receivers = tuple(one for one in signed.receivers if one not in ours)
    if not (receivers and signed.released):
        raise RefusedError(
            N_("This receipt is not signed by both sides."),
            advice=N_(
                "Bring in the file that the receiver's Habeas gave back. Nothing was"
                " recorded."
            ),
        )
    _require_same(_receipt(desk, case, event), signed.receipt)
    kept = record(desk.views, case, event).fields.get("receipt")
    if kept not in (None, document_with(desk.views, case, sha256(signed.note).hex())):
        raise RefusedError(
            N_("The event has a receipt already, and it is another one."),
            advice=N_(
                "Look at that one first. If it is wrong, correct the event, then bring"
                " this one in. Nothing was recorded."
            ),
        )
    return Returned(signed, event, receivers)


def accept(desk: Desk, case: str, data: bytes) -> str:
    """Keep a receipt that the receiver signed; return the custody event it is of.

    The file is kept as a document, and the event says that it was signed for.

    Raises:
        LogError, RefusedError: as `check_returned`; nothing was recorded.
    """
    with desk.vault.guard:
        back = check_returned(desk, case, data)
        paper = _kept(desk, case, back.signed.note)
        fields = {"signed": Answer.SIGNED.value, "receipt": paper}
        standing = record(desk.views, case, back.event).fields
        if any(standing.get(name) != value for name, value in fields.items()):
            keys = ", ".join(fingerprint(one) for one in back.receivers)
            reason = f"signed with the key {keys}"
            correct(desk, case, back.event, fields, reason=reason)
    return back.event


def _receipt(desk: Desk, case: str, event: str) -> Receipt:
    view = record(desk.views, case, event)
    fields = view.fields
    if view.type != "custody" or fields.get("event") not in GIVEN:
        raise NotFoundError(
            N_("This is no hand-over, so there is nothing to sign for."),
            advice=N_("Record who gave it to whom, then sign that."),
        )
    if "exhibit" not in fields:
        raise NewerVersionError(N_("This event was recorded by a newer Habeas."))
    thing = custody(desk.views, case, fields["exhibit"]).exhibit
    log, index = view.state.history[0].entry
    envelope = decode(read.entry(desk.vault, bytes.fromhex(log), index).envelope)
    told = _told(desk, case, fields, thing)
    return Receipt(envelope.log, index, envelope.commit, told)


def _told(
    desk: Desk, case: str, fields: Mapping[str, Any], thing: RecordView
) -> dict[str, str]:
    """Return the lines of a receipt: an event and its exhibit, in plain lines."""
    names = {
        name: record(desk.views, case, fields[name]).title
        for name in ("giver", "taker")
        if fields.get(name)
    }
    words = {
        "exhibit": str(thing.fields["number"]),
        "what": thing.title,
        "file": thing.fields.get("file", {}).get("sha256", ""),
        "event": fields["event"],
        "from": names.get("giver", ""),
        "to": names.get("taker", ""),
        "when": fields.get("when", {}).get("edtf", ""),
        "seal": fields.get("seal_after") or fields.get("seal_before", ""),
        **{
            name: fields.get(name, {}).get("text", "")
            for name in ("place", "condition", "purpose", "authority")
        },
    }
    lines = {name: _one_line(said) for name, said in words.items()}
    return {name: line for name, line in lines.items() if line}


def _one_line(words: str) -> str:
    plain = "".join(one if one.isprintable() else " " for one in words)
    return " ".join(plain.split())[:LONGEST_LINE].rstrip()


def _event_of(desk: Desk, case: str, receipt: Receipt) -> str:
    """Return the event that a receipt is of.

    Raises:
        RefusedError: its entry is not in this case.
    """
    if receipt.log in _logs(desk, case):
        try:
            stored = read.entry(desk.vault, receipt.log, receipt.index)
        except NotFoundError:
            stored = None
        if stored is not None and decode(stored.envelope).commit == receipt.commit:
            return decode_body(read.open_body(desk.vault, stored)).id
    raise RefusedError(
        N_("This receipt is of another case, or of nothing that is recorded here."),
        advice=N_("Open the case that it belongs to. Nothing was recorded."),
    )


def _require_same(now: Receipt, then: Receipt) -> None:
    names = now.told.keys() | then.told.keys()
    other = sorted(one for one in names if now.told.get(one) != then.told.get(one))
    if other:
        raise RefusedError(
            N_("The event was changed since this receipt was made: {lines}."),
            advice=N_(
                "Nothing was recorded. Keep the file as a document, and have the"
                " receipt of today signed; or correct the event back."
            ),
            lines=", ".join(other),
        )


def _logs(desk: Desk, case: str) -> set[bytes]:
    return {one.id for one in read.logs(desk.vault, bytes.fromhex(case))}


def _kept(desk: Desk, case: str, note: bytes) -> str:
    """Return the document that holds this receipt; bring it in if none does."""
    found = document_with(desk.views, case, sha256(note).hex())
    if found is not None:
        return found
    incoming = begin_import(desk, case, NAME)
    try:
        incoming.write(note)
        return incoming.finish()
    finally:
        incoming.abort()


def _hands(
    desk: Desk, case: str, told: Mapping[str, str]
) -> tuple[list[New], dict[str, str]]:
    """Return giver and receiver by their names in this case, recorded if need be."""
    known = {line.title: line.id for line in records(desk.views, case, "person")}
    made: list[New] = []
    hands = {}
    for field, name in (("giver", told.get("from")), ("taker", told.get("to"))):
        if name and name not in known:
            made.append(New("person", {"pseudonym": name, "role": "other"}))
            known[name] = made[-1].id
        if name:
            hands[field] = known[name]
    return made, hands


def _thing(
    desk: Desk, case: str, signed: Signed, say: Callable[[str], str]
) -> dict[str, Any]:
    """Return the exhibit as the receiver's own case records it."""
    told = signed.receipt.told
    file = f"SHA-256 {told['file']}" if "file" in told else ""
    what = ", ".join(one for one in (told.get("what", ""), file) if one)
    known = say(N_("Exhibit {number} of the giver, whose key is {key}.")).format(
        number=told.get("exhibit", "?"), key=fingerprint(signed.receipt.log)
    )
    fields: dict[str, Any] = {
        "number": next_number(desk.views, case),
        "what": {"lang": "und", "text": what or NAME},
        "kind": Thing.OBJECT.value,
        "how_known": {"lang": "und", "text": known},
    }
    return {**fields, "seal": told["seal"]} if "seal" in told else fields


def _received(
    desk: Desk, exhibit: str, paper: str, told: Mapping[str, str]
) -> dict[str, Any]:
    """Return the first event of the receiver's own chain: when both say it was."""
    now = desk.clock.now().isoformat(timespec="minutes").replace("+00:00", "Z")
    when = told.get("when", now)
    fields: dict[str, Any] = {
        "exhibit": exhibit,
        "event": Event.RECEIVED.value,
        "when": {"edtf": when, "known": Known.SEEN.value},
        "signed": Answer.SIGNED.value,
        "receipt": paper,
    }
    for name in ("place", "condition", "purpose", "authority"):
        if name in told:
            fields[name] = {"lang": "und", "text": told[name]}
    return {**fields, "seal_before": told["seal"]} if "seal" in told else fields
