"""What came from members who contribute and read nothing, as those who read see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.case.codec import decode_body
from habeas.case.facts.members import Role
from habeas.case.membership import Authority
from habeas.case.standing import CONTRIBUTED
from habeas.errors import HabeasError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.vault import Vault
from habeas.views.db import Views
from habeas.views.records import RecordView, known, record

_SHOWN = CONTRIBUTED - {"person"}
"""A person is handed in beside what they said, and is shown with it."""


@dataclass(frozen=True)
class Contribution:
    """Something that was handed in: who did, when by their clock, and the record.

    `record` is None for what does not count, or not yet: the members' page says why.
    `waits` is true for a file that has no exhibit number yet.
    """

    member: str
    at: str
    kind: str
    record: RecordView | None
    waits: bool = False


def contributors(authority: Authority) -> dict[str, str]:
    """Return the name of each member who contributes, or did, by their devices' ids."""
    names = {
        act.id: str(act.fields["name"])
        for act in authority.of("member")
        if Role.CONTRIBUTOR in (authority.role_of(act.id)[0], act.fields["role"])
    }
    return {
        device.id: names[device.fields["member"]]
        for device in authority.of("device")
        if device.fields["member"] in names
    }


def handed_in(vault: Vault, case: str) -> int:
    """Return how many entries devices of contributors wrote, but their first ones."""
    id_ = bytes.fromhex(case)
    logs = _logs(vault, id_)
    return sum(one.size - 1 for one in read.logs(vault, id_) if one.id in logs)


def contributions(
    vault: Vault, views: Views, case: str, most: int, skip: int = 0
) -> list[Contribution]:
    """Return what was handed in, as it came: the newest first."""
    id_ = bytes.fromhex(case)
    with vault.guard:
        logs = _logs(vault, id_)
        stored = read.arrived(vault, list(logs), most, skip)
        return [
            found
            for one in stored
            if (found := _contribution(vault, views, case, one, logs[one.log]))
        ]


def _logs(vault: Vault, case: bytes) -> dict[bytes, str]:
    authority = authority_in(vault, case)
    names = contributors(authority)
    found = {}
    for log in read.logs(vault, case):
        device = authority.device_of(log.id.hex())
        if device is not None and device.id in names and log.size:
            found[log.id] = names[device.id]
    return found


def _contribution(
    vault: Vault, views: Views, case: str, stored: read.Stored, member: str
) -> Contribution | None:
    try:
        body = decode_body(read.open_body(vault, stored))
    except HabeasError:
        return None  # erased, or closed to this member
    if body.type not in _SHOWN:
        return None
    counts = known(views, case, body.id)
    view = record(views, case, body.id) if counts else None
    waits = view is not None and view.fields.get("number") == 0
    return Contribution(member, body.at.isoformat(), body.type, view, waits)


def waiting(found: Sequence[Contribution]) -> int:
    """Return how many files among these have no number yet."""
    return sum(one.waits for one in found)
