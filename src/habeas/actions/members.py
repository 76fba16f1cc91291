"""Let somebody into a case, and keep somebody out (docs/spec/members.md)."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import put, put_all
from habeas.actions.seating import require_change, require_free_name
from habeas.actions.settling import epoch_named, right_in, settle
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import Ground, Role
from habeas.case.membership import Act, Authority
from habeas.case.rules.members import READING
from habeas.case.standing import RANK, Right
from habeas.errors import NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.case_keys import keys_in
from habeas.vault.epochs import epochs
from habeas.vault.own_logs import own_log
from habeas.views.db import catch_up
from habeas.words import N_

EVERYTHING = tuple(sorted(COMPARTMENTS))


@dataclass(frozen=True)
class Newcomer:
    """The keys of a device that asks to be let in, as its own program made them.

    Whether they are theirs is for two people to find out, aloud: nobody else knows.
    """

    label: str
    box: bytes
    log: bytes
    mldsa44: bytes
    request: bytes


@dataclass(frozen=True)
class Seat:
    """What somebody is let in as: their name here, their role, what they may read.

    Who leads reads everything; who reads at all reads the compartment 'case'.
    """

    name: str
    role: Role
    compartments: Sequence[str] = ()

    @property
    def places(self) -> list[str]:
        """All that they may read, in order."""
        named = {"case", *self.compartments} if self.role in READING else set()
        return list(EVERYTHING) if self.role is Role.LEAD else sorted(named)

    def fields(self) -> dict[str, object]:
        """Return them as a record's fields."""
        return {"name": self.name, "role": self.role, "compartments": self.places}


@dataclass(frozen=True)
class Line:
    """A member as the page shows them; `out` is why they are out, None if they are in.

    `devices` are the acts that let each device in, `gone` the ids of those that are
    out; `own`: this device is among them. `seat` is the act that gave the present role;
    `asked` a suspension that one editor alone asked for, and that waits for a second.
    """

    id: str
    name: str
    role: Role
    compartments: tuple[str, ...]
    devices: tuple[Act, ...]
    out: Act | None
    own: bool
    seat: Act
    gone: frozenset[str] = frozenset()
    asked: Act | None = None

    @property
    def left(self) -> bool:
        """Say whether they were removed for good, and not a device of theirs alone."""
        out = self.out
        return bool(out and out.kind == "removal" and out.fields["who"] == self.id)


def members(desk: Desk, case: str) -> list[Line]:
    """Return who works on a case, in the order they were let in; none while alone."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    mine = own_log(desk.vault.db, bytes.fromhex(case)).id.hex()
    found = []
    for act in authority.of("member"):
        devices = [d for d in authority.of("device") if d.fields["member"] == act.id]
        role, places = authority.role_of(act.id)
        outs = [authority.out(one) for one in devices]
        found.append(
            Line(
                act.id,
                act.fields["name"],
                role,
                places,
                tuple(devices),
                outs[0] if outs and all(outs) else None,
                any(authority.device_of(mine) is one for one in devices),
                authority.seat_of(act.id),
                frozenset(d.id for d, out in zip(devices, outs, strict=True) if out),
                _asked(authority, {act.id, *(one.id for one in devices)}, outs),
            )
        )
    return found


def _asked(
    authority: Authority, whose: set[str], outs: Sequence[Act | None]
) -> Act | None:
    for act in authority.of("suspension"):
        waits = act.fields["who"] in whose and act not in outs
        if waits and None in outs and not authority.lifted(act):
            return act
    return None


def leads(desk: Desk, case: str, without: str = "") -> list[Line]:
    """Return the members who lead a case and are in, a member or a device left out."""
    found = []
    for one in members(desk, case):
        devices = {d.id for d in one.devices} - one.gone - {without}
        if one.role is Role.LEAD and one.id != without and devices:
            found.append(one)
    return found


def _require_lead_left(desk: Desk, case: str, without: str) -> None:
    """Refuse what would leave a case without anybody who may let somebody in."""
    if not leads(desk, case, without):
        raise RefusedError(
            N_("Then nobody would lead this case, and nobody could let anybody in."),
            advice=N_("Let somebody else lead it first. Nothing was recorded."),
        )


def share(desk: Desk, case: str, name: str, label: str) -> None:
    """Say who leads a case that one person kept alone, so that others can be let in.

    Raises:
        RefusedError: it is shared already.
        BadInputError: a name is missing.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        if not authority_in(vault, id_).alone:
            raise RefusedError(
                N_("This case has members already."),
                advice=N_(
                    "Your name in it stays. The next step is to let somebody in."
                    " Nothing was changed."
                ),
            )
        own = own_log(vault.db, id_)
        older = [
            f"{one.id.hex()} {b64encode(one.mldsa44).decode()}"
            for one in read.logs(vault, id_)
            if one.id != own.id
        ]
        keys = keys_in(vault, id_)
        me = Newcomer(label, keys.box_public, own.id, own.mldsa44, keys.request)
        member = New("member", Seat(name, Role.LEAD).fields())
        device = _device(member.id, me, older)
        news = [member, device, *_first_epochs(desk, case, [keys.device])]
        put_all(desk, case, news)


def _first_epochs(desk: Desk, case: str, devices: Sequence[bytes]) -> list[New]:
    """Announce the epochs that were begun while nobody else was there."""
    return [
        epoch_named(name, one.number, one.public, devices)
        for name, place in COMPARTMENTS.items()
        for one in epochs(desk.vault.db, bytes.fromhex(case), place)
    ]


def _device(member: str, newcomer: Newcomer, older: Sequence[str] = ()) -> New:
    return New(
        "device",
        {
            **({"older": list(older)} if older else {}),
            "member": member,
            "label": newcomer.label,
            "box": b64encode(newcomer.box).decode(),
            "log": newcomer.log.hex(),
            "mldsa44": b64encode(newcomer.mldsa44).decode(),
            "request": newcomer.request.hex(),
        },
    )


def admit(desk: Desk, case: str, newcomer: Newcomer, seat: Seat) -> str:
    """Let somebody into a case; return the id of the member.

    Every key to what they may read is boxed for them, also of what was written before.

    Raises:
        RefusedError: this device may not let anybody in, or knows this device already.
        BadInputError: the role and the compartments do not fit, or somebody in the case
            is called so already.
    """
    with desk.vault.guard:
        require_stranger(require(desk, case, Role.LEAD), newcomer)
        taken = (one.name for one in members(desk, case) if not one.left)
        require_free_name(taken, seat.name)
        member = New("member", seat.fields())
        put_all(desk, case, [member, _device(member.id, newcomer)])
        settle(desk, case)
    return member.id


def admit_device(desk: Desk, case: str, newcomer: Newcomer, member: str) -> None:
    """Let one more device of a member into a case; it reads what the member may.

    Raises:
        RefusedError: this device may not let anybody in, or knows this device already.
        NotFoundError: there is no such member.
    """
    with desk.vault.guard:
        authority = require(desk, case, Role.LEAD)
        require_stranger(authority, newcomer)
        if member not in {one.id for one in authority.of("member")}:
            raise NotFoundError(N_("There is no such member of this case."))
        put_all(desk, case, [_device(member, newcomer)])
        settle(desk, case)


def require_stranger(authority: Authority, newcomer: Newcomer) -> None:
    """Refuse a device that was let in before, or has a key of one that was.

    Such an act would not stand, either (habeas.case.one_key).

    Raises:
        RefusedError: as said.
    """
    if authority.device_of(newcomer.log.hex()) is not None:
        raise RefusedError(N_("This device is in the case already."))
    if authority.with_key_of(_device("", newcomer).fields) is not None:
        raise RefusedError(
            N_("A key in this request is that of another device of the case."),
            advice=N_(
                "No Habeas makes such a request: somebody may pose as that device."
                " Ask whoever sent it, and let a new one be made."
            ),
        )


def require_lead(desk: Desk, case: str) -> Authority:
    """Return the authority, if this device leads the case.

    Raises:
        RefusedError: it does not, or nobody else is in the case yet.
    """
    return require(desk, case, Role.LEAD)


def change_role(
    desk: Desk, case: str, member: str, seat: Seat, stated: str = ""
) -> None:
    """Give a member another role, or other compartments to read; keys follow.

    Less than before also begins new epochs: what is written then is closed to them.

    Raises:
        RefusedError: this device may not, nobody would lead the case any more, or
            nothing would change.
        BadInputError: the role and the compartments do not fit.
    """
    with desk.vault.guard:
        authority = require(desk, case, Role.LEAD)
        require_change(authority, member, seat.role, seat.places)
        if seat.role is not Role.LEAD:
            _require_lead_left(desk, case, member)
        fields = {**seat.fields(), "member": member, "stated": stated}
        put(desk, case, "role", {k: v for k, v in fields.items() if k != "name"})
        settle(desk, case)


def remove(desk: Desk, case: str, who: str, stated: str) -> None:
    """Remove a member or a device for good; what is written next is closed to them.

    Raises:
        RefusedError: this device may not, or nobody would lead the case any more.
    """
    with desk.vault.guard:
        require(desk, case, Role.LEAD)
        _require_lead_left(desk, case, who)
        put(desk, case, "removal", {"who": who, "stated": stated})
        settle(desk, case)


def suspend(desk: Desk, case: str, who: str, ground: Ground, stated: str = "") -> None:
    """Suspend a member or a device, oneself too; a lead can lift it again.

    An editor's alone waits for that of a second one (`Line.asked`).

    Raises:
        RefusedError: this device may not.
    """
    with desk.vault.guard:
        authority = authority_in(desk.vault, bytes.fromhex(case))
        right = right_in(desk, case, authority)
        if not authority.own(right, who):
            require(desk, case, Role.EDITOR)
        fields = {"who": who, "ground": ground, "stated": stated}
        put(desk, case, "suspension", fields)
        settle(desk, case)


def lift(desk: Desk, case: str, suspension: str, stated: str = "") -> None:
    """End a suspension; the keys begun meanwhile are boxed for whoever comes back.

    Raises:
        RefusedError: this device may not.
    """
    with desk.vault.guard:
        require(desk, case, Role.EDITOR)
        put(desk, case, "lifting", {"suspension": suspension, "stated": stated})
        settle(desk, case)


def accept(desk: Desk, case: str, log: str, entries: range, stated: str = "") -> None:
    """Let entries of a log count that were held back; the pages show them at once.

    Raises:
        RefusedError: this device may not.
    """
    with desk.vault.guard:
        require(desk, case, Role.LEAD)
        place = {"start": entries.start, "stop": entries.stop}
        fields = {"log": log, **place, "stated": stated}
        put(desk, case, "acceptance", fields)
        catch_up(desk.vault, desk.views, bytes.fromhex(case), again=True)


def right_here(desk: Desk, case: str) -> tuple[Authority, Right]:
    """Return who may do what, and what this device may do now.

    Raises:
        RefusedError: the case has no members yet, or this device is out.
    """
    authority = require(desk, case, Role.GUARDIAN)
    return authority, right_in(desk, case, authority)


def require(desk: Desk, case: str, role: Role) -> Authority:
    """Return the authority, if this device may do what this role may.

    Raises:
        RefusedError: it may not, or the case has no members yet.
    """
    authority = authority_in(desk.vault, bytes.fromhex(case))
    if authority.alone:
        raise RefusedError(
            N_("Nobody else is in this case yet."),
            advice=N_(
                "Say first by which name the others will know you: on ‘Members’, or"
                " with `habeas members share`."
            ),
        )
    if right_in(desk, case, authority).left < RANK[role]:
        raise RefusedError(
            N_("You may not do this in this case."),
            advice=N_("Ask a member who leads it. Nothing was recorded."),
        )
    return authority
