"""`letter`: letters with a life, each step, what contradicts, what the law says."""

import click

from habeas.case.facts.letters import (
    ADDRESSEE_WORDS,
    LETTER,
    LETTER_STEP,
    LETTER_STEP_WORDS,
)
from habeas.case.letters import Finding, Stage, days_since
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_view,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.views.letter_law import Rule
from habeas.views.letters import (
    PLACE_WORDS,
    LetterLine,
    LetterView,
    letter_one,
    letters,
)
from habeas.views.spoken import span_words


def show(door: Door, name: str) -> None:
    """Show a letter: where it is, each step, what contradicts what, the law."""
    with door.at_case() as at:
        found = letter_one(
            at.desk.views, at.case, at.find("letter", name, withdrawn=True)
        )
        if door.voice.json:
            door.voice.data(found)
            return
        _show(at, Speller(door.voice, at.desk.views), found)
        show_view(door, at, found.view)


def _show(at: At, speller: Speller, found: LetterView) -> None:
    voice, _, it = speller.voice, speller.voice.gettext, found.line
    since = _since(at, speller, it)
    words = (_(ADDRESSEE_WORDS[it.addressee]), _(PLACE_WORDS[it.life.place]), since)
    voice.line(f"{it.what}: {'; '.join(one for one in words if one)}")
    for stage in it.life.stages:
        voice.line(f"- {_step(speller, stage)}", indent=2)
        for one in it.life.findings:
            if one.link == stage.id:
                said = one.say(voice.gettext, speller.when)
                voice.line(f"{_mark(one)} {said}", indent=4)
    if it.life.onward:
        told = _("By the law of the case it must go on by: {day}")
        by = it.life.onward.end.isoformat(timespec="minutes")
        voice.line(told.format(day=speller.when(by)))
    voice.line(_law(speller, it.rule))


def _since(at: At, speller: Speller, it: LetterLine) -> str:
    if it.life.since is None:
        return ""
    days = days_since(it.life.since, at.desk.clock.now())
    return span_words(*days, speller.voice.language)


def _step(speller: Speller, stage: Stage) -> str:
    _ = speller.voice.gettext
    hands = " → ".join(one.name for one in (stage.who, stage.to) if one)
    parts = (_(LETTER_STEP_WORDS[stage.step]), hands, speller.when(stage.when))
    return ", ".join(one for one in parts if one) + f" ({short(stage.id)})"


def _mark(one: Finding) -> str:
    return "!" if one.grave else "+" if one.confirms else "·"


def _law(speller: Speller, rule: Rule | None) -> str:
    _ = speller.voice.gettext
    if rule is None:
        return _("No rule pack tells how such letters are treated.")
    words = {
        None: _("Whether such letters may be read, nobody has read in the law."),
        True: _("Such letters may be controlled."),
        False: _("Such letters are not controlled."),
    }
    article = rule.article.get(speller.voice.language, "")
    status = _("confirmed") if rule.confirmed else _("not confirmed")
    return f"{words[rule.controlled]} ({article}; {status})"


def commands(_: Translate) -> list[click.Command]:
    """Return `letter`."""
    return [_letter(_)]


def _letter(_: Translate) -> Group:
    return group(
        _,
        "letter",
        _("Letters and complaints: written, handed in, sent, received, or never."),
        [
            add_command(_, LETTER, _("Record a letter.")),
            add_command(
                _, LETTER_STEP, _("Record what happened to a letter."), name="step"
            ),
            list_command(
                _,
                _("List the letters with where each is."),
                (
                    *(_("What it is"), _("Whom it is for"), _("Where it is")),
                    *(_("Contradictions"), _("Id")),
                ),
                lambda at: letters(at.desk.views, at.case),
                _row,
            ),
            command(
                _,
                "show",
                show,
                _("Show a letter with each step, and what contradicts what."),
                [argument("name", _("LETTER")), *reading(_)],
            ),
            correct_command(_, LETTER),
        ],
    )


def _row(speller: Speller, one: LetterLine) -> tuple[object, ...]:
    _ = speller.voice.gettext
    return (
        cut(one.what),
        _(ADDRESSEE_WORDS[one.addressee]),
        _(PLACE_WORDS[one.life.place]),
        one.against,
        short(one.id),
    )
