"""Leave cases behind for a journey: only a second person lets them back (ADR 29).

First said, so that the others' devices give this one no more keys, and so that it can
be seen that they heard; then, once others are proven to have all of it, removed from
this device, keys and all. Nobody who is made to type the passphrase brings it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.actions import calendars
from habeas.actions.desk import Desk
from habeas.actions.members import Line, members, suspend
from habeas.actions.settling import right_in
from habeas.case.facts.members import Ground, Role
from habeas.case.membership import Act, Authority
from habeas.errors import RefusedError
from habeas.log.entry import decode
from habeas.vault import leaving, read
from habeas.vault.acts import authority_in
from habeas.vault.arriving import sealed_names
from habeas.vault.hubs import parts_of, sizes_held, things_held
from habeas.vault.opening import box_ids
from habeas.vault.seen import Seen
from habeas.views.cases import case_names
from habeas.views.files import NamedFile, named_files
from habeas.words import N_


@dataclass(frozen=True)
class Ready:
    """How far a case is on its way: who could let it back, and what nobody else has.

    `leads` are the names of other members who lead it. `said`: the others were told, in
    the case, that this device goes. `entries` and `files` are those of which nobody
    else is known to have a copy; for `files` only a hub's word is known.
    """

    case: str
    title: str
    lang: str
    leads: tuple[str, ...]
    said: bool
    entries: int
    files: int

    @property
    def may_go(self) -> bool:
        """Say whether it can be removed without losing an entry."""
        return bool(self.leads) and self.said and not self.entries


def ready(desk: Desk, cases: Sequence[str] = ()) -> list[Ready]:
    """Return how far each case is; of these, or of all that are shared."""
    vault = desk.vault
    with vault.guard:
        chosen = cases or [one.hex() for one in read.cases(vault)]
        names = case_names(desk.views, chosen)
        found = []
        for case in chosen:
            authority = authority_in(vault, bytes.fromhex(case))
            name = names.get(case)
            if name is not None and (not authority.alone or case in cases):
                found.append(_ready(desk, case, authority, name.title, name.lang))
        return found


def _ready(desk: Desk, case: str, authority: Authority, title: str, lang: str) -> Ready:
    lines = [] if authority.alone else _leads(desk, case)
    return Ready(
        case,
        title,
        lang,
        tuple(line.name for line in lines),
        bool(lines) and _is_out(desk, case, authority),
        _unproven_entries(desk, case, authority, lines),
        _unproven_files(desk, case),
    )


def _leads(desk: Desk, case: str) -> list[Line]:
    """Return the other members who lead a case and are in it."""
    return [
        line
        for line in members(desk, case)
        if line.role is Role.LEAD and line.out is None and not line.own
    ]


def _own_device(desk: Desk, case: str, authority: Authority) -> Act | None:
    mine = right_in(desk, case, authority).device
    return next((one for one in authority.of("device") if one.id == mine), None)


def _is_out(desk: Desk, case: str, authority: Authority) -> bool:
    device = _own_device(desk, case, authority)
    return device is not None and authority.out(device) is not None


def _unproven_entries(
    desk: Desk, case: str, authority: Authority, leads: Sequence[Line]
) -> int:
    """Return of how many entries nobody else is known to have a copy.

    A hub has them, with every box; or a lead's newest entry says that it had them, and
    fits; or a lead who is in wrote them. Nobody else's word counts.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    boxes, keyed = box_ids(vault, id_), things_held(vault, id_, "keybox")
    hubs = [
        sizes
        for key, sizes in sizes_held(vault, id_).items()
        if boxes <= keyed.get(key, set())
    ]
    copies = [*hubs, *_seen_by(desk, case, authority, leads)]
    return sum(
        max(0, log.size - max((one.get(log.id, 0) for one in copies), default=0))
        for log in read.logs(vault, id_)
    )


def _seen_by(
    desk: Desk, case: str, authority: Authority, leads: Sequence[Line]
) -> list[dict[bytes, int]]:
    """Return, for each device of a lead that is in, what its newest entry had seen."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    seen, found = Seen(vault, id_), []
    devices = [one for line in leads for one in line.devices]
    for log in read.logs(vault, id_):
        writer = authority.device_of(log.id.hex())
        if log.size and writer in devices and authority.out(writer) is None:
            last = read.entry(vault, log.id, log.size - 1)
            past = seen.past(decode(last.envelope))
            had = {bytes.fromhex(name): size for name, size in past.items()}
            found.append({**had, log.id: log.size})
    return found


def _unproven_files(desk: Desk, case: str) -> int:
    """Return how many sealed files that are here no hub said to have."""
    blobs = [*things_held(desk.vault, bytes.fromhex(case), "blob").values()]
    return sum(not _at_hub(desk, one, blobs) for one in _files(desk, case))


def _files(desk: Desk, case: str) -> list[NamedFile]:
    here = sealed_names(desk.vault.exhibits)
    named = {one.stored: one for one in named_files(desk.views, case)}
    return [one for stored, one in named.items() if stored in here]


def _at_hub(desk: Desk, file: NamedFile, blobs: Sequence[set[bytes]]) -> bool:
    parts = parts_of(desk.vault, file.stored) or [bytes.fromhex(file.stored)]
    return any(set(parts) <= one for one in blobs)


def say_going(desk: Desk, case: str) -> None:
    """Tell the others, in the case, that this device leaves it: it is out from then on.

    Only a lead undoes that. The case is still here, and still whole.

    Raises:
        RefusedError: nobody else leads the case, who could let it back.
    """
    with desk.vault.guard:
        authority = authority_in(desk.vault, bytes.fromhex(case))
        if authority.alone or not _leads(desk, case):
            raise _nobody()
        device = _own_device(desk, case, authority)
        if device is not None and authority.out(device) is None:
            suspend(desk, case, device.id, Ground.TRAVEL)


def leave(desk: Desk, cases: Sequence[str], *, files_too: bool = False) -> int:
    """Remove cases from this device for good, and lock the vault; return how many.

    `files_too`: a person made sure that the files of which no hub has a copy are with
    somebody else. What was begun is finished at the next unlock, if not now.

    Raises:
        RefusedError: somebody must be told first, or nobody else has all of it; nothing
            was removed.
        StorageError: the disk refuses; what was begun is finished at the next unlock.
    """
    vault = desk.vault
    with vault.guard:
        for one in ready(desk, cases):
            _require_ready(one, files_too=files_too)
        if any(vault.folder.glob("log.db-wal.kept-*")):
            raise RefusedError(
                N_("A copy of damaged entries is kept in the folder of this vault."),
                advice=N_("Move the files ‘log.db-wal.kept-…’ to a safe place first."),
            )
        others = [one.hex() for one in read.cases(vault) if one.hex() not in cases]
        stay, gone = (
            {file.stored for one in each for file in named_files(desk.views, one)}
            for each in (others, cases)
        )
        gone -= stay
        leaving.begin(vault, [bytes.fromhex(one) for one in cases], gone)
        try:
            calendars.clear(desk)
            desk.views.close()
            leaving.finish(vault)
        finally:
            desk.close()
    return len(cases)


def _require_ready(one: Ready, *, files_too: bool) -> None:
    if not one.leads:
        raise _nobody()
    if not one.said:
        raise RefusedError(
            N_("The others were not told yet that this device leaves the case."),
            advice=N_("Tell them first, and exchange. Nothing was removed."),
        )
    if one.entries:
        raise RefusedError(
            N_("Nobody else is known to have all of this case."),
            advice=N_(
                "Exchange with a hub or with a lead's copy. Nothing was removed."
            ),
        )
    if one.files and not files_too:
        raise RefusedError(
            N_("Of some files no hub has a copy."),
            advice=N_(
                "Exchange with a hub, or make sure that somebody else has the files,"
                " and say so. Nothing was removed."
            ),
        )


def _nobody() -> RefusedError:
    return RefusedError(
        N_("Nobody else leads this case, so nobody could let it back."),
        advice=N_("Let somebody in as a lead first. Nothing was changed."),
    )
