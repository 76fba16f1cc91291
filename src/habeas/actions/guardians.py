"""Who the guardians of a case are, and whether they could help today."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from habeas.actions.desk import Desk
from habeas.actions.members import right_here
from habeas.actions.record import put
from habeas.case.agreeing import is_signed, rehearsal_text
from habeas.case.facts.members import Role
from habeas.case.membership import Act, Authority
from habeas.case.recovering import guardians_of, needed, window
from habeas.case.rules.guardians import HOURS
from habeas.case.standing import RANK
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.vault.acts import authority_in
from habeas.views.records import records, states
from habeas.wire.guarding import read_here
from habeas.words import N_

EVERY: Final = timedelta(days=180)
"""After which a guardian is asked again whether it still stands."""


@dataclass(frozen=True)
class Guardian:
    """A guardian; `out` of the case or not, `rehearsed` on a day or never.

    `own`: this device is one of theirs. `due`: it is time to ask whether it stands.
    """

    id: str
    name: str
    role: Role
    out: bool
    own: bool
    rehearsed: date | None
    due: bool


@dataclass(frozen=True)
class Guards:
    """The choice of guardians that holds, and whether it would do today.

    `able` counts guardians who are in and were there within `EVERY`. `lost` names for
    each member what nobody but them could read: no guardian gives that back.
    """

    id: str
    need: int
    hours: int
    guardians: tuple[Guardian, ...]
    able: int
    lost: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def ready(self) -> bool:
        """Say whether enough guardians were there lately."""
        return self.able >= self.need

    @property
    def due(self) -> bool:
        """Say whether a guardian should be asked again."""
        return any(one.due for one in self.guardians)


def choose(
    desk: Desk, case: str, need: int, guardians: Sequence[str], hours: int = HOURS
) -> str:
    """Choose the guardians of a case by their member ids; those before are none then.

    Raises:
        RefusedError: this device may not.
        BadInputError: the numbers do not fit, or somebody is no member.
    """
    with desk.vault.guard:
        authority, right = right_here(desk, case)
        if right.left < RANK[Role.LEAD]:
            raise RefusedError(
                N_("Only whoever leads the case chooses its guardians."),
                advice=N_("Ask a member who leads it. Nothing was recorded."),
            )
        if set(guardians) - {one.id for one in authority.of("member")}:
            raise BadInputError(N_("A guardian must be a member of the case."))
        fields = {"need": need, "guardians": list(guardians), "hours": hours}
        return put(desk, case, "guardianship", fields)


def guards(desk: Desk, case: str) -> Guards | None:
    """Return the guardians of a case and whether they could help, None without any."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    chosen = chosen_now(authority)
    if chosen is None:
        return None
    days = _rehearsed(desk, case, authority, chosen)
    today = desk.clock.now().date()
    found = tuple(
        _guardian(desk, case, authority, one, (days.get(one), today))
        for one in guardians_of(chosen)
        if one in {act.id for act in authority.of("member")}
    )
    able = sum(not one.out and not one.due for one in found)
    hours = int(window(chosen).total_seconds() // 3600)
    return Guards(chosen.id, needed(chosen), hours, found, able, _lost(authority))


def chosen_now(authority: Authority) -> Act | None:
    """Return the choice of guardians that holds: the last in the order of acts."""
    found = authority.recoveries.chosen.values()
    return max(found, key=lambda one: one.order, default=None)


def here(desk: Desk, case: str) -> None:
    """Say as a guardian: I am here and able, and still mean it.

    Raises:
        RefusedError: whoever uses this device is no guardian of the case.
    """
    with desk.vault.guard:
        authority, right = right_here(desk, case)
        chosen = chosen_now(authority)
        if chosen is None or right.member not in guardians_of(chosen):
            raise RefusedError(N_("You are no guardian of this case."))
        day = desk.clock.now().date().isoformat()
        fields = {"guardianship": chosen.id, "guardian": right.member, "day": day}
        put(desk, case, "rehearsal", fields)


def keep_here(desk: Desk, case: str, data: bytes) -> str:
    """Record the signed word of a guardian who holds no copy; return their name.

    Raises:
        WireError: it is no such text.
        RefusedError: no guardian of this case signed it, or its day has not come.
    """
    said = read_here(data)
    with desk.vault.guard:
        authority, _right = right_here(desk, case)
        chosen = chosen_now(authority)
        text = rehearsal_text(said.request.hex(), said.day)
        signature = b64encode(said.signature).decode()
        device = guardian_with(authority, chosen, said.request.hex())
        if chosen is None or not is_signed(text, device.fields["request"], signature):
            raise not_a_guardians()
        if said.day > desk.clock.now().date().isoformat():
            raise RefusedError(
                N_("This was signed for a day that has not come."),
                advice=N_("Compare the clocks of both computers."),
            )
        guardian = device.fields["member"]
        put(
            desk,
            case,
            "rehearsal",
            {
                "guardianship": chosen.id,
                "guardian": guardian,
                "day": said.day,
                "signature": signature,
            },
        )
    return name_of(authority, guardian)


def guardian_with(authority: Authority, chosen: Act | None, request: str) -> Act:
    """Return the device of a guardian that has this request key (hex) and is in.

    Raises:
        RefusedError: there is none.
    """
    for one in authority.of("device"):
        if (
            one.fields["request"] == request
            and chosen is not None
            and one.fields["member"] in guardians_of(chosen)
            and authority.out(one) is None
        ):
            return one
    raise not_a_guardians()


def not_a_guardians() -> RefusedError:
    """Return the refusal of what no guardian signed."""
    return RefusedError(
        N_("No guardian of this case signed this."),
        advice=N_("Ask for the text that their Habeas made. Nothing was recorded."),
    )


def name_of(authority: Authority, member: str) -> str:
    """Return what a member is called in the case.

    Raises:
        NotFoundError: there is no such member.
    """
    found = authority.called(member)
    if not found:
        raise NotFoundError(N_("There is no such member of this case."))
    return found


def _guardian(
    desk: Desk,
    case: str,
    authority: Authority,
    member: str,
    days: tuple[date | None, date],
) -> Guardian:
    rehearsed, today = days
    devices = [d for d in authority.of("device") if d.fields["member"] == member]
    return Guardian(
        id=member,
        name=name_of(authority, member),
        role=authority.role_of(member)[0],
        out=all(authority.out(one) for one in devices),
        own=member == _own(desk, case),
        rehearsed=rehearsed,
        due=rehearsed is None or today - rehearsed >= EVERY,
    )


def _own(desk: Desk, case: str) -> str:
    try:
        return right_here(desk, case)[1].member
    except RefusedError:
        return ""


def _rehearsed(
    desk: Desk, case: str, authority: Authority, chosen: Act
) -> dict[str, date]:
    """Return the last day on which each guardian was there, by their own word."""
    lines = [one.id for one in records(desk.views, case, "rehearsal")]
    found: dict[str, date] = {}
    for one in states(desk.views, lines).values():
        guardian, day = str(one.fields.get("guardian")), str(one.fields.get("day"))
        logs = one.state.history[0].entry[0]
        writer = authority.device_of(logs)
        own = writer is not None and writer.fields["member"] == guardian
        signature = one.fields.get("signature")
        if one.fields.get("guardianship") == chosen.id and (
            own or _signed(authority, guardian, day, signature)
        ):
            last = date.fromisoformat(day)
            found[guardian] = max(last, found.get(guardian, last))
    return found


def _signed(authority: Authority, guardian: str, day: str, signature: object) -> bool:
    return any(
        one.fields["member"] == guardian
        and is_signed(
            rehearsal_text(one.fields["request"], day), one.fields["request"], signature
        )
        for one in authority.of("device")
    )


def _lost(authority: Authority) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return who alone reads what: whose devices, once lost, nobody can replace."""
    return tuple(
        (str(one.fields["name"]), places)
        for one in authority.of("member")
        if (places := tuple(_only(authority, one.id)))
    )


def _only(authority: Authority, member: str) -> Iterator[str]:
    for place in authority.role_of(member)[1]:
        readers = authority.readers(place)
        mine = [one for one in readers if one.fields["member"] == member]
        others = [
            one
            for one in readers
            if one.fields["member"] != member
            and RANK[authority.role_of(one.fields["member"])[0]] >= RANK[Role.EDITOR]
        ]
        if mine and not others:
            yield place


def read_signature(text: str) -> bytes:
    """Return a signature as a record holds it; what is none is empty."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
