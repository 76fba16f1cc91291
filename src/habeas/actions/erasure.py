"""Erase a person from a case: see what it takes, do it, see who has done it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.erasing import carry_out
from habeas.actions.erasure_names import naming
from habeas.actions.members import require_lead
from habeas.actions.record import put
from habeas.case.codec import decode_body
from habeas.case.facts.erasure import Basis
from habeas.case.facts.registry import RECORDS
from habeas.case.fold import begun
from habeas.case.membership import Authority
from habeas.case.rules.consent import whole
from habeas.case.rules.erasure import (
    basis_of,
    deciding_answer,
    entries_line,
    entries_named,
)
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError, NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.due import note_due
from habeas.vault.erased import carried, entries_under, erased_people, units_of
from habeas.vault.hubs import known_hubs
from habeas.vault.vault import Vault
from habeas.views.erasure import Belongings, belongings, staying
from habeas.views.records import RecordLine, RecordView, record, records
from habeas.wire.parts import PART, seal_parts
from habeas.words import N_


@dataclass(frozen=True)
class Copy:
    """A device that has a copy: whose, what it is called, when it was last heard of.

    `done`: when it said that it has erased; `out`: it was suspended or removed.
    """

    member: str
    device: str
    heard: datetime | None
    out: bool
    done: datetime | None = None
    own: bool = False


@dataclass(frozen=True)
class Places:
    """Where copies are that an erasure reaches, and those it cannot call back.

    `bundles` were handed out of the case, whoever they speak of; `kept` counts pieces
    of an older journal that lie in this vault's folder.
    """

    copies: tuple[Copy, ...]
    hubs: tuple[str, ...]
    bundles: tuple[RecordView, ...]
    kept: int

    def named(self) -> object:
        """Return who has copies, whenever they were heard of."""
        copies = [(one.member, one.device, one.out) for one in self.copies]
        return copies, self.hubs, [one.id for one in self.bundles]


@dataclass(frozen=True)
class Outlook:
    """What erasing a person would take; nothing is changed by looking.

    `basis` is None while no answer allows it; `stays` are records that point to what
    is erased or hold a protected value of the person; these are `named`, by their ids,
    and `searched` is false where that could not be looked for. `seal` names all of
    this: it is done as it was looked at, or not.
    """

    person: str
    title: str
    basis: Basis | None
    answer: str
    scope: str
    kinds: Mapping[str, int]
    entries: int
    keys: int
    files: int
    stays: tuple[RecordLine, ...]
    named: tuple[str, ...]
    searched: bool
    places: Places
    seal: str
    may: bool
    lines: Mapping[str, list[str]] = field(repr=False)


@dataclass(frozen=True)
class Done:
    """An erasure as it stands: what was ordered when, and who has done it."""

    id: str
    whose: str
    basis: str
    at: datetime
    records: int
    keys: int
    entries: int
    files: int
    copies: tuple[Copy, ...]

    @property
    def waiting(self) -> tuple[Copy, ...]:
        """The copies that may hear of it and have not said that they did it."""
        return tuple(one for one in self.copies if not one.done and not one.out)


def ground(desk: Desk, case: str, person: str) -> Basis | None:
    """Return on what ground a person may be erased now, None if there is none."""
    if person in erased_people(desk.vault, bytes.fromhex(case)):
        return None
    answer = deciding_answer(_answers(desk, case), person)
    return basis_of(answer[1] if answer else None)


def outlook(desk: Desk, case: str, person: str) -> Outlook:
    """Say what would be erased, where copies are, and what cannot be called back.

    Raises:
        NotFoundError: there is no such person in the case, or they were erased.
    """
    with desk.vault.guard:
        view = record(desk.views, case, person)
        erased = erased_people(desk.vault, bytes.fromhex(case))
        if view.type != "person" or person in erased:
            raise NotFoundError(N_("There is no such person in this case."))
        mine = belongings(desk.views, case, person)
        named = naming(desk, case, person, {one.id for one in mine.records})
        units, entries = _sealed(desk.vault, bytes.fromhex(case), person, mine)
        answer = deciding_answer(_answers(desk, case), person)
        fields = answer[1] if answer else {}
        stays = _staying(desk, case, mine, named.lines)
        lines = {
            "units": [f"{unit.hex()} {box.hex()}" for unit, box in units],
            "files": sorted(mine.files),
            "entries": _lines(entries),
        }
        places, still = _places(desk, case), [one.id for one in stays]
        return Outlook(
            person=person,
            title=view.title,
            basis=basis_of(fields or None),
            answer=answer[0] if answer else "",
            scope=(fields.get("scope") or {}).get("text", ""),
            kinds=_by_kind(mine),
            entries=len(entries),
            keys=len(units),
            files=len(mine.files),
            stays=stays,
            named=tuple(line.id for line in named.lines),
            searched=named.searched,
            places=places,
            seal=sha256(
                repr((sorted(lines.items()), places.named(), still)).encode()
            ).hex(),
            may=_may(desk, case),
            lines=lines,
        )


def _staying(
    desk: Desk, case: str, mine: Belongings, named: Iterable[RecordLine]
) -> tuple[RecordLine, ...]:
    """Return what points to what is erased, then what else names the person."""
    pointing = staying(desk.views, case, mine)
    known = {line.id for line in pointing}
    return (*pointing, *(line for line in named if line.id not in known))


def erase(desk: Desk, case: str, person: str, seal: str) -> str:
    """Erase a person as was looked at (`seal`); return the id of the erasure.

    When this returns the keys are destroyed on this device; the other devices follow
    as they hear of it. There is no way back.

    Raises:
        RefusedError: no answer of the person allows it, this device does not lead, or
            something was recorded since it was looked at; nothing was erased.
        StorageError: the disk refused; what was begun is finished at the next unlock.
    """
    with desk.vault.guard:
        if not authority_in(desk.vault, bytes.fromhex(case)).alone:
            require_lead(desk, case)
        found = outlook(desk, case, person)
        if found.basis is None:
            raise _no_basis()
        if found.seal != seal:
            raise RefusedError(
                N_("Something was recorded since you looked at what would be erased."),
                advice=N_("Look at it again, then decide. Nothing was erased."),
            )
        fields = {
            "whose": person,
            "basis": found.basis.value,
            "consent": found.answer,
            "records": sum(found.kinds.values()),
            **{name: lines for name, lines in found.lines.items() if lines},
        }
        keys = belongings(desk.views, case, person).files
        if keys:
            named = sorted(keys.items())
            fields["files"] = [_with_parts(desk.vault, *one) for one in named]
        with desk.vault.transaction() as db:
            note_due(db)
        made = put(desk, case, "erasure", fields)
        carry_out(desk, case)
    return made


def _no_basis() -> RefusedError:
    return RefusedError(
        N_(
            "The person is recorded neither as having withdrawn the consent to be kept"
            " in this case nor as having refused it."
        ),
        advice=N_(
            "Ask what they want. If it is this, record the answer to ‘keep it in this"
            " case’, for anybody, then look again. Nothing was erased."
        ),
    )


def erasures(desk: Desk, case: str) -> list[Done]:
    """Return the erasures of a case that count here, and who has carried them out.

    One that another program left incomplete is passed over.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    authority = authority_in(vault, id_)
    here = {one.record for one in carried(vault, id_)}
    said = _said(desk, case)
    found = []
    for line in records(desk.views, case, "erasure"):
        if line.id not in here:
            continue
        view = record(desk.views, case, line.id)
        if not view.fields.keys() >= {"whose", "basis", "records"}:
            continue
        by_device = said.get(line.id, {})
        found.append(
            Done(
                id=line.id,
                whose=view.fields["whose"],
                basis=view.fields["basis"],
                at=_at(view),
                records=view.fields["records"],
                keys=len(view.fields.get("units", ())),
                entries=_count(view.fields.get("entries", ())),
                files=len(view.fields.get("files", ())),
                copies=_copies(desk, case, authority, by_device),
            )
        )
    return found


def _count(lines: Iterable[str]) -> int:
    return sum(len(run) for _, run in entries_named(lines))


def _said(desk: Desk, case: str) -> dict[str, dict[str, datetime]]:
    """Return when which device said of each erasure that it has done it, by its log."""
    found: dict[str, dict[str, datetime]] = {}
    for line in records(desk.views, case, "erased"):
        view = record(desk.views, case, line.id)
        log = view.state.history[0].entry[0]
        of = found.setdefault(view.fields.get("erasure", ""), {})
        of.setdefault(log, _at(view))
    return found


def _at(view: RecordView) -> datetime:
    return datetime.fromisoformat(view.state.history[0].at)


def _answers(desk: Desk, case: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    lines = records(desk.views, case, "consent")
    found = [record(desk.views, case, line.id) for line in lines]
    found.sort(key=lambda one: begun(one.state))  # not as they happened to arrive
    for one in found:
        if whole(one.fields):
            yield one.id, one.fields


def _sealed(
    vault: Vault, case: bytes, person: str, mine: Belongings
) -> tuple[list[tuple[bytes, bytes]], set[tuple[bytes, int]]]:
    units = units_of(vault, case, person)
    entries = entries_under(vault, (unit for unit, _ in units))
    return units, entries | {(bytes.fromhex(log), at) for log, at in mine.entries}


def _lines(entries: Iterable[tuple[bytes, int]]) -> list[str]:
    by_log: dict[bytes, list[int]] = {}
    for log, at in entries:
        by_log.setdefault(log, []).append(at)
    return [entries_line(log, numbers) for log, numbers in sorted(by_log.items())]


def _by_kind(mine: Belongings) -> dict[str, int]:
    counts = Counter(one.type for one in mine.records)
    return {kind: counts[kind] for kind in RECORDS if kind in counts}


def _with_parts(vault: Vault, stored: str, identity: str) -> str:
    """Return how a file is named: its ciphertext, and its blobs if it has several.

    These are its parts and the list of them, as they lie at hubs.
    """
    path, parts = vault.exhibits.path(stored), []
    try:
        if path.stat().st_size <= PART:
            return stored
        with path.open("rb") as file:
            while piece := file.read(PART):
                parts.append(sha256(piece))
    except OSError:
        return stored  # it is not here, so its parts are not known here
    listed = sha256(seal_parts(identity, stored, parts))
    return " ".join([stored, *(one.hex() for one in (*parts, listed))])


def _may(desk: Desk, case: str) -> bool:
    if authority_in(desk.vault, bytes.fromhex(case)).alone:
        return True
    try:
        require_lead(desk, case)
    except RefusedError:
        return False
    return True


def _places(desk: Desk, case: str) -> Places:
    vault, id_ = desk.vault, bytes.fromhex(case)
    hubs = {hub.name for hub in known_hubs(vault, id_)}
    hubs |= {line.title for line in records(desk.views, case, "hub")}
    return Places(
        _copies(desk, case, authority_in(vault, id_), {}),
        tuple(sorted(hubs)),
        tuple(
            record(desk.views, case, line.id)
            for line in records(desk.views, case, "bundle", withdrawn=True)
        ),
        len(list(vault.folder.glob("log.db-wal.kept-*"))),
    )


def _copies(
    desk: Desk, case: str, authority: Authority, said: Mapping[str, datetime]
) -> tuple[Copy, ...]:
    """Return every device of the case, those of this member first."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    logs = read.logs(vault, id_)
    names = {act.id: str(act.fields["name"]) for act in authority.of("member")}
    found = []
    for device in authority.of("device"):
        own = [one for one in logs if authority.device_of(one.id.hex()) is device]
        times = [said[log.id.hex()] for log in own if log.id.hex() in said]
        found.append(
            Copy(
                names.get(device.fields["member"], ""),
                str(device.fields["label"]),
                _heard(vault, own),
                authority.out(device) is not None,
                min(times, default=None),
                any(one.own for one in own),
            )
        )
    if not found:
        done = min(said.values(), default=None)
        found.append(Copy("", "", None, out=False, done=done, own=True))
    return tuple(sorted(found, key=lambda one: (not one.own, one.out)))


def _heard(vault: Vault, logs: Iterable[read.LogInfo]) -> datetime | None:
    """Return what a device's clock said when it wrote last, None if nothing came."""
    times = []
    for log in logs:
        for index in range(log.size - 1, max(log.size - 4, -1), -1):
            try:
                body = read.open_body(vault, read.entry(vault, log.id, index))
                times.append(decode_body(body).at)
                break
            except HabeasError:
                continue
    return max(times, default=None)
