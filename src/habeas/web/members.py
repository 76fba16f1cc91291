"""Who works on a case: in plain words who may read what, since when; and changes."""

from dataclasses import dataclass

from habeas.actions import joining
from habeas.actions import members as acts
from habeas.actions.desk import Desk
from habeas.actions.held import held_back
from habeas.actions.members import Line, Seat
from habeas.actions.news import looked
from habeas.actions.outsiders import OUTSIDE, sealed_for
from habeas.actions.recoveries import recoveries
from habeas.case.facts.members import GROUND_WORDS, ROLE_WORDS, Ground, Role
from habeas.crypto.digest import sha256
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.vault.hubs import known_hubs
from habeas.views.records import record
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.small_files import file_in, handed_on
from habeas.wire.joining import number as request_number
from habeas.words import N_

_SIGNS = 6
"""Of a notice, in the name of its file: two don't write over one another."""
_OPTIONAL = ("identity", "medical", "counsel")


@dataclass(frozen=True, slots=True)
class Shown:
    """A member as the pages show them, with the moments that the records say."""

    line: Line
    since: str
    devices: tuple[tuple[str, str, str], ...]
    out_at: str
    ground: str
    seat_since: str
    """Since when they may do and read what they may now."""


def show(desk: Desk, ask: Ask) -> Answer:
    """Show the members, or how the first one is let in."""
    case = ask.id("case")
    looked(desk, case)
    return Page(
        "members/list.html",
        {
            "members": [_shown(desk, case, one) for one in acts.members(desk, case)],
            "leads": _leads(desk, case),
            "held": held_back(desk, case),
            "recoveries": recoveries(desk, case),
            "roles": ROLE_WORDS,
            "typed": {name: ask.form.get(name) for name in ("name", "label", "text")},
        },
        case=case,
    )


def _leads(desk: Desk, case: str) -> bool:
    try:
        acts.require_lead(desk, case)
    except RefusedError:
        return False
    return True


def _shown(desk: Desk, case: str, line: Line) -> Shown:
    out = line.out
    devices = [
        (one.id, str(one.fields["label"]), _at(desk, case, one.id))
        for one in line.devices
    ]
    ground = out.fields["ground"] if out and out.kind == "suspension" else ""
    return Shown(
        line,
        _at(desk, case, line.id),
        tuple(devices),
        _at(desk, case, out.id) if out else "",
        GROUND_WORDS[Ground(ground)] if ground else "",
        _at(desk, case, line.seat.id),
    )


def _at(desk: Desk, case: str, act: str) -> str:
    return record(desk.views, case, act).state.history[0].at


def share(desk: Desk, ask: Ask) -> Answer:
    """Say by which name the others will know this side."""
    case = ask.id("case")
    acts.share(desk, case, ask.form.get("name"), ask.form.get("label"))
    return Go(f"/cases/{case}/members")


def look(desk: Desk, ask: Ask) -> Answer:
    """Show what a request is, and ask for the number and for who comes in."""
    data = file_in(ask.form) or ask.form.get("text").encode()
    if not data.strip():
        raise BadInputError(
            N_("No request was chosen."),
            advice=N_("Choose its file, or paste its text."),
            field="text",
        )
    return _ask_who(desk, ask, data)


def ask_who(desk: Desk, ask: Ask) -> Answer:
    """Show the form again with what was typed, after a refusal."""
    if not (data := file_in(ask.form)):
        return Go(f"/cases/{ask.id('case')}/members")
    return _ask_who(desk, ask, data)


def _ask_who(desk: Desk, ask: Ask, data: bytes) -> Page:
    case = ask.id("case")
    asking, _number = joining.look(desk, case, data)
    there = joining.is_in(desk, case, asking)
    typed = {one: ask.form.get(one) for one in ("name", "heard", "member")}
    if there is not None and not typed["name"]:
        typed["member"] = there.id
    return Page(
        "members/let_in.html",
        {
            "label": asking.label,
            "file": handed_on(data),
            "members": [one for one in acts.members(desk, case) if _may_come(one)],
            "roles": ROLE_WORDS,
            "offered": tuple(Role),
            "places": _OPTIONAL,
            "typed": typed,
            "role": ask.form.get("role") or Role.EDITOR.value,
            "reads": ask.form.all("reads"),
        },
        case=case,
    )


def _may_come(line: Line) -> bool:
    """Say whether a new device of a member would be in, also after the old one left."""
    return line.out is None or line.out.fields["who"] != line.id


def let_in(desk: Desk, ask: Ask) -> Answer:
    """Let the device in, and show the welcome and its number."""
    case, form = ask.id("case"), ask.form
    who = _who(desk, ask)
    let = joining.let_in(desk, case, file_in(form), form.get("heard"), who)
    return Page(
        "members/welcome.html",
        {
            "number": let.number,
            "file": handed_on(let.welcome),
            "hubs": known_hubs(desk.vault, bytes.fromhex(case)),
        },
        case=case,
    )


def _who(desk: Desk, ask: Ask) -> Seat | str:
    """Return the member whose device it is, or the seat of somebody new.

    Raises:
        BadInputError: both are said.
    """
    name, member = ask.form.get("name"), ask.form.get("member")
    called = {one.id: one.name for one in acts.members(desk, ask.id("case"))}
    if member and name and name != called.get(member):
        raise BadInputError(
            N_("Is it somebody new, or one more device of somebody who is in?"),
            advice=N_(
                "Empty the name, or choose ‘somebody new’ below. Nothing was recorded."
            ),
            field="name",
        )
    return member or _seat(ask, name)


def welcome(_desk: Desk, ask: Ask) -> Answer:
    """Hand out a welcome that was just made."""
    if not (data := file_in(ask.form)):
        return Go(f"/cases/{ask.id('case')}/members")
    return Download(iter([data]), joining.welcome_name(data))


def notice(desk: Desk, ask: Ask) -> Answer:
    """Hand out a notice for a device outside the case, or show its number first."""
    case, device = ask.id("case"), ask.form.get("device")
    if made := file_in(ask.form):
        signs = sha256(made).hex()[:_SIGNS]
        return Download(iter([made]), f"notice-{signs}.habeas")
    made = sealed_for(desk, case, device)
    shown = {"number": request_number(made), "file": handed_on(made)}
    return Page("members/notice.html", shown, case=case)


def _seat(ask: Ask, name: str) -> Seat:
    role = ask.form.get("role")
    if role not in {one.value for one in Role}:
        raise BadInputError(N_("Choose what they may do."), field="role")
    reads = [one for one in ask.form.all("reads") if one in _OPTIONAL]
    return Seat(name, Role(role), reads)


def show_one(desk: Desk, ask: Ask) -> Answer:
    """Show a member, and what can be changed about them."""
    case, line = ask.id("case"), _line(desk, ask)
    return Page(
        "members/show.html",
        {
            "it": _shown(desk, case, line),
            "held": [one for one in held_back(desk, case) if one.who == line.id],
            "outside": line.role in OUTSIDE,
            "leads": _leads(desk, case),
            "roles": ROLE_WORDS,
            "offered": tuple(Role),
            "grounds": GROUND_WORDS,
            "places": _OPTIONAL,
        },
        case=case,
    )


def _line(desk: Desk, ask: Ask) -> Line:
    case, member = ask.id("case"), ask.id("member")
    for one in acts.members(desk, case):
        if one.id == member:
            return one
    raise NotFoundError(N_("There is no such member of this case."))


def change(desk: Desk, ask: Ask) -> Answer:
    """Do to a member what the button says: another role, out, back in."""
    case, line, stated = ask.id("case"), _line(desk, ask), ask.form.get("stated")
    match ask.form.get("act"):
        case "role":
            acts.change_role(desk, case, line.id, _seat(ask, line.name), stated)
        case "suspend":
            ground = ask.form.get("ground")
            if ground not in {one.value for one in Ground}:
                raise BadInputError(N_("Choose why."), field="ground")
            acts.suspend(desk, case, line.id, Ground(ground), stated)
        case "lift" if line.out is not None and line.out.kind == "suspension":
            acts.lift(desk, case, line.out.id, stated)
        case "remove" if not ask.form.get("sure"):
            raise BadInputError(
                N_("Removing can’t be undone, and was not confirmed."),
                advice=N_(
                    "Suspend them, which can be lifted; or say that you know it."
                    " Nothing was recorded."
                ),
                field="sure",
            )
        case "remove":
            acts.remove(desk, case, _whole_or_device(ask, line), stated)
        case _:
            raise BadInputError(N_("This can't be done to this member now."))
    return Go(f"/cases/{case}/members/{line.id}")


def _whole_or_device(ask: Ask, line: Line) -> str:
    """Return the device that is meant, else the member."""
    device = ask.form.get("device")
    return device if device in {one.id for one in line.devices} else line.id


def accept(desk: Desk, ask: Ask) -> Answer:
    """Let what is held back of a log count."""
    case, log = ask.id("case"), ask.form.get("log")
    for one in held_back(desk, case):
        if one.log == log:
            acts.accept(
                desk, case, log, range(one.start, one.stop), ask.form.get("stated")
            )
    return Go(f"/cases/{case}/members")
