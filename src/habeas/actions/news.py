"""What happened in shared cases since somebody looked, and waits for a person."""

from collections.abc import Iterator
from contextlib import suppress

from habeas.actions.desk import Desk
from habeas.actions.members import Line, members
from habeas.actions.recalling import Reminder
from habeas.actions.settling import right_in
from habeas.case.facts.members import Role
from habeas.case.membership import HELD_BACK, Act, Authority, has
from habeas.case.standing import RANK
from habeas.errors import HabeasError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.heard import met_at, note_met
from habeas.views.cases import case_names
from habeas.views.records import doubled
from habeas.words import N_

_LOOKED = "looked at "
_MOST = 5
"""Records with two versions that are named one by one."""
_OUT = {
    "suspension": N_("{name} was suspended in ‘{case}’ by {by}, {moment}."),
    "removal": N_("{name} was removed from ‘{case}’ by {by}, {moment}."),
}
_ASKED = N_(
    "{by} asks that {name} be suspended in ‘{case}’, {moment}. It counts once a"
    " second one who edits does the same, or a lead."
)
_HELD = N_(
    "Held back in ‘{case}’: {count}. Somebody who is out wrote it; look whether"
    " it is to count."
)
_DOUBLED = N_(
    "Two versions of ‘{title}’ stand in ‘{case}’: two wrote it without"
    " knowing of each other. Choose which holds."
)
_UNTITLED = N_(
    "Two versions of a record stand in ‘{case}’: two wrote it without knowing of"
    " each other. Choose which holds."
)


def news(desk: Desk, case: str = "") -> list[Reminder]:
    """Return what waits in the shared cases of a vault, or in one of them.

    Each is told to those who can do something about it. Nothing is raised: what cannot
    be found out is told where it is read.
    """
    found: list[Reminder] = []
    for one in [case] if case else shared(desk):
        with suppress(HabeasError):
            found += _of_case(desk, one)
    return found


def shared(desk: Desk) -> list[str]:
    """Return the cases that have members, without opening any."""
    cases = [one.hex() for one in read.cases(desk.vault)]
    with desk.views.guard:
        return [case for case in cases if _has_members(desk, case)]


def _has_members(desk: Desk, case: str) -> bool:
    sql = "SELECT 1 FROM records WHERE case_id = ? AND type = 'member' LIMIT 1"
    return desk.views.db.one(sql, (case,)) is not None


def _of_case(desk: Desk, case: str) -> Iterator[Reminder]:
    authority = authority_in(desk.vault, bytes.fromhex(case))
    left = right_in(desk, case, authority).left
    names = case_names(desk.views, [case])
    if authority.alone or case not in names or not left:
        return
    title = {"case": names[case].title}
    for who, act in _told(desk, case, authority):
        if not met_at(desk.vault, bytes.fromhex(case), _LOOKED + act.id):
            yield _out(case, authority, who, act, title)
    if left >= RANK[Role.LEAD] and (count := _held(desk, case)):
        params = {**title, "count": str(count)}
        yield Reminder(_HELD, f"/cases/{case}/members", params)
    if left >= RANK[Role.EDITOR]:
        yield from _doubled(desk, case, title)


def _doubled(desk: Desk, case: str, title: dict[str, str]) -> Iterator[Reminder]:
    for one in doubled(desk.views, case, _MOST):
        what = _DOUBLED if one.title else _UNTITLED
        page = f"/cases/{case}/records/{one.id}"
        yield Reminder(what, page, {**title, "title": one.title})


def looked(desk: Desk, case: str) -> None:
    """Note that a person has seen who is out of a case now.

    Raises:
        StorageError: the disk refuses; it is told once more.
    """
    id_ = bytes.fromhex(case)
    told = _told(desk, case, authority_in(desk.vault, id_))
    seen = {_LOOKED + act.id: 1 for _who, act in told}
    if seen:
        note_met(desk.vault, id_, seen, desk.clock.now())


def _told(desk: Desk, case: str, authority: Authority) -> list[tuple[str, Act]]:
    """Return (who, act) of what others did to whom: put out, or asked to be.

    What this device did itself is no news to it, nor what was so when it came in.
    """
    logs = read.logs(desk.vault, bytes.fromhex(case))
    own = {one.id.hex() for one in logs if one.own}
    devices = [one for log in own if (one := authority.device_of(log))]
    found = {
        act.id: (who, act)
        for line in members(desk, case)
        for who, act in _against(authority, line)
        if act.ref[0] not in own and not any(has(one.past, act.ref) for one in devices)
    }
    return list(found.values())


def _against(authority: Authority, line: Line) -> Iterator[tuple[str, Act]]:
    if line.asked is not None:
        yield line.name, line.asked
    for device in line.devices:
        act = authority.out(device)
        if act is not None:
            of_all = act.fields["who"] == line.id
            label = device.fields["label"]
            yield (line.name if of_all else f"{line.name}: {label}"), act


def _out(
    case: str, authority: Authority, who: str, act: Act, title: dict[str, str]
) -> Reminder:
    waits = act.kind == "suspension" and act not in authority.in_force()
    what = _ASKED if waits else _OUT[act.kind]
    params = {
        **title,
        "name": who,
        "by": authority.called(authority.member_of(act.ref[0])),
    }
    moment = act.at.isoformat(timespec="seconds") if act.at else ""
    return Reminder(what, f"/cases/{case}/members", params, moment)


def _held(desk: Desk, case: str) -> int:
    """Return how many entries of a case are held back, as when it was folded."""
    with desk.views.guard:
        row = desk.views.db.one(
            "SELECT count(*) FROM unread WHERE case_id = ? AND why = ?",
            (case, HELD_BACK),
        )
    return int(row[0]) if row else 0
