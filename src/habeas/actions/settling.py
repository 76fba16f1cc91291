"""Bring the keys of a case in line with who may read it (docs/spec/members.md)."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.merging import epoch_of, newest_epoch
from habeas.actions.outsiders import tell_outsiders
from habeas.actions.record import put_all
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import Role
from habeas.case.membership import Act, Authority, Written, has, knew
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
    inside = {one.hex() for one in readers}
    if (
        newest is None
        or is_stale(authority, newest, inside)
        or has_forgotten(authority, newest, own_log(vault.db, id_).id.hex())
        or not opens_epoch(vault, id_, epoch_of(newest))
    ):
        newest = None
        with vault.transaction() as db:  # its act is sealed in it: nobody else needs it
            begun = begin_epoch(vault, db, id_, COMPARTMENTS[name], [*keys.values()])
            write_in(db, id_, begun)
        against = authority.against()
        new = epoch_named(name, begun.number, begun.public, list(readers), against)
        put_all(desk, case, [new])
    with vault.transaction() as db:
        for act in authority.epochs():
            if act.fields["compartment"] != name:
                continue
            for one, box in keys.items():  # its own key it has, or cannot give
                if one != mine and one.hex() not in act.fields["devices"]:
                    _give(desk, id_, act, box)
            if act is newest:
                write_in(db, id_, epoch_of(act))


def is_stale(authority: Authority, newest: Act, readers: set[str]) -> bool:
    """Say whether somebody who may not read may have the key of an epoch.

    Whoever began it may not read there, or did not know of what keeps others out now,
    or gave it to them.
    """
    unknown = [cut for cut in authority.in_force() if not knew(newest, cut)]
    maker = authority.device_of(newest.ref[0])
    inside = authority.readers(newest.fields["compartment"])
    return (
        bool(unknown)
        or bool(set(newest.fields["devices"]) - readers)
        or maker not in inside
    )


def has_forgotten(authority: Authority, newest: Act, log: str) -> bool:
    """Say whether this device may have given the key of an epoch and forgotten it.

    Its disk was put back, and the epoch was begun before it knew that: the act by which
    somebody was let back may be lost, and the key that they got for it is not.
    """
    return authority.goes_on(log) and not has(newest.past, (log, 0))


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


def epoch_named(
    name: str,
    number: int,
    public: bytes,
    devices: Sequence[bytes],
    against: Iterable[Act] = (),
) -> New:
    """Return the record that announces an epoch to the devices that got it.

    `against` is what keeps others out: nobody who lacks one of these gives them a key.
    """
    fields = {
        "compartment": name,
        "number": number,
        "public": b64encode(public).decode(),
        "devices": sorted(one.hex() for one in devices),
    }
    because = sorted(one.place for one in against)
    return New("epoch", {**fields, **({"against": because} if because else {})})
