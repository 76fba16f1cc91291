"""`risk`: what happened to a person after they spoke, and how great the risk is."""

import click

from habeas.case.facts.risks import ASSESSMENT, HARM_WORDS, RISK
from habeas.case.retaliation import PROTECTED_WORDS, Act, Line, Tie
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.records import add_command, correct_command, list_command, show_view
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.views.alarm_words import between_words, since_words
from habeas.views.risks import Board, RiskEvent, RiskView, board, risk_one


def show(door: Door, name: str) -> None:
    """Show an event: who says so, the order, the reason stated, what it came after."""
    with door.at_case() as at:
        named = at.find("risk", name, withdrawn=True)
        found = risk_one(at.desk.views, at.case, named)
        if door.voice.json:
            door.voice.data(found)
            return
        _show(Speller(door.voice, at.desk.views), found)
        show_view(door, at, found.view)


def _show(speller: Speller, found: RiskView) -> None:
    voice, _, it = speller.voice, speller.voice.gettext, found.it
    voice.line(f"{_(HARM_WORDS[it.harm])}, {speller.when(it.when)}, {it.told_by.name}")
    none = _("none shown")
    voice.line(f"{_('Order')}: {it.order or none}", indent=2)
    voice.line(f"{_('Reason that they state')}: {it.stated[0] or none}", indent=2)
    for tie in it.before.tied:
        voice.line(f"- {_tie(speller, tie)}", indent=2)
    for tie in it.before.nearest:
        voice.line(f"? {_tie(speller, tie)}", indent=2)
    if it.before.nearest:
        voice.line(_("? is proposed by the dates alone, until somebody ties it."))
    for note in it.notes:
        said = note.says.get(voice.language, note.says["en"])
        voice.line(f"{said} ({note.article})")


def _tie(speller: Speller, tie: Tie) -> str:
    days = between_words(tie.between, speller.voice.language)
    return f"{days}: {_act(speller, tie.act)}"


def _act(speller: Speller, act: Act) -> str:
    _ = speller.voice.gettext
    when = speller.when(act.when) if act.when else ""
    parts = (_(act.word or PROTECTED_WORDS[act.kind]), cut(act.name), when)
    return ", ".join(one for one in parts if one) + f" ({short(act.id)})"


def _lines(at: At) -> list[tuple[Board, Line]]:
    found = board(at.desk.views, at.case)
    return [(found, line) for line in found.lines]


def _row(speller: Speller, one: tuple[Board, Line]) -> tuple[object, ...]:
    found, line = one
    event = found.events.get(line.one.id) if not isinstance(line.one, Act) else None
    return (
        speller.when(line.one.when),
        since_words(line.since, speller.voice.language) or "–",
        _what(speller, event or line.one, named=found.several),
        _after(speller, event) if event else "",
        short(line.one.id),
    )


def _what(speller: Speller, one: object, *, named: bool) -> str:
    """Say what it was; of an event who says so, and to whom it happened."""
    _ = speller.voice.gettext
    if isinstance(one, RiskEvent):
        whom = f" – {one.person.name}" if named and one.person else ""
        said = _("{name} says so").format(name=one.told_by.name)
        return f"! {_(HARM_WORDS[one.harm])}{whom} ({said})"
    if isinstance(one, Act):
        word = _(one.word or PROTECTED_WORDS[one.kind])
        whom = one.whom if named and one.whom != one.name else ""
        return " – ".join(filter(None, (", ".join(_parts(one, word)), whom)))
    return "?"


def _parts(one: Act, word: str) -> list[str]:
    return [word, cut(one.name)] if one.name else [word]


def _after(speller: Speller, event: RiskEvent) -> str:
    language = speller.voice.language
    days = [between_words(one.between, language) for one in event.before.tied]
    return "; ".join(days) or "–"


def commands(_: Translate) -> list[click.Command]:
    """Return `risk`."""
    return [_risk(_)]


def _risk(_: Translate) -> Group:
    assess = add_command(
        _, ASSESSMENT, _("Record how great the risk is held to be."), name="assess"
    )
    return group(
        _,
        "risk",
        _("What happened to a person after they spoke, and how great the risk is."),
        [
            add_command(_, RISK, _("Record what is said to have happened.")),
            list_command(
                _,
                _("List acts and what happened in one line of time, with the days."),
                (
                    *(_("When"), _("Since the line before"), _("What")),
                    *(_("Days from what it is tied to"), _("Id")),
                ),
                _lines,
                _row,
            ),
            command(
                _,
                "show",
                show,
                _("Show one with what it came after, as told and as the dates say."),
                [argument("name", _("RISK")), *reading(_)],
            ),
            assess,
            correct_command(_, RISK),
        ],
    )
