"""`members life`: signs of life, agreed and looked at."""

from collections.abc import Sequence
from typing import Any

import click

from habeas.actions.life import Terms, Watched, agree, watched
from habeas.actions.members import members
from habeas.case.life import SIGN_WORDS, Standing
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.joining import find_member
from habeas.cli.say import Translate, one_line
from habeas.cli.values import short
from habeas.errors import NotFoundError


def show(door: Door) -> None:
    """List what was agreed, and how it stands."""
    with door.at_case() as at:
        _tell(door, watched(at.desk, at.case))


def _tell(door: Door, found: Sequence[Watched]) -> None:
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data([_told(one) for one in found])
    elif not found:
        voice.line(_("Nothing was agreed on signs of life."))
    for one in () if voice.json else found:
        _show_one(door, one)


def _told(one: Watched) -> dict[str, Any]:
    stands = one.standing
    return {
        "who": one.who,
        "name": one.name,
        "hours": one.agreement.hours,
        "grace": one.agreement.grace,
        "agreed": one.agreement.agreed,
        "this device": one.own,
        "stands": stands.sign if stands else "",
        "promised": stands.promised if stands else None,
        "until": stands.until if stands else None,
        "asked": one.asked,
    }


def _show_one(door: Door, one: Watched) -> None:
    voice, _ = door.voice, door.voice.gettext
    you = f" ({_('this device')})" if one.own else ""
    voice.line(f"{one_line(one.name)}{you}  {short(one.who)}")
    terms = _("every {hours} hours, waited for {grace} more")
    hours, grace = one.agreement.hours, one.agreement.grace
    voice.line(terms.format(hours=hours, grace=grace), indent=2)
    if one.agreement.agreed:
        voice.line(f"{_('Agreed by:')} {one_line(one.agreement.agreed)}", indent=2)
    if one.standing:
        voice.line(_stands(one.standing, _), indent=2)
    if one.asked:
        alone = _("The program doesn’t decide this one alone: decide yourself.")
        voice.line(alone, indent=2)


def _stands(one: Standing, _: Translate) -> str:
    told = _("{sign}; the next by {moment}, waited for until {until}")
    return told.format(
        sign=_(SIGN_WORDS[one.sign]),
        moment=one.promised.isoformat(timespec="seconds"),
        until=one.until.isoformat(timespec="seconds"),
    )


def agree_on(door: Door, name: str, every: int, grace: int, agreed: str) -> None:
    """Record what was agreed, and list what is agreed now."""
    with door.at_case() as at:
        agree(at.desk, at.case, _find(at, name), Terms(every, grace, agreed))
        _tell(door, watched(at.desk, at.case))


def end(door: Door, name: str) -> None:
    """Record that nothing is agreed any more, and list what still is with others."""
    with door.at_case() as at:
        agree(at.desk, at.case, _find(at, name), Terms(0))
        _tell(door, watched(at.desk, at.case))


def _find(at: At, name: str) -> str:
    """Return a member, or a device by the beginning of its id."""
    try:
        return find_member(at, name)
    except NotFoundError:
        wanted = name.strip().casefold()
        devices = [d.id for one in members(at.desk, at.case) for d in one.devices]
        fit = [one for one in devices if wanted and one.startswith(wanted)]
        if len(fit) != 1:
            raise
        return fit[0]


def life(_: Translate) -> Group:
    """Return `members life`."""
    who = argument("name", _("MEMBER"))
    return group(
        _,
        "life",
        _("Signs of life: what was agreed with whom, and who is late."),
        [
            command(
                _,
                "list",
                show,
                _("List from whom a sign of life is awaited, and how it stands."),
                reading(_),
            ),
            command(
                _,
                "agree",
                agree_on,
                _("Record that somebody shows a sign of life every so many hours."),
                [who, *_terms(_), *reading(_)],
            ),
            command(
                _,
                "end",
                end,
                _("Record that no sign of life is agreed any more."),
                [who, *reading(_)],
            ),
        ],
    )


def _terms(_: Translate) -> list[click.Parameter]:
    return [
        click.Option(
            ["--every"],
            type=int,
            default=24,
            show_default=True,
            metavar=_("HOURS"),
            help=_("A sign at least every so many hours."),
        ),
        click.Option(
            ["--grace"],
            type=int,
            default=12,
            show_default=True,
            metavar=_("HOURS"),
            help=_("Hours waited after that."),
        ),
        click.Option(
            ["--agreed"],
            default="",
            metavar=_("TEXT"),
            help=_("Who agreed to it."),
        ),
    ]
