"""`members held`, `accept`: what somebody who is out wrote, and what of it counts."""

from collections.abc import Sequence

import click

from habeas.actions import members as acts
from habeas.actions.held import Held, held_back
from habeas.cli.commands import argument, command, reading, why_option
from habeas.cli.door import Door
from habeas.cli.say import Translate, one_line
from habeas.cli.values import kind_words, moment, short
from habeas.errors import NotFoundError
from habeas.words import N_


def show_held_of(door: Door, held: Sequence[Held]) -> None:
    """Say how much of a member's is held back, since when, and how it counts."""
    voice, _ = door.voice, door.voice.gettext
    words = _(
        "Held back: {count}, written since {moment}. `habeas members held` shows it,"
        " `habeas members accept {log}` lets it count."
    )
    for one in held:
        since, log = moment(voice, one.since), short(one.log)
        told = words.format(count=len(one.entries), moment=since, log=log)
        voice.line(told, indent=2)


def held(door: Door) -> None:
    """List what is held back."""
    with door.at_case() as at:
        found = held_back(at.desk, at.case)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data(found)
        return
    if not found:
        voice.line(_("Nothing is held back."))
    for one in found:
        _show_held(door, one)


def _show_held(door: Door, one: Held) -> None:
    voice, _ = door.voice, door.voice.gettext
    voice.line(_("By {name}, log {log}:").format(name=one.member, log=short(one.log)))
    for entry in one.entries:
        kind = kind_words(voice, entry.kind)
        when, title = moment(voice, entry.at), one_line(entry.title)
        voice.line(f"{entry.index}  {when}  {kind}  {title}", 2)


def accept(door: Door, log: str, why: str) -> None:
    """Let what is held back of a log count."""
    with door.at_case() as at:
        found = held_back(at.desk, at.case)
        fit = [one for one in found if log and one.log.startswith(log.lower())]
        if len(fit) != 1:
            raise NotFoundError(
                N_("Nothing is held back of such a log."),
                advice=N_("`habeas members held` lists what is."),
            )
        entries = range(fit[0].start, fit[0].stop)
        acts.accept(at.desk, at.case, fit[0].log, entries, why)
    told = {"log": fit[0].log, "start": entries.start, "stop": entries.stop}
    if door.voice.json:
        door.voice.data(told)
        return
    words = door.voice.gettext("Entries {start} to {stop} of log {log} count now.")
    numbers = {"start": entries.start, "stop": entries.stop - 1}
    door.voice.line(words.format(**numbers, log=short(fit[0].log)))


def holding(_: Translate) -> list[click.Command]:
    """Return `held` and `accept`."""
    case = reading(_)
    return [
        command(
            _,
            "held",
            held,
            _("List what somebody who is out wrote that nobody had seen."),
            case,
        ),
        command(
            _,
            "accept",
            accept,
            _("Let what is held back of a log count."),
            [argument("log", _("LOG")), why_option(_), *case],
        ),
    ]
