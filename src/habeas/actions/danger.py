"""'Suspend me': one step, for whoever hears steps on the stairs (docs/adr/0029)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.members import leads, suspend
from habeas.actions.settling import right_in
from habeas.case.facts.members import Ground
from habeas.errors import HabeasError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.words import N_

OUT = N_("You are out of this case now.")
OUT_ADVICE = N_(
    "What you record here is held back: it counts once a member who leads the case has"
    " looked at it and lets it count, also after you are in again. What is on this"
    " device can still be read with your passphrase."
)
UNLED = N_(
    "Nobody else leads ‘{case}’. Two members who edit it can let you in again together,"
    " or its guardians; nobody else can."
)

Send = Callable[[Desk, str], bool | None]
"""Sends what is new of a case to its hubs; says if one has it, None without one."""

UNSENT = N_(
    "Nobody else knows it yet where it was not sent: until they hear of it, the others’"
    " devices go on giving yours keys."
)
UNSENT_ADVICE = (
    N_(
        "Call somebody who leads the case, at a number that you know: they suspend you"
        " on ‘Members’, at once, and that counts without this device."
    ),
    N_(
        "Where there is a line, unlock: it is sent then by itself. Without one, take"
        " the case to them on a stick."
    ),
    N_("If the hub is gone for good, whoever leads the case adds another one."),
)
"""What a person does about it, the quickest first."""


@dataclass(frozen=True)
class Done:
    """A case in which the person is out now; `sent`: a hub of it knows that already.

    `sent` is None where the case has no hub, or none was asked.
    """

    case: str
    sent: bool | None


def shared_cases(desk: Desk) -> list[str]:
    """Return the cases with other members in which this person is in."""
    return [
        case
        for case in (one.hex() for one in read.cases(desk.vault))
        if _own_member(desk, case)
    ]


def suspended_cases(desk: Desk, cases: Sequence[str] = ()) -> list[str]:
    """Return the cases in which this device is out: what it records there is held.

    Of these, or of all.
    """
    found = []
    for id_ in [bytes.fromhex(one) for one in cases] or read.cases(desk.vault):
        authority = authority_in(desk.vault, id_)
        right = right_in(desk, id_.hex(), authority)
        if not authority.alone and right.member and not right.left:
            found.append(id_.hex())
    return found


def unled(desk: Desk, case: str) -> bool:
    """Say whether nobody leads a case while this person is out of it."""
    return not leads(desk, case, _own_member(desk, case))


def _own_member(desk: Desk, case: str) -> str:
    """Return the member whose device this is, '' if alone or out."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    right = right_in(desk, case, authority)
    return right.member if not authority.alone and right.left else ""


def suspend_me(desk: Desk, send: Send | None = None) -> list[Done]:
    """Suspend oneself, with all one's devices, in every shared case, then send that.

    All is recorded before anything is sent, so that no slow hub keeps a case waiting.
    Done twice, it sends again. The caller locks the vault. A case in which it fails
    keeps no other one open: the fault is raised when all others are done and sent.

    Raises:
        StorageError: the disk refuses; what was recorded stays.
    """
    fault: HabeasError | None = None
    with desk.vault.guard:
        for case in shared_cases(desk):
            try:
                suspend(desk, case, _own_member(desk, case), Ground.ASKED)
            except HabeasError as error:
                fault = fault or error
        out = suspended_cases(desk)
    done = [Done(case, _sent(desk, case, send)) for case in out]
    if fault is not None:
        raise fault
    return done


def _sent(desk: Desk, case: str, send: Send | None) -> bool | None:
    if send is None:
        return None
    try:
        return send(desk, case)
    except HabeasError:
        return False  # the exchange tries again at the next unlock
