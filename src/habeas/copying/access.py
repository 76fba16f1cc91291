"""Who is let in at a hub: worked out from who is in the case, and from nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from habeas.actions.desk import Desk
from habeas.actions.merging import writers_in
from habeas.case.facts.members import Role
from habeas.case.membership import Act, Authority
from habeas.vault import read
from habeas.vault.acts import authority_in, founder
from habeas.vault.case_keys import keys_in
from habeas.vault.hubs import logs_held
from habeas.wire.access import NO_LIST, AccessList


@dataclass(frozen=True)
class Doors:
    """The keys that are let in, by what they may do, as in an access list."""

    leads: frozenset[bytes] = frozenset()
    logs: Mapping[bytes, bytes] = field(default_factory=dict)
    readers: frozenset[bytes] = frozenset()

    def next(self, case: bytes, held: AccessList | None) -> AccessList | None:
        """Return the list that follows on the one held, None if that says the same."""
        if held is None:
            return AccessList(case, 1, NO_LIST, self.leads, self.logs, self.readers)
        if (held.leads, dict(held.logs), held.readers) == (
            self.leads,
            dict(self.logs),
            self.readers,
        ):
            return None
        version, before = held.version + 1, held.hash()
        return AccessList(case, version, before, self.leads, self.logs, self.readers)


def doors(desk: Desk, case: str, behind: Collection[bytes] = ()) -> Doors:
    """Return who is to be let in: whoever is in the case now.

    The logs `behind` are those of which the hub lacks something that is here: they stay
    open until it is there, also after their device went out.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        authority, writers = authority_in(vault, id_), writers_in(desk, case)
        if authority.alone:
            own = {one.id: one.mldsa44 for one in read.logs(vault, id_)}
            return Doors(frozenset({keys_in(vault, id_).request}), own)
        inside = [one for one in authority.of("device") if not authority.out(one)]
        logs = {
            log: writer.mldsa44
            for log, writer in writers.items()
            if log in behind or authority.device_of(log.hex()) in inside
        }
        return Doors(
            frozenset(
                _request(one) for one in inside if _role(authority, one) is _LEAD
            ),
            logs,
            frozenset(
                _request(one)
                for one in inside
                if _role(authority, one) not in (_LEAD, Role.CONTRIBUTOR)
            ),
        )


def unknown(desk: Desk, case: str, held: AccessList) -> int:
    """Return how many keys a list lets in that no device of the case ever had.

    Also those who are out by now are known: their list is only late. A device that
    can't read who is in can't tell: 0.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        authority, root = authority_in(vault, id_), founder(vault, id_)
        if authority.alone and not any(
            one.own and one.id == root for one in read.logs(vault, id_)
        ):
            return 0
        known = {_request(one) for one in authority.of("device")}
        known |= {keys_in(vault, id_).request, *writers_in(desk, case)}
    return len((held.leads | held.readers | held.logs.keys()) - known)


def kept_out(desk: Desk, case: str, hub: bytes, held: AccessList) -> int:
    """Return how many entries here a hub takes from nobody, by the list that it holds.

    They are in logs that nobody who leads has let in there: a device begins one after
    a back-up was put back. Whoever leads sends the next list with them: 0.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        wanted, logs = doors(desk, case), read.logs(vault, id_)
        if keys_in(vault, id_).request in wanted.leads & held.leads:
            return 0
        own = {one.id for one in logs if one.own}
        known = own if own & held.logs.keys() else set()  # else it is out there
        shut = (wanted.logs.keys() | known) - held.logs.keys()
        there = logs_held(vault, id_, hub)
    return sum(
        max(0, one.size - there.get(one.id, 0)) for one in logs if one.id in shut
    )


_LEAD = Role.LEAD


def _request(device: Act) -> bytes:
    return bytes.fromhex(device.fields["request"])


def _role(authority: Authority, device: Act) -> Role:
    return authority.role_of(device.fields["member"])[0]
