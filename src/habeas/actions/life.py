"""Agree on signs of life, show one, and notice that one is missing (docs/adr/0029).

Whatever carries a case between copies calls `show_life` before it sends, and
`heard_all` once it got all that a hub holds. Where nothing was agreed both do nothing,
and both may be called as often as one likes.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from habeas.actions.desk import Desk
from habeas.actions.members import Line, members, require, suspend
from habeas.actions.record import put
from habeas.actions.settling import right_in
from habeas.case.codec import decode_body
from habeas.case.facts.members import Ground, Role
from habeas.case.life import Agreement, Sign, Standing, in_force, may_decide, standing
from habeas.case.membership import Act, Authority
from habeas.case.rules.members import READING
from habeas.case.standing import RANK, Right
from habeas.errors import BadInputError, RefusedError
from habeas.log.entry import decode
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.heard import listening, note_listened, note_met
from habeas.vault.own_logs import own_log
from habeas.views.life import agreements, watched_cases
from habeas.words import N_

_SEEN = "seen "
_OFTEN = 4
"""A device in use shows so many signs within the time in which one is promised."""


@dataclass(frozen=True)
class Terms:
    """What is agreed: a sign every `hours`, waited for `grace` more; 0 hours end it."""

    hours: int
    grace: int = 0
    agreed: str = ""


@dataclass(frozen=True)
class Watched:
    """Somebody from whom a sign of life is awaited, and how it stands.

    `standing` is None for the own device, and for who is out: nobody waits for them.
    `asked`: the program may not suspend them alone, and a person is asked.
    """

    who: str
    name: str
    member: str
    agreement: Agreement
    standing: Standing | None
    own: bool
    asked: bool


@dataclass(frozen=True)
class _Case:
    """What is known of a case while it is looked at."""

    lines: list[Line]
    authority: Authority
    right: Right
    met: dict[str, datetime]
    sizes: dict[str, int]
    now: datetime


def agree(desk: Desk, case: str, who: str, terms: Terms) -> None:
    """Record that a member or a device shows a sign of life every so many hours.

    0 hours end what was agreed. What is about oneself is only ever made stricter.

    Raises:
        BadInputError: the hours cannot be kept, or nobody of that id reads the case.
        RefusedError: this device may not, or loosens what was agreed about it.
    """
    with desk.vault.guard:
        require(desk, case, Role.EDITOR)
        known = _look(desk, case)
        if who not in _readers(known.lines):
            raise BadInputError(
                N_("Nobody of this name reads the case."),
                advice=N_("Only who reads it can know what was agreed."),
                field="who",
            )
        _require_stricter(desk, case, known, who, terms)
        put(desk, case, "watch", {"who": who, **asdict(terms)})
        _met(desk, case, known)


def _require_stricter(
    desk: Desk, case: str, known: _Case, who: str, terms: Terms
) -> None:
    before = _in_force(desk, case, known.authority).get(who)
    if not known.right.own(who) or before is None:
        return
    if not terms.hours or terms.hours + terms.grace > before.longest:
        raise RefusedError(
            N_("Nobody loosens what was agreed about themselves."),
            advice=N_(
                "Whoever took this device would do the same. Another member can."
            ),
        )


def watched(desk: Desk, case: str) -> list[Watched]:
    """Return from whom a sign of life is awaited in a case, in the members' order.

    Raises:
        StorageError: the disk refuses to keep when something was met.
    """
    with desk.vault.guard:
        known = _look(desk, case)
        found = _in_force(desk, case, known.authority)
        if not found:
            return []
        return [
            _watched(desk, case, known, line, device, found[who])
            for line in known.lines
            for who, device in [
                (line.id, None),
                *((one.id, one) for one in line.devices),
            ]
            if who in found
        ]


def _watched(  # noqa: PLR0913, PLR0917 - whom, in what, by what
    desk: Desk,
    case: str,
    known: _Case,
    line: Line,
    device: Act | None,
    agreement: Agreement,
) -> Watched:
    devices = [device] if device else list(line.devices)
    own = known.right.own(agreement.who)
    out = all(known.authority.out(one) for one in devices)
    stands, asked = None, False
    if not own and not out:
        stands = standing(
            agreement,
            _heard(known, agreement, devices),
            listening(desk.vault, bytes.fromhex(case)),
            known.now,
        )
        asked = stands.sign is Sign.SILENT and not _decides(known, line.id, stands)
    label = f"{line.name}: {device.fields['label']}" if device else line.name
    return Watched(agreement.who, label, line.id, agreement, stands, own, asked)


def _decides(known: _Case, silent: str, stands: Standing) -> bool:
    """Say whether this device may suspend for silence by itself."""
    voices = [
        line
        for line in known.lines
        if line.out is None and RANK[line.role] >= RANK[Role.EDITOR]
    ]
    heard = {
        line.id
        for line in voices
        if any(
            known.met[log] > stands.promised
            for log in known.sizes
            if _writer(known, log) in line.devices
        )
    }
    mine = known.right.member
    return known.right.left >= RANK[Role.EDITOR] and may_decide(
        mine, silent, [line.id for line in voices], heard
    )


def _heard(known: _Case, agreement: Agreement, devices: list[Act]) -> datetime:
    """Return the last sign of these devices, counted anew from what lets them begin."""
    logs = {log for log in known.sizes if _writer(known, log) in devices}
    begun = [agreement.id, *(one.id for one in known.authority.of("lifting"))]
    return max(
        (known.met[one] for one in (*logs, *begun) if one in known.met),
        default=known.now,
    )


def _writer(known: _Case, log: str) -> Act | None:
    return known.authority.device_of(log.removeprefix(_SEEN))


def look_after(desk: Desk, case: str) -> list[str]:
    """Suspend whoever is silent beyond what was agreed; return their names.

    Of a copy that may suspend, and only where it may decide that without a person.
    It never removes anybody and erases nothing; a lifting brings them back.

    Raises:
        StorageError: the disk refuses; it is done at the next call.
    """
    done: list[str] = []
    with desk.vault.guard:
        for one in watched(desk, case):
            silent = one.standing and one.standing.sign is Sign.SILENT
            if silent and not one.asked and not _said(desk, case, one.who):
                suspend(desk, case, one.who, Ground.SILENT)
                done.append(one.name)
    return done


def _said(desk: Desk, case: str, who: str) -> bool:
    """Say whether this member suspended them before: an editor waits for a second."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    mine = right_in(desk, case, authority).member
    return any(
        act.fields["who"] == who and device.fields["member"] == mine
        for act in authority.of("suspension")
        if (device := authority.device_of(act.ref[0])) and not authority.lifted(act)
    )


def late(desk: Desk, case: str = "") -> list[tuple[str, Watched]]:
    """Return, by case, whose sign of life is late now; of one case or of all."""
    cases = watched_cases(desk.views, [case]) if case else _watched_cases(desk)
    return [
        (name, one)
        for name in cases
        for one in watched(desk, name)
        if one.standing and one.standing.sign is not Sign.GOOD
    ]


def listened(desk: Desk, case: str) -> None:
    """Note that all that a hub holds of a case was taken in, to the end.

    Raises:
        StorageError: the disk refuses.
    """
    now = desk.clock.now()
    with desk.vault.guard:
        note_listened(desk.vault, bytes.fromhex(case), now)
        known = _look(desk, case)
        _met(desk, case, known)


def heard_all(desk: Desk, case: str) -> list[str]:
    """After a hub gave all that it holds: note it, and suspend who is silent too long.

    Raises:
        StorageError: the disk refuses; it is done after the next exchange.
    """
    if not watched_cases(desk.views, [case]):
        return []
    listened(desk, case)
    return look_after(desk, case)


def show_all_life(desk: Desk) -> int:
    """Show a sign of life in every case in which one is due; return in how many."""
    return sum(show_life(desk, case) for case in _watched_cases(desk))


def _watched_cases(desk: Desk) -> list[str]:
    cases = [one.hex() for one in read.cases(desk.vault)]
    return watched_cases(desk.views, cases)


def show_life(desk: Desk, case: str) -> bool:
    """Write a sign of life, if one was promised and nothing else was written lately.

    Raises:
        StorageError: the disk refuses; it is done at the next call.
    """
    with desk.vault.guard:
        if not watched_cases(desk.views, [case]):
            return False
        known = _look(desk, case)
        mine = [
            one
            for one in _in_force(desk, case, known.authority).values()
            if known.right.own(one.who)
        ]
        if not mine or not known.right.left:
            return False
        shortest = min(mine, key=lambda one: one.hours)
        written = _last_written(desk, case)
        if known.now - shortest.every / _OFTEN < written <= known.now:
            return False
        put(desk, case, "life", {"watch": shortest.id})
    return True


def _last_written(desk: Desk, case: str) -> datetime:
    """Return when this device wrote last; both moments are of its own clock."""
    log = own_log(desk.vault.db, bytes.fromhex(case))
    size = read.frontier(desk.vault.db, log.id).size
    stored = read.entry(desk.vault, log.id, size - 1)
    return decode_body(read.open_body(desk.vault, stored)).at


def _look(desk: Desk, case: str) -> _Case:
    id_ = bytes.fromhex(case)
    authority = authority_in(desk.vault, id_)
    sizes = _sizes(desk, id_)
    known = _Case(
        members(desk, case),
        authority,
        right_in(desk, case, authority),
        {},
        sizes,
        desk.clock.now(),
    )
    return known if authority.alone else _met(desk, case, known)


def _sizes(desk: Desk, case: bytes) -> dict[str, int]:
    """Return how much of each log is here, and how much of it others say they had.

    So a hub that holds somebody back from this copy alone does not silence them.
    """
    logs = read.logs(desk.vault, case)
    sizes = {one.id.hex(): one.size for one in logs}
    for log in logs:
        if log.size and not log.own:
            last = read.entry(desk.vault, log.id, log.size - 1)
            for head in decode(last.envelope).seen:
                name = head.log.hex()
                if head.size > sizes.get(name, 0):
                    more = sizes.get(_SEEN + name, 0)
                    sizes[_SEEN + name] = max(head.size, more)
    return sizes


def _met(desk: Desk, case: str, known: _Case) -> _Case:
    """Note what is new here, and return it with since when each is as it is."""
    records = [
        *(one.id for one in agreements(desk.views, case)),
        *(one.id for one in known.authority.of("lifting")),
    ]
    sizes = {**known.sizes, **dict.fromkeys(records, 1)}
    met = note_met(desk.vault, bytes.fromhex(case), sizes, known.now)
    return _Case(known.lines, known.authority, known.right, met, known.sizes, known.now)


def _in_force(desk: Desk, case: str, authority: Authority) -> dict[str, Agreement]:
    return in_force(
        Agreement(one.id, one.who, one.hours, one.grace, one.agreed, own=own)
        for one in agreements(desk.views, case)
        for own in (_own(authority.device_of(one.entry[0]), one.who),)
    )


def _own(device: Act | None, who: str) -> bool:
    return device is not None and who in (device.id, device.fields["member"])


def _readers(lines: Iterable[Line]) -> set[str]:
    """Return the members who read and their devices."""
    reading = [line for line in lines if line.role in READING]
    return {one for line in reading for one in (line.id, *(d.id for d in line.devices))}
