"""What whoever reads the case does with members who read nothing of it."""

from pathlib import Path

import click

from habeas.actions import members as acts
from habeas.actions.contributions import give_number
from habeas.actions.outsiders import sealed_for
from habeas.cli.commands import argument, command, reading
from habeas.cli.door import Door
from habeas.cli.joining import find_member, require_new
from habeas.cli.originals import write_new
from habeas.cli.say import Progress, Translate, cut, one_line
from habeas.cli.values import kind_words, short
from habeas.views.contributions import Contribution, contributions
from habeas.wire.joining import number

_SHOWN = 200


def listed(door: Door) -> None:
    """List what was handed in."""
    with door.at_case() as at:
        found = contributions(at.desk.vault, at.desk.views, at.case, _SHOWN)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data([_data(one) for one in found])
        return
    if not found:
        voice.line(_("Nothing was handed in yet."))
        return
    head = (_("Written"), _("By"), _("Kind"), _("Title"), _("Id"))
    rows = [
        (
            one.at,
            one_line(one.member),
            kind_words(voice, one.kind),
            cut(one.record.title) if one.record else _("does not count"),
            short(one.record.id) if one.record else "",
        )
        for one in found
    ]
    voice.table(head, rows)


def _data(one: Contribution) -> dict[str, object]:
    return {
        "id": one.record.id if one.record else "",
        "kind": one.kind,
        "member": one.member,
        "at": one.at,
        "title": one.record.title if one.record else "",
        "counts": one.record is not None,
        "waits": one.waits,
    }


def take_in(door: Door, document: str) -> None:
    """Give a file that was handed in the next exhibit number."""
    with door.at_case() as at:
        given = give_number(at.desk, at.case, at.find("document", document))
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"number": given})
        return
    voice.line(_("It is exhibit {number} now.").format(number=given))


def notice(door: Door, name: str, target: str) -> None:
    """Write a notice for the newest device of a member who reads nothing."""
    require_new(target)
    with door.at_case() as at:
        member = find_member(at, name)
        (line,) = (one for one in acts.members(at.desk, at.case) if one.id == member)
        made = sealed_for(at.desk, at.case, line.devices[-1].id)
    with Progress(door.voice, "", len(made)) as progress:
        write_new(Path(target), iter([made]), progress)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"number": number(made)})
        return
    voice.line(_("Send them the file, and read out this number:"))
    voice.line(number(made), indent=2)


def outsiders(_: Translate) -> list[click.Command]:
    """Return the commands of `members` for those who read nothing."""
    case = reading(_)
    return [
        command(
            _,
            "handed-in",
            listed,
            _("List what members who contribute handed in."),
            case,
        ),
        command(
            _,
            "take-in",
            take_in,
            _("Give a file that was handed in the next exhibit number."),
            [argument("document", _("DOCUMENT")), *case],
        ),
        command(
            _,
            "notice",
            notice,
            _("Write a notice for the device of a member who reads nothing."),
            [argument("name", _("MEMBER")), argument("target", _("FILE")), *case],
        ),
    ]
