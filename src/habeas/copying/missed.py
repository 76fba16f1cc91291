"""What Today says of hubs gone for days, and of what nobody else is known to have."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from habeas.actions.danger import suspended_cases
from habeas.actions.desk import Desk
from habeas.actions.recalling import Reminder
from habeas.copying.places import Place, places
from habeas.copying.report import is_another, read_faults
from habeas.copying.telling import waiting_there
from habeas.copying.urgent import newest_reached
from habeas.errors import HabeasError
from habeas.sync.refusals import UntrueAnswerError
from habeas.vault import read
from habeas.vault.hubs import holder
from habeas.vault.looks import lost_at
from habeas.views.cases import case_names
from habeas.words import N_

GONE: timedelta = timedelta(days=2)
"""After so long a hub that can't be reached is no passing trouble any more."""
LONG: timedelta = timedelta(days=7)
"""So long it is told that a hub held less than it had said."""
_GONE = N_(
    "The hub {hub} of ‘{case}’ was last reached {moment}. What is new since then goes"
    " by no other way: carry it, or add another hub."
)
_MIRRORED = N_(
    "The hub {hub} of ‘{case}’ was last reached {moment}. Another hub of the case takes"
    " what is new."
)
_NEVER = N_(
    "The hub {hub} of ‘{case}’ was never reached. What is recorded goes by no other"
    " way: carry it, or add another hub."
)
_UNTRUE = N_("The hub {hub} of ‘{case}’ answers what cannot be true.")
_OTHER = N_(
    "The hub {hub} of ‘{case}’ has other keys than before: it counts for nothing, and"
    " gets nothing, until somebody compares its new fingerprint."
)
_LESS = N_(
    "On {moment} the hub {hub} of ‘{case}’ held less than it had said. What is here was"
    " sent there again. Tell whoever runs the hub."
)
_WAITS = N_(
    "Entries of ‘{case}’ that the hub {hub} does not take yet: {count}. Carry the case"
    " to a member who leads it: this device began a new log, which nobody let in there."
)
_UNSENT = N_(
    "You are out of ‘{case}’. What was recorded here last, it may be just that, is on"
    " no other copy as far as is known. Call somebody who leads it."
)


def missed(desk: Desk, case: str = "") -> list[Reminder]:
    """Return what is told of the hubs of all cases, or of one.

    Nothing is raised: what cannot be found out is told where it is read.
    """
    found: list[Reminder] = []
    for one in [case] if case else [each.hex() for each in read.cases(desk.vault)]:
        with suppress(HabeasError):
            found += _of_case(desk, one)
    return found


def _of_case(desk: Desk, case: str) -> Iterator[Reminder]:
    hubs, is_out = places(desk, case), bool(suspended_cases(desk, [case]))
    names = case_names(desk.views, [case]) if hubs or is_out else {}
    if case not in names:  # or it has only just been joined
        return
    title, page = names[case].title, f"/cases/{case}/copies"
    if is_out and newest_reached(desk, case).only_here:
        yield Reminder(_UNSENT, page, {"case": title})
    for place in hubs:
        yield from _of_hub(desk, case, place, {"hub": place.hub.name, "case": title})


def _of_hub(
    desk: Desk, case: str, place: Place, named: dict[str, str]
) -> Iterator[Reminder]:
    page, others = f"/cases/{case}/copies", places(desk, case)
    what, moment = _wrong(desk, case, place)
    if what == _GONE and any(_is_there(desk, case, one) for one in others):
        what = _MIRRORED
    if what:
        yield Reminder(what, page, named, moment)
    if lost := lost_at(desk.vault, bytes.fromhex(case), place.hub.key):
        day = datetime.fromtimestamp(lost, UTC).astimezone()
        if desk.clock.now() - day < LONG:
            yield Reminder(_LESS, page, named, day.isoformat(timespec="seconds"))
    if waits := waiting_there(desk, case, place):
        yield Reminder(_WAITS, page, {**named, "count": str(waits)})


def _is_there(desk: Desk, case: str, place: Place) -> bool:
    was = holder(desk.vault, bytes.fromhex(case), place.hub.key)
    return bool(was.told) and not read_faults(was.fault)


def _wrong(desk: Desk, case: str, place: Place) -> tuple[str, str]:
    """Return what is wrong with a hub and when it was reached last, '' if nothing."""
    was = holder(desk.vault, bytes.fromhex(case), place.hub.key)
    faults = read_faults(was.fault)
    if is_another(was.fault):
        return _OTHER, ""
    if any(isinstance(one, UntrueAnswerError) for one in faults):
        return _UNTRUE, ""
    if not faults:
        return "", ""
    if not was.told:
        return _NEVER, ""
    told = datetime.fromtimestamp(was.told, UTC).astimezone(desk.clock.now().tzinfo)
    gone = desk.clock.now() - told > GONE
    return (_GONE, told.isoformat(timespec="seconds")) if gone else ("", "")
