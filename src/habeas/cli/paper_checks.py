"""`paper`: whom a paper is for, what keeps it in, and why it leaves all the same."""

from typing import Final

import click

from habeas.actions.paper_checks import address, checked, look, set_aside
from habeas.actions.paper_leaving import Gate
from habeas.actions.papers import form_of
from habeas.cli.commands import argument, case_option, command, reading
from habeas.cli.door import Door
from habeas.cli.paper_lacks import lacks_of, tell_lacks
from habeas.cli.say import Translate, Voice
from habeas.papers.engine.checked import Check, State
from habeas.papers.engine.form import Form
from habeas.papers.engine.leaving import Row, Sure
from habeas.views.papers import paper
from habeas.words import N_

_HEADS: Final = {
    State.STOP: N_("It keeps it in:"),
    State.TELL: N_("To look at:"),
    State.OK: N_("In order:"),
}


def addressed(door: Door, name: str, recipient: str) -> None:
    """Say who receives a paper."""
    with door.at_case() as at:
        changed = address(at.desk, at.case, at.find("paper", name), recipient)
    _ = door.voice.gettext
    door.voice.line(_("Recorded.") if changed else _("It was so before."))


def looked_at(door: Door, name: str) -> None:
    """Say every check of a paper before it leaves."""
    language = door.voice.language
    with door.at_case() as at:
        one = at.find("paper", name)
        looked = look(at.desk, at.case, one)
        found = checked(at.desk, at.case, one, looked, language)
        form = form_of(at.desk, paper(at.desk.views, at.case, one))
        made = looked.made
    lacks = lacks_of(form, made, door.voice) if made else ()
    if door.voice.json:
        stopped = [one.code for one in found if one.stops]
        told = {"keeps_in": stopped, "checks": found, "filing": form.filing}
        door.voice.data({**told, "lacking": lacks})
        return
    tell_checks(door.voice, found)
    tell_lacks(door.voice, [one for one in lacks if one.key])
    _tell_filing(door.voice, form)


def tell_checks(voice: Voice, found: tuple[Check, ...]) -> None:
    """Say checks, what keeps the paper in first."""
    _ = voice.gettext
    for state, head in _HEADS.items():
        lines = [one for one in found if one.state is state]
        if lines:
            voice.line(_(head))
        for one in lines:
            voice.line(f"{one.words}  ({one.code})", indent=2)
            for why in one.why:
                voice.line(why, indent=4)
            if one.aside:
                voice.line(_("It leaves all the same: {why}").format(why=one.aside))


def tell_aside(voice: Voice, gate: Gate) -> None:
    """Say each check that a reason has just set aside."""
    for one in gate.aside:
        voice.note(voice.gettext("Set aside: {check}").format(check=one.words))


def _tell_filing(voice: Voice, form: Form) -> None:
    _, filing = voice.gettext, form.filing
    if filing is None:
        return
    for head, rows in (
        (_("To whom"), filing.to),
        (_("In which ways"), filing.ways),
        (_("What proves it"), filing.proof),
        (_("Also"), filing.notes),
        (_("Who may sign"), form.signer.may if form.signer else ()),
    ):
        if rows:
            voice.line(f"{head}:")
        for row in rows:
            voice.line(_row(voice, row), indent=2)


def _row(voice: Voice, row: Row) -> str:
    sure = f"; {voice.gettext('from memory')}" if row.sure is Sure.MEMORY else ""
    return f"{row.say[voice.language]} [{row.source}{sure}]"


def put_aside(door: Door, name: str, check: str, why: str) -> None:
    """Let a paper go although a check keeps it in; the reason is kept with it."""
    with door.at_case() as at:
        one = at.find("paper", name)
        set_aside(at.desk, at.case, one, check, why, door.voice.language)
    door.voice.line(door.voice.gettext("Recorded."))


def checking(_: Translate) -> list[click.Command]:
    """Return what `paper` offers before a paper leaves."""
    name, at_case = argument("name", _("PAPER")), case_option(_)
    to = _("Say who receives a paper, as a consent names them.")
    recipient = argument("recipient", _("RECIPIENT"))
    check = _("Say what keeps a paper in, what to look at, and where it is filed.")
    aside = _("Let a paper go although a check keeps it in; the reason is kept.")
    reason = (argument("check", _("CHECK")), argument("why", _("REASON")))
    return [
        command(_, "to", addressed, to, [name, recipient, at_case]),
        command(_, "check", looked_at, check, [name, *reading(_)]),
        command(_, "set-aside", put_aside, aside, [name, *reason, at_case]),
    ]
