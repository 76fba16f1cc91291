"""`join`, and what lets a device in: two files, and numbers that are read out."""

from pathlib import Path

import click

from habeas.actions import joining
from habeas.actions.members import Seat, members
from habeas.actions.outside import places_outside
from habeas.case.facts.members import Role
from habeas.cli.commands import argument, command, json_option, reading
from habeas.cli.door import NO_HUB, At, Door
from habeas.cli.originals import write_new
from habeas.cli.say import Progress, Translate, one_line
from habeas.cli.values import moment, short
from habeas.errors import BadInputError, NotFoundError
from habeas.vault.hubs import known_hubs
from habeas.wire.joining import MAX_JOINING
from habeas.words import N_


def look(door: Door, file: str) -> None:
    """Say what a request asks for."""
    data = small(Path(file))
    with door.at_case() as at:
        asking, _number = joining.look(at.desk, at.case, data)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"device": asking.label, "log": asking.log.hex()})
        return
    voice.line(f"{_('Device')}: {one_line(asking.label)}")
    voice.line(
        _(
            "Call whoever sent it, at a number that you know, and let them read out the"
            " thirty digits that their Habeas shows. Type them behind --heard."
        )
    )


def let_in(  # noqa: PLR0913, PLR0917 - one command's options
    door: Door,
    file: str,
    target: str,
    heard: str,
    name: str,
    role: str | None,
    reads: tuple[str, ...],
    member: str,
) -> None:
    """Let a device in and write its welcome."""
    data = small(Path(file))
    if bool(name) == bool(member):
        raise BadInputError(
            N_("Say who comes in."),
            advice=N_(
                "Somebody new with --name and --role, or with --member one more device"
                " of somebody who is in."
            ),
        )
    require_new(target)
    with door.at_case() as at:
        if member:
            who: Seat | str = _as_they_are(at, member, role, reads)
        else:
            who = Seat(name, Role(role or Role.EDITOR), reads)
        let = joining.let_in(at.desk, at.case, data, heard, who)
        hubs = known_hubs(at.desk.vault, bytes.fromhex(at.case))
    with Progress(door.voice, "", len(let.welcome)) as progress:
        write_new(Path(target), iter([let.welcome]), progress)
    _tell_let(door, let, has_hub=bool(hubs))


def _as_they_are(at: At, name: str, role: str | None, reads: tuple[str, ...]) -> str:
    """Return the member whose device comes in: as what they are, and nothing else.

    Raises:
        BadInputError: another role or other compartments were said.
    """
    member = find_member(at, name)
    (line,) = (one for one in members(at.desk, at.case) if one.id == member)
    seat = Seat("", Role(role or line.role), reads or line.compartments)
    if (seat.role, set(seat.places)) != (line.role, set(line.compartments)):
        raise BadInputError(
            N_("One more device of a member comes in as what that member is."),
            advice=N_(
                "Leave out --role and --reads; `habeas members role` changes what they"
                " may do. Nothing was recorded."
            ),
        )
    return member


def _tell_let(door: Door, let: joining.Let, *, has_hub: bool) -> None:
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"member": let.member, "number": let.number})
        return
    voice.line(_("They are in. Send them the file, and read out this number:"))
    voice.line(let.number, indent=2)
    if has_hub:
        voice.note(_("Now `habeas sync`: before that the hub does not let them in."))
    else:
        voice.note(
            _(
                "This case has no hub: bring it to them on a stick (`habeas carry"
                " out`). Or add a hub (`habeas copies add`), repeat this command with"
                " another file name, and send that one: it names the hub."
            )
        )


def require_new(target: str) -> None:
    """Refuse before anything is recorded: the welcome is written last."""
    if Path(target).exists():
        raise BadInputError(
            N_("There is a file ‘{name}’ already."),
            advice=N_("Name a new one; nothing is written over."),
            name=Path(target).name,
        )


def find_member(at: At, name: str) -> str:
    """Return the id of a member, by their name or the beginning of their id.

    Of several of one name whoever was not removed is meant.

    Raises:
        NotFoundError: there is none. BadInputError: there are several.
    """
    wanted = name.strip().casefold()
    lines = members(at.desk, at.case)
    named = [one for one in lines if one.name.casefold() == wanted]
    fit = [one.id for one in named if not one.left] or [one.id for one in named]
    fit = fit or [one.id for one in lines if wanted and one.id.startswith(wanted)]
    if not fit:
        raise NotFoundError(
            N_("There is no such member of this case."),
            advice=N_("`habeas members list` lists them."),
        )
    if len(fit) > 1:
        raise BadInputError(
            N_("Several members are called so."),
            advice=N_("Say which by the beginning of their number."),
        )
    return fit[0]


def ask(door: Door, device: str, target: str) -> None:
    """Make a request to be let into somebody's case."""
    require_new(target)
    with door.desk() as desk:
        asked = joining.ask(desk, device)
    with Progress(door.voice, "", len(asked.note)) as progress:
        write_new(Path(target), iter([asked.note]), progress)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"device": asked.device.hex(), "number": asked.number})
        return
    voice.line(_("Send the file to whoever leads the case, and read out this number:"))
    voice.line(asked.number, indent=2)


def requests(door: Door) -> None:
    """List the requests that wait for an answer."""
    with door.desk() as desk:
        found = joining.asked(desk)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        data = [
            {
                "device": short(one.device.hex()),
                "label": one.label,
                "made": one.made,
                "number": one.number,
            }
            for one in found
        ]
        voice.data(data)
        return
    told = [
        (short(one.device.hex()), one.label, moment(voice, one.made), one.number)
        for one in found
    ]
    if not told:
        door.voice.line(_("No request waits for an answer."))
        return
    head = (_("Request"), _("Device"), _("Made"), _("Number to read out"))
    door.voice.table(head, told)


def enter(door: Door, file: str, heard: str) -> None:
    """Take a welcome: the case begins here."""
    data = small(Path(file))
    with door.desk() as desk:
        case = joining.enter(desk, data, heard)
        outside = {one.case for one in places_outside(desk)}
        hubs = known_hubs(desk.vault, bytes.fromhex(case))
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"case": case})
        return
    if case in outside:
        voice.line(_("You are in, and read nothing of the case: `habeas outside`."))
        return
    if not hubs:
        voice.line(_("You are in."))
        voice.note(_(NO_HUB))
        return
    voice.line(
        _(
            "You are in. The case itself comes from its hub (`habeas sync`) or on a"
            " stick (`habeas carry in`)."
        )
    )


def give_up(door: Door, name: str) -> None:
    """Forget a request and its keys."""
    with door.desk() as desk:
        fit = [
            one.device
            for one in joining.asked(desk)
            if name and one.device.hex().startswith(name.lower())
        ]
        if len(fit) != 1:
            raise NotFoundError(
                N_("There is no such request."),
                advice=N_("`habeas join list` lists those that wait."),
            )
        joining.give_up(desk, fit[0])


def small(path: Path) -> bytes:
    """Read a request or a welcome.

    Raises:
        BadInputError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_JOINING + 1)
    except OSError as error:
        raise BadInputError(
            N_("The file ‘{name}’ cannot be read."),
            advice=N_("Check its name and that it is a file. Nothing was recorded."),
            name=path.name,
        ) from error


def letting_in(_: Translate, reads: click.Parameter) -> list[click.Command]:
    """Return the commands of `members` by which a device is let in."""
    file = argument("file", _("REQUEST"))
    return [
        command(
            _,
            "look",
            look,
            _("Say what a request is, before you call."),
            [file, *reading(_)],
        ),
        command(
            _,
            "let-in",
            let_in,
            _("Let in the device of a request, and write its welcome."),
            [file, argument("target", _("WELCOME")), *_letting(_, reads), *reading(_)],
        ),
    ]


def entering(_: Translate) -> list[click.Command]:
    """Return the commands of `join`."""
    return [
        command(
            _,
            "ask",
            ask,
            _("Make a request, to send to whoever leads the case."),
            [device_option(_), argument("target", _("FILE")), json_option(_)],
        ),
        command(
            _,
            "list",
            requests,
            _("List the requests that wait for an answer, and their numbers."),
            [json_option(_)],
        ),
        command(
            _,
            "enter",
            enter,
            _("Take the welcome that answers a request."),
            [argument("file", _("WELCOME")), heard_option(_), json_option(_)],
        ),
        command(
            _,
            "give-up",
            give_up,
            _("Forget a request and its keys."),
            [argument("name", _("REQUEST"))],
        ),
    ]


def _letting(_: Translate, reads: click.Parameter) -> list[click.Parameter]:
    return [
        heard_option(_),
        click.Option(
            ["--name"], default="", metavar=_("NAME"), help=_("Who comes in, as new.")
        ),
        click.Option(
            ["--role"],
            type=click.Choice([one.value for one in Role]),
            help=_("What somebody new may do; without it, they edit."),
        ),
        reads,
        click.Option(
            ["--member"],
            default="",
            metavar=_("MEMBER"),
            help=_("Whose device it is, if they are in already."),
        ),
    ]


def heard_option(_: Translate) -> click.Option:
    """Return `--heard`."""
    return click.Option(
        ["--heard"],
        required=True,
        metavar=_("DIGITS"),
        help=_("The thirty digits that the other person read out to you."),
    )


def device_option(_: Translate) -> click.Option:
    """Return `--device`."""
    return click.Option(
        ["--device"],
        default="laptop",
        show_default=True,
        metavar=_("TEXT"),
        help=_("What the others call this device; whoever carries it reads it."),
    )
