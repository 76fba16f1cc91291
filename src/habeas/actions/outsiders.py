"""What whoever leads a case tells devices that read nothing of it: notices.

docs/spec/outside.md. They are worked out from the members, as the keys are: every lead
comes to the same one, and makes it only where nobody did.
"""

from base64 import b64decode
from contextlib import suppress

from habeas.actions.desk import Desk
from habeas.actions.merging import newest_epoch
from habeas.case.facts.members import Role
from habeas.case.membership import Act, Authority
from habeas.crypto.boxes import box_fingerprint
from habeas.errors import NotFoundError
from habeas.log.entry import Head
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.outside import acts_held, has_state, keep_notice
from habeas.vault.own_logs import own_log
from habeas.views.records import record, records
from habeas.wire.joining import HubAt
from habeas.wire.notice import (
    MOST_HUBS,
    Notice,
    key_hash,
    seal_notice,
    sign_notice,
)
from habeas.wire.refusal import WireError
from habeas.words import N_

OUTSIDE = frozenset({Role.CONTRIBUTOR, Role.AUDITOR})
"""Roles whose devices read nothing of the case and have a log in it all the same."""
_MOST_LEADS = _MOST_SEEN = 16


def tell_outsiders(desk: Desk, case: str) -> None:
    """Make the notices that devices outside the case lack, as things stand now.

    Only for who leads to call: devices outside believe nobody else.

    Raises:
        StorageError: the disk refused; it is done at the next call.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    authority = authority_in(vault, id_)
    outside = [
        one
        for one in authority.of("device")
        if authority.role_of(one.fields["member"])[0] in OUTSIDE
    ]
    turns = len(records(desk.views, case, "hub", withdrawn=True)) if outside else 0
    for device in outside:
        with suppress(WireError):  # more logs than a notice holds: the old one stands
            notice = notice_for(desk, case, authority, device)
            state = notice.state(turns)
            if not has_state(vault, id_, state):
                note = sign_notice(notice, own_log(vault.db, id_).ed25519_seed)
                made = seal_notice(note, state, b64decode(device.fields["box"]))
                with vault.transaction() as db:
                    keep_notice(db, id_, made)


def signed_notice(desk: Desk, case: str, log: bytes) -> bytes:
    """Return the signed notice of the device that writes a log; none for who reads.

    Raises:
        WireError: there are more logs than a notice holds.
    """
    id_ = bytes.fromhex(case)
    authority = authority_in(desk.vault, id_)
    device = authority.device_of(log.hex())
    if device is None or authority.role_of(device.fields["member"])[0] not in OUTSIDE:
        return b""
    notice = notice_for(desk, case, authority, device)
    return sign_notice(notice, own_log(desk.vault.db, id_).ed25519_seed)


def sealed_for(desk: Desk, case: str, device_id: str) -> bytes:
    """Return a fresh notice for one device, to be carried to it by any way.

    Raises:
        NotFoundError: there is no such device outside the case.
    """
    id_ = bytes.fromhex(case)
    for device in authority_in(desk.vault, id_).of("device"):
        if device.id == device_id:
            log = bytes.fromhex(device.fields["log"])
            if note := signed_notice(desk, case, log):
                return seal_notice(note, bytes(32), b64decode(device.fields["box"]))
    raise NotFoundError(N_("There is no such device outside of this case."))


def notice_for(desk: Desk, case: str, authority: Authority, device: Act) -> Notice:
    """Return what a device outside the case is to know now.

    Raises:
        NotFoundError: the case has no key yet.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    role, out = authority.role_of(device.fields["member"])[0], authority.out(device)
    newest = newest_epoch(authority, "case")
    if newest is None:
        raise NotFoundError(N_("This case has no key yet."))
    public = b"" if out else b64decode(newest.fields["public"])
    return Notice(
        id_,
        box_fingerprint(b64decode(device.fields["box"])),
        "out" if out else role.value,
        max(1, acts_held(vault, id_)),
        frozenset(_leads(desk, id_, authority)),
        0 if out else newest.fields["number"],
        public,
        _seen(desk, authority, device),
        _logs(desk, id_, authority) if role is Role.AUDITOR and not out else {},
        _hubs(desk, case),
    )


def _leads(desk: Desk, case: bytes, authority: Authority) -> list[bytes]:
    inside = [
        one
        for one in authority.of("device")
        if authority.out(one) is None
        and authority.role_of(one.fields["member"])[0] is Role.LEAD
    ]
    held = {one.id for one in read.logs(desk.vault, case)}
    named = {bytes.fromhex(one.fields["log"]) for one in inside}
    every = {log for log in held if authority.device_of(log.hex()) in inside} | named
    return sorted(every)[:_MOST_LEADS]


def _seen(desk: Desk, authority: Authority, device: Act) -> tuple[Head, ...]:
    """Return the heads that hold what was decided about a device, and no more."""
    sizes: dict[str, int] = {}
    for act in _about(authority, device):
        log, index = act.ref
        sizes[log] = max(sizes.get(log, 0), index + 1)
    heads = [
        Head(id_ := bytes.fromhex(log), size, read.root_at(desk.vault, id_, size))
        for log, size in sorted(sizes.items())
    ]
    return tuple(heads[:_MOST_SEEN])


def _about(authority: Authority, device: Act) -> list[Act]:
    member = device.fields["member"]
    whose = {member, device.id}
    cuts = [
        act
        for kind in ("suspension", "removal")
        for act in authority.of(kind)
        if act.fields["who"] in whose
    ]
    cut = {act.id for act in cuts}
    return [
        device,
        *(act for act in authority.of("member") if act.id == member),
        *(act for act in authority.of("role") if act.fields["member"] == member),
        *cuts,
        *(act for act in authority.of("lifting") if act.fields["suspension"] in cut),
    ]


def _logs(desk: Desk, case: bytes, authority: Authority) -> dict[bytes, bytes]:
    """Return every log of the case, as a notice names it to an auditor."""
    found = {one.id: one.mldsa44 for one in read.logs(desk.vault, case)}
    for device in authority.of("device"):
        log = bytes.fromhex(device.fields["log"])
        found.setdefault(log, b64decode(device.fields["mldsa44"]))
    return {log: key_hash(key) for log, key in found.items()}


def _hubs(desk: Desk, case: str) -> tuple[HubAt, ...]:
    found = [
        record(desk.views, case, one.id).fields
        for one in records(desk.views, case, "hub")
    ]
    hubs = [
        HubAt(
            one["address"],
            one["name"],
            bytes.fromhex(one["key"]),
            b64decode(one["mldsa44"]),
        )
        for one in found
    ]
    return tuple(sorted(hubs, key=lambda one: one.key)[:MOST_HUBS])
