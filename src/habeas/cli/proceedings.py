"""`proceeding`: each matter before one body, and what happened in it."""

import click

from habeas.case.facts.proceedings import (
    LAW_WORDS,
    PRESENCE_WORDS,
    PROCEEDING,
    PROCEEDING_STEP,
    RULING_WORDS,
    STEP_WORDS,
    TRACK_WORDS,
    Law,
)
from habeas.case.proceedings import Matter, Stage
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.deadline_lines import line_of, rows_of
from habeas.cli.door import At, Door
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_view,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.views.proceedings import (
    Proceeding,
    ProceedingView,
    proceeding,
    proceedings,
)
from habeas.views.roles import Held, roles


def show(door: Door, name: str) -> None:
    """Show a proceeding: its steps in order of time, what does not fit, what is due."""
    with door.at_case() as at:
        named = at.find("proceeding", name, withdrawn=True)
        found = proceeding(at.desk.views, at.case, named)
        if door.voice.json:
            door.voice.data(found)
            return
        _show(at, Speller(door.voice, at.desk.views), found)
        show_view(door, at, found.view)


def _show(at: At, speller: Speller, found: ProceedingView) -> None:
    voice, _, it = speller.voice, speller.voice.gettext, found.proceeding.matter
    voice.line(f"{it.title}: {_(TRACK_WORDS[it.track])}")
    if not it.law:
        words = _("It is not said whose rules apply here, so no days are counted.")
        voice.line(f"! {words}", indent=2)
    else:
        voice.line(_("Rules of: {law}").format(law=_(LAW_WORDS[Law(it.law)])), indent=2)
    for stage in it.steps:
        voice.line(f"- {_step(speller, stage)}", indent=2)
        for one in found.proceeding.remarks:
            if one.link == stage.id:
                mark = "!" if one.grave else "·"
                voice.line(f"{mark} {one.say(_, speller.when)}", indent=4)
    due = [one for one in rows_of(at, voice.language) if one.proceeding == it.id]
    if due:
        voice.line(_("What is due"))
    for row in due:
        voice.line(f"- {line_of(speller, row)}", indent=2)
    for held in roles(at.desk.views, at.case):
        _clash(speller, held)


def _clash(speller: Speller, held: Held) -> None:
    if held.clash:
        language = speller.voice.language
        because = held.clash.exclusion.because[language]
        article = held.clash.article[language]
        speller.voice.line(f"! {held.person.name}: {because} ({article})")


def _step(speller: Speller, stage: Stage) -> str:
    _ = speller.voice.gettext
    hands = " → ".join(one.name for one in (stage.who, stage.to) if one)
    parts = (
        _(STEP_WORDS[stage.step]),
        _(RULING_WORDS[stage.ruling]) if stage.ruling else "",
        _(PRESENCE_WORDS[stage.presence]) if stage.presence else "",
        hands,
        speller.when(stage.when),
    )
    return ", ".join(one for one in parts if one) + f" ({short(stage.id)})"


def commands(_: Translate) -> list[click.Command]:
    """Return `proceeding`."""
    return [_proceeding(_)]


def _proceeding(_: Translate) -> Group:
    return group(
        _,
        "proceeding",
        _("Complaints, investigations and court cases, and what happened in them."),
        [
            add_command(_, PROCEEDING, _("Record a proceeding before one body.")),
            add_command(
                _,
                PROCEEDING_STEP,
                _("Record what happened in one: a hearing, a decision, its service."),
                name="step",
            ),
            list_command(
                _,
                _("List the proceedings; an appeal stands below what it comes from."),
                (
                    *(_("What it is about"), _("What kind"), _("Last step")),
                    *(_("Does not fit"), _("Id")),
                ),
                lambda at: proceedings(at.desk.views, at.case),
                _row,
            ),
            command(
                _,
                "show",
                show,
                _("Show one with its steps, what does not fit, and what is due."),
                [argument("name", _("PROCEEDING")), *reading(_)],
            ),
            correct_command(_, PROCEEDING),
        ],
    )


def _row(speller: Speller, one: Proceeding) -> tuple[object, ...]:
    _, it = speller.voice.gettext, one.matter
    return (
        "  " * one.depth + cut(it.title),
        _(TRACK_WORDS[it.track]) + (f" ({_('closed')})" if it.closed else ""),
        _last(speller, it),
        sum(remark.grave for remark in one.remarks),
        short(it.id),
    )


def _last(speller: Speller, it: Matter) -> str:
    if not it.steps:
        return "–"
    stage = it.steps[-1]
    words = speller.voice.gettext(STEP_WORDS[stage.step])
    return f"{words}, {speller.when(stage.when)}"
