"""`members suspend-me` and `travel`: for whoever is in danger, or on a journey."""

from dataclasses import asdict

import click

from habeas.actions import travel
from habeas.actions.danger import (
    UNLED,
    UNSENT,
    UNSENT_ADVICE,
    Done,
    suspend_me,
    unled,
)
from habeas.cli.commands import Group, argument, command, group, json_option, reading
from habeas.cli.door import Door, choose_case
from habeas.cli.say import Translate, one_line
from habeas.cli.values import short
from habeas.copying.urgent import send_now
from habeas.errors import BadInputError
from habeas.views.cases import case_heads, case_names
from habeas.words import N_

_SENT = {
    True: N_("a hub has it, and gives it to the others"),
    False: N_("recorded here, not sent: no hub has taken it, and each is asked again"),
    None: N_("recorded here, not sent: no hub is known"),
}


def suspend(door: Door) -> None:
    """Suspend oneself everywhere, send it, and lock."""
    with door.desk() as desk:
        done = suspend_me(desk, send_now)
        names = {head.id: head.title for head in case_heads(desk.views)}
        alone = [names.get(one.case, "") for one in done if unled(desk, one.case)]
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data([asdict(one) for one in done])
        return
    unsent = any(not one.sent for one in done)
    voice.line(_(_head(done, unsent=unsent)))
    for one in done:
        _say_done(door, one, names.get(one.case, ""))
    if unsent:
        _say_unsent(door)
    for title in alone:
        voice.note(_(UNLED).format(case=one_line(title)))


def _head(done: list[Done], *, unsent: bool) -> str:
    if not done:
        return N_("You share no case, so there was nobody to tell.")
    if unsent:
        return N_("You are suspended on this device, and the vault is locked.")
    return N_("You are suspended, and the vault is locked.")


def _say_done(door: Door, one: Done, title: str) -> None:
    words = door.voice.gettext(_SENT[one.sent])
    door.voice.line(f"{one_line(title)} ({short(one.case)}): {words}", indent=2)


def _say_unsent(door: Door) -> None:
    for words in (UNSENT, *UNSENT_ADVICE):
        door.voice.note(door.voice.gettext(words))


def show(door: Door) -> None:
    """List which cases can leave, and what is wanting."""
    with door.desk() as desk:
        found = travel.ready(desk)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data([{**asdict(one), "may_go": one.may_go} for one in found])
    elif not found:
        voice.line(_("You share no case: only a case that others lead too can leave."))
    for one in () if voice.json else found:
        voice.line(f"{one_line(one.title)}  {short(one.case)}")
        for words in _wanting(one, _):
            voice.line(words, indent=2)


def _wanting(one: travel.Ready, _: Translate) -> list[str]:
    if not one.leads:
        return [_("Nobody else leads this case, so nobody could let it back.")]
    leads = ", ".join(one_line(name) for name in one.leads)
    told = [f"{_('Can let it back:')} {leads}"]
    if not one.said:
        told.append(_("The others were not told yet: `habeas travel tell`."))
    if one.entries:
        lacks = _("Entries of which nobody else is known to have a copy: {number}")
        told.append(lacks.format(number=one.entries))
    if one.files:
        lacks = _("Files of which no hub has a copy: {number}")
        told.append(lacks.format(number=one.files))
    if one.may_go:
        told.append(_("It can leave now: `habeas travel leave`."))
    return told


def tell(door: Door) -> None:
    """Tell the others of a case that this device leaves it."""
    with door.at_case() as at:
        travel.say_going(at.desk, at.case)
        done = Done(at.case, send_now(at.desk, at.case))
        title = case_names(at.desk.views, [at.case])[at.case].title
    door.voice.note(door.voice.gettext("This device is out of the case now."))
    if door.voice.json:
        door.voice.data(asdict(done))
    else:
        _say_done(door, done, title)


def leave(door: Door, names: tuple[str, ...], *, sure: bool, files_too: bool) -> None:
    """Remove cases from this device."""
    if not sure:
        raise BadInputError(
            N_("Confirm that only another member can let it back."),
            advice=N_("Repeat the command with --sure. Nothing was removed."),
        )
    with door.desk() as desk:
        heads = case_heads(desk.views)
        cases = list(dict.fromkeys(choose_case(heads, name) for name in names))
        many = travel.leave(desk, cases, files_too=files_too)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"left": many})
    else:
        voice.line(_("They have left this device; another lead lets you in again."))


def suspending(_: Translate) -> click.Command:
    """Return `members suspend-me`."""
    return command(
        _,
        "suspend-me",
        suspend,
        _("Suspend yourself in every shared case at once, and send that."),
        [json_option(_)],
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `travel`."""
    return [_travel(_)]


def _travel(_: Translate) -> Group:
    return group(
        _,
        "travel",
        _("Before a journey: cases leave this device until another lets them back."),
        [
            command(
                _,
                "list",
                show,
                _("List which cases can leave, and what is wanting."),
                [json_option(_)],
            ),
            command(
                _,
                "tell",
                tell,
                _("Tell the others of a case that this device leaves it."),
                reading(_),
            ),
            command(
                _,
                "leave",
                leave,
                _("Remove cases from this device, with their keys and all traces."),
                [argument("names", _("CASE…"), nargs=-1, required=True), *_sure(_)],
            ),
        ],
    )


def _sure(_: Translate) -> list[click.Parameter]:
    return [
        click.Option(
            ["--sure"],
            is_flag=True,
            help=_("You know that only another member can let them back."),
        ),
        click.Option(
            ["--files-too"],
            is_flag=True,
            help=_("You made sure that somebody else has the files."),
        ),
        json_option(_),
    ]
