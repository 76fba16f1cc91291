"""`members` and `join`: who works on a case, and how a device comes into one."""

from collections.abc import Sequence
from typing import Any

import click

from habeas.actions import members as acts
from habeas.actions.held import held_back
from habeas.actions.members import Line, Seat
from habeas.actions.news import looked
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import GROUND_WORDS, ROLE_WORDS, Ground, Role
from habeas.cli.commands import argument, command, group, reading, why_option
from habeas.cli.contributions import outsiders
from habeas.cli.danger import suspending
from habeas.cli.door import At, Door
from habeas.cli.held import holding, show_held_of
from habeas.cli.joining import device_option, entering, find_member, letting_in
from habeas.cli.life import life
from habeas.cli.say import Translate, one_line
from habeas.cli.values import Speller, place_words, short
from habeas.copying.exchange import Manner, exchange
from habeas.copying.places import places
from habeas.errors import BadInputError, NotFoundError
from habeas.views.records import record
from habeas.words import N_

_SOON = Manner(10.0)
"""Somebody may be in danger: nobody waits for a hub for long."""


def show(door: Door) -> None:
    """List the members and what they may read."""
    with door.at_case() as at:
        lines = acts.members(at.desk, at.case)
        looked(at.desk, at.case)
        if lines or door.voice.json:
            _show_all(door, at, lines)
            return
    told = door.voice.gettext("Nobody else is in this case: it is yours alone.")
    door.voice.line(told)


def _show_all(door: Door, at: At, lines: Sequence[Line]) -> None:
    if door.voice.json:
        door.voice.data([_told(at, one) for one in lines])
        return
    held = held_back(at.desk, at.case)
    for one in lines:
        _show_one(door, at, one)
        show_held_of(door, [it for it in held if it.who == one.id])


def _at(at: At, act: str) -> str:
    """Return when an act was recorded."""
    return record(at.desk.views, at.case, act).state.history[0].at


def _show_now(door: Door, at: At, member: str) -> None:
    """Show what became of a member, after a change."""
    lines = acts.members(at.desk, at.case)
    _show_all(door, at, [one for one in lines if one.id == member])


def _told(at: At, one: Line) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "reads": list(one.compartments),
        "in since": _at(at, one.id),
        "role since": _at(at, one.seat.id),
        "suspension asked for": one.asked.id if one.asked else "",
        "devices": [d.fields["label"] for d in one.devices],
        "out": one.out.kind if one.out else "",
        "suspension": one.out.id if one.out and one.out.kind == "suspension" else "",
        "this device": one.own,
    }


def _show_one(door: Door, at: At, one: Line) -> None:
    voice, _ = door.voice, door.voice.gettext
    you = f" ({_('this device')})" if one.own else ""
    voice.line(f"{one_line(one.name)}{you}  {short(one.id)}")
    voice.line(_(ROLE_WORDS[one.role]), indent=2)
    if one.compartments:
        reads = ", ".join(place_words(voice, place) for place in one.compartments)
        voice.line(f"{_('May read')}: {reads}", indent=2)
    voice.line(_since(door, at, one), indent=2)
    voice.line(f"{_('Devices')}: {_devices(one, _)}", indent=2)
    if one.out is not None:
        voice.line(_out(one, _), indent=2)
    if one.asked is not None:
        voice.line(
            _(
                "One member who edits asked that they be suspended. They are still in:"
                " it counts once a second one who edits does the same, or a lead."
            ),
            indent=2,
        )


def _since(door: Door, at: At, one: Line) -> str:
    """Say since when somebody is in, and since when as now, in days."""
    _, speller = door.voice.gettext, Speller(door.voice, at.desk.views)
    first, now = (speller.when(_at(at, act)[:10]) for act in (one.id, one.seat.id))
    if one.seat.id == one.id:
        return _("In since {day}").format(day=first)
    return _("In since {day}; may do and read this since {now}").format(
        day=first, now=now
    )


def _devices(one: Line, _: Translate) -> str:
    labels = []
    for device in one.devices:
        label = one_line(str(device.fields["label"]))
        gone = one.out is None and device.id in one.gone
        labels.append(f"{label} ({_('out of the case')})" if gone else label)
    return ", ".join(labels)


def _out(one: Line, _: Translate) -> str:
    assert one.out is not None
    if one.out.kind == "removal" and one.out.fields["who"] != one.id:
        return _("Every device of theirs is out of the case: let in a new one.")
    if one.out.kind == "removal":
        return _("Removed: what was written since is closed to them.")
    ground = _(GROUND_WORDS[Ground(one.out.fields["ground"])])
    told = _("Suspended ({why}); `habeas members lift` ends it.")
    return told.format(why=ground)


def share(door: Door, name: str, device: str) -> None:
    """Say by which name the others will know this side."""
    with door.at_case() as at:
        acts.share(at.desk, at.case, name, device)
        _show_all(door, at, acts.members(at.desk, at.case))
    door.voice.note(
        door.voice.gettext("Others can be let in now: `habeas members let-in`.")
    )


def hear_first(door: Door, at: At) -> None:
    """Fetch what is new before something is taken away from somebody.

    What they wrote and this device has not seen would be held back with the rest.
    """
    if not places(at.desk, at.case):
        return
    if not exchange(at.desk, at.case, _SOON).whole:
        door.voice.note(
            door.voice.gettext(
                "The hub could not be asked first: what they wrote and this device has"
                " not seen yet is held back."
            )
        )


def role(door: Door, name: str, new: str, reads: tuple[str, ...], why: str) -> None:
    """Give a member another role."""
    with door.at_case() as at:
        hear_first(door, at)
        who = find_member(at, name)
        acts.change_role(at.desk, at.case, who, Seat("", Role(new), reads), why)
        _show_now(door, at, who)


def remove(door: Door, name: str, device: str, why: str) -> None:
    """Remove a member, or one of their devices, for good."""
    with door.at_case() as at:
        hear_first(door, at)
        who = find_member(at, name)
        acts.remove(at.desk, at.case, _device_of(at, who, device) or who, why)
        _show_now(door, at, who)


def _device_of(at: At, member: str, label: str) -> str:
    """Return the device of a member that is called so, '' if none is asked for.

    Raises:
        NotFoundError: they have none, or several, of this name.
    """
    (line,) = (one for one in acts.members(at.desk, at.case) if one.id == member)
    fit = [one.id for one in line.devices if one.fields["label"] == label]
    if label and len(fit) != 1:
        raise NotFoundError(
            N_("They have no one device that is called so."),
            advice=N_("`habeas members list` names them. Nothing was recorded."),
        )
    return fit[0] if label else ""


def suspend(door: Door, name: str, ground: str, why: str) -> None:
    """Suspend a member until somebody lifts it."""
    with door.at_case() as at:
        hear_first(door, at)
        who = find_member(at, name)
        acts.suspend(at.desk, at.case, who, Ground(ground), why)
        _show_now(door, at, who)


def lift(door: Door, name: str, why: str) -> None:
    """End the suspension of a member."""
    with door.at_case() as at:
        who = find_member(at, name)
        (line,) = (one for one in acts.members(at.desk, at.case) if one.id == who)
        if line.out is None or line.out.kind != "suspension":
            raise BadInputError(
                N_("This member is not suspended."),
                advice=N_("Whoever was removed is let in anew, with a new request."),
            )
        acts.lift(at.desk, at.case, line.out.id, why)
        _show_now(door, at, who)


def commands(_: Translate) -> list[click.Command]:
    """Return `members` and `join`."""
    words = _("Who works on a case, and who may read what.")
    danger = [life(_), suspending(_)]
    every = [
        *_all(_),
        *_changing(_),
        *holding(_),
        *letting_in(_, reads_option(_)),
        *outsiders(_),
        *danger,
    ]
    return [
        group(_, "members", words, every),
        group(_, "join", _("Come into a case that somebody else leads."), entering(_)),
    ]


def _all(_: Translate) -> list[click.Command]:
    case = reading(_)
    return [
        command(
            _,
            "list",
            show,
            _("List the members, their devices and what they may read."),
            case,
        ),
        command(
            _,
            "share",
            share,
            _("Say by which name the others will know you; before anybody is let in."),
            [argument("name", _("NAME")), device_option(_), *case],
        ),
    ]


def _changing(_: Translate) -> list[click.Command]:
    member, case = argument("name", _("MEMBER")), reading(_)
    return [
        command(
            _,
            "role",
            role,
            _("Give a member another role, or other compartments to read."),
            [
                member,
                argument(
                    "new", _("ROLE"), type=click.Choice([one.value for one in Role])
                ),
                reads_option(_),
                why_option(_),
                *case,
            ],
        ),
        command(
            _,
            "suspend",
            suspend,
            _("Suspend a member at once; it can be lifted again."),
            [member, _ground(_), why_option(_), *case],
        ),
        command(
            _,
            "lift",
            lift,
            _("End the suspension of a member."),
            [member, why_option(_), *case],
        ),
        command(
            _,
            "remove",
            remove,
            _("Remove a member for good; what is written next is closed to them."),
            [member, _one_device(_), why_option(_), *case],
        ),
    ]


def _ground(_: Translate) -> click.Option:
    return click.Option(
        ["--ground"],
        default=Ground.OTHER.value,
        show_default=True,
        type=click.Choice([one.value for one in Ground]),
        help=_("Why they are suspended."),
    )


def reads_option(_: Translate) -> click.Option:
    """Return `--reads`."""
    return click.Option(
        ["--reads"],
        multiple=True,
        type=click.Choice(sorted(COMPARTMENTS)),
        help=_("A compartment that they may read, beside ‘case’; may be repeated."),
    )


def _one_device(_: Translate) -> click.Option:
    return click.Option(
        ["--device"],
        default="",
        metavar=_("TEXT"),
        help=_("Only the device that is called so; what the member is stays."),
    )
