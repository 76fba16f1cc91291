"""Bring the keys of a case in line with who may read it (docs/spec/members.md)."""

from base64 import b64decode, b64encode
from collections.abc import Sequence

from habeas.actions.desk import Desk
from habeas.actions.merging import epoch_of, newest_epoch
from habeas.actions.outsiders import tell_outsiders
from habeas.actions.record import New, put_all
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import Role
from habeas.case.membership import Act, Authority, Written, has
from habeas.case.standing import RANK, Right
from habeas.crypto.boxes import box_fingerprint
from habeas.errors import NotFoundError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.case_keys import device_in
from habeas.vault.epochs import begin_epoch, give_epoch, opens_epoch, write_in
from habeas.vault.own_logs import own_log


def settle(desk: Desk, case: str) -> None:
    """Bring the keys in line with who may read now.

    Begins a new epoch where the newest was given to somebody who is out, gives what
    somebody who is in lacks, and tells those who read nothing. Called after each change
    of members, and after something came in from others; where all is in line, it does
    nothing.

    Raises:
        StorageError: the disk refused; it is done at the next call.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        authority = authority_in(vault, id_)
        if authority.alone or not _may_settle(desk, case, authority):
            return
        mine = device_in(vault, id_)
        for name in COMPARTMENTS:
            readers = {device_of(one): one for one in authority.readers(name)}
            if mine in readers:
                _settle_one(desk, case, authority, name, readers)
        if right_in(desk, case, authority).left >= RANK[Role.LEAD]:
            tell_outsiders(desk, case)


def _settle_one(
    desk: Desk,
    case: str,
    authority: Authority,
    name: str,
    readers: dict[bytes, Act],
) -> None:
    vault, id_ = desk.vault, bytes.fromhex(case)
    keys = {one: box_of(act) for one, act in readers.items()}
    mine = device_in(vault, id_)
    newest = newest_epoch(authority, name)
    if (
        newest is None
        or is_stale(authority, newest, {one.hex() for one in readers})
        or not opens_epoch(vault, id_, epoch_of(newest))
    ):
        newest = None
        with vault.transaction() as db:  # its act is sealed in it: nobody else needs it
            begun = begin_epoch(vault, db, id_, COMPARTMENTS[name], [*keys.values()])
            write_in(db, id_, begun)
        new = epoch_named(name, begun.number, begun.public, list(readers))
        put_all(desk, case, [new])
    with vault.transaction() as db:
        for act in authority.of("epoch"):
            if act.fields["compartment"] != name:
                continue
            for one, box in keys.items():  # its own key it has, or cannot give
                if one != mine and one.hex() not in act.fields["devices"]:
                    _give(desk, id_, act, box)
            if act is newest:
                write_in(db, id_, epoch_of(act))


def is_stale(authority: Authority, newest: Act, readers: set[str]) -> bool:
    """Say whether somebody who is out may have the key of an epoch.

    Whoever began it did not know of what keeps them out now, or gave it to them.
    """
    unknown = [cut for cut in authority.in_force() if not has(newest.past, cut.ref)]
    return bool(unknown) or bool(set(newest.fields["devices"]) - readers)


def _may_settle(desk: Desk, case: str, authority: Authority) -> bool:
    return right_in(desk, case, authority).left >= RANK[Role.EDITOR]


def _give(desk: Desk, case: bytes, act: Act, device: bytes) -> None:
    try:
        give_epoch(desk.vault, desk.vault.db, case, epoch_of(act), device)
    except NotFoundError:
        return  # this device has no key to it either: another one gives it


def right_in(desk: Desk, case: str, authority: Authority) -> Right:
    """Return what this device may do now; nothing if it was never let in."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    logs = read.logs(vault, id_)
    past = {one.id.hex(): one.size for one in logs}
    nothing = Right("", "", 0, 0)
    if not any(one.own for one in logs):
        return nothing  # it joins just now
    log = own_log(vault.db, id_).id.hex()
    return authority.right_of(Written((log, past[log]), 1, past, "note")) or nothing


def device_of(act: Act) -> bytes:
    """Return the name of a device, as boxes and bodies say it."""
    return box_fingerprint(box_of(act))


def box_of(act: Act) -> bytes:
    """Return the public key that boxes for a device are made to."""
    return b64decode(act.fields["box"])


def epoch_named(name: str, number: int, public: bytes, devices: Sequence[bytes]) -> New:
    """Return the record that announces an epoch to the devices that got it."""
    return New(
        "epoch",
        {
            "compartment": name,
            "number": number,
            "public": b64encode(public).decode(),
            "devices": sorted(one.hex() for one in devices),
        },
    )
