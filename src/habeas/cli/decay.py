"""`decay`: what is being lost, what was done to have it preserved, and the letter."""

import sys

import click

from habeas.actions.decay import preservation_letter
from habeas.actions.protected import unsearched
from habeas.case.decay import Deed, Finding
from habeas.case.facts.decay import (
    MATTER_WORDS,
    PERISHABLE,
    PRESERVATION,
    STEP_WORDS,
)
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
from habeas.languages import LANGUAGES
from habeas.papers.letter import Typed, as_text
from habeas.views.countdown import STATE_WORDS, countdown_words
from habeas.views.decay import Losing, LosingView, losing, losing_one

_STDIN = "-"


def show(door: Door, name: str) -> None:
    """Show something that is being lost: the countdown, each step, what contradicts."""
    with door.at_case() as at:
        found = _find(at, name)
        if door.voice.json:
            door.voice.data(found)
            return
        _show(at, Speller(door.voice, at.desk.views), found)
        show_view(door, at, found.view)


def _find(at: At, name: str) -> LosingView:
    named = at.find("perishable", name, withdrawn=True)
    return losing_one(at.desk.views, at.case, named, at.desk.clock.now())


def _show(at: At, speller: Speller, found: LosingView) -> None:
    voice, _, it = speller.voice, speller.voice.gettext, found.losing
    left = countdown_words(it.standing, at.desk.clock.now(), voice.language)
    words = (_(MATTER_WORDS[it.matter]), _(STATE_WORDS[it.standing.state]), left)
    voice.line(f"{it.what}: {'; '.join(one for one in words if one)}")
    for deed in it.standing.deeds:
        voice.line(f"- {_step(speller, deed)}", indent=2)
        for one in it.standing.findings:
            if one.link == deed.id:
                voice.line(f"{_mark(one)} {_said(speller, one)}", indent=4)
    after = it.window.after.get(voice.language, it.window.after["en"])
    voice.line(after)
    source = _("Source: {source} (read {day}, {status}).")
    status = _("confirmed") if it.window.status == "confirmed" else _("not confirmed")
    voice.line(
        source.format(
            source=it.window.source.rstrip("."),
            day=speller.when(it.window.read.isoformat()),
            status=status,
        )
    )
    voice.line(_("Next: {words}").format(words=_(it.standing.next)))


def _step(speller: Speller, deed: Deed) -> str:
    _ = speller.voice.gettext
    hands = " → ".join(one.name for one in (deed.who, deed.to) if one)
    parts = (_(STEP_WORDS[deed.step]), hands, speller.when(deed.when))
    return ", ".join(one for one in parts if one) + f" ({short(deed.id)})"


def _mark(one: Finding) -> str:
    return "!" if one.grave else "+" if one.confirms else "·"


def _said(speller: Speller, one: Finding) -> str:
    return one.say(speller.voice.gettext, speller.when)


def letter(  # noqa: PLR0913 - one for each line of the letter
    door: Door,
    name: str,
    *,
    into: str,
    to: str,
    person: str,
    sender: str,
    answer_to: str,
    number: str,
    annex: tuple[str, ...],
) -> None:
    """Print the letter that asks for it to be preserved; nothing is recorded."""
    with door.at_case() as at:
        named = at.find("perishable", name)
        concerned = sys.stdin.read().strip() if person == _STDIN else person
        typed = Typed(to, concerned, sender, answer_to, number, annex)
        written = preservation_letter(
            at.desk, at.case, named, typed, into or door.voice.language
        )
        if unsearched(at.desk, at.case):
            vague = door.voice.gettext(
                "Some protected values are too short or too vague to be searched for."
                " Read the letter with them in mind."
            )
            door.voice.note(vague)
        if door.voice.json:
            door.voice.data(written)
        else:
            door.voice.line(as_text(written))


def commands(_: Translate) -> list[click.Command]:
    """Return `decay`."""
    return [_decay(_)]


def _decay(_: Translate) -> Group:
    return group(
        _,
        "decay",
        _("What is being lost, who was asked to preserve it, and the letter."),
        [
            add_command(_, PERISHABLE, _("Record something that is being lost.")),
            add_command(
                _,
                PRESERVATION,
                _("Record a request to preserve it, or what was answered."),
                name="step",
            ),
            list_command(
                _,
                _("List what is being lost, what is lost first at the top."),
                (
                    *(_("What it is"), _("How it stands"), _("Time left")),
                    *(_("Contradictions"), _("Id")),
                ),
                lambda at: losing(at.desk.views, at.case, at.desk.clock.now()),
                _row,
            ),
            command(
                _,
                "show",
                show,
                _("Show one with each request and answer, and what contradicts what."),
                [argument("name", _("WHAT")), *reading(_)],
            ),
            _letter(_),
            correct_command(_, PERISHABLE),
        ],
    )


def _letter(_: Translate) -> click.Command:
    def line(name: str, words: str) -> click.Option:
        return click.Option([name], default="", metavar=_("TEXT"), help=words)

    into = click.Option(
        ["--into"],
        default="",
        metavar="|".join(LANGUAGES),
        help=_("Language of the letter. [default: that of the answers]"),
    )
    annex = click.Option(
        ["--annex"],
        multiple=True,
        metavar=_("TEXT"),
        help=_("An annex. [may be repeated]"),
    )
    person = _(
        "Name of the person concerned, only if the addressee must know it; ‘-’ reads it"
        " from standard input. It alone is not searched for protected names."
    )
    return command(
        _,
        "letter",
        letter,
        _("Print a letter that asks for it to be preserved, ready to be signed."),
        [
            argument("name", _("WHAT")),
            into,
            line("--to", _("To whom.")),
            line("--person", person),
            line("--sender", _("From whom.")),
            line("--answer-to", _("Where the answer is to go.")),
            line("--number", _("Your number of the letter.")),
            annex,
            *reading(_),
        ],
    )


def _row(speller: Speller, one: Losing) -> tuple[object, ...]:
    _, found = speller.voice.gettext, one.standing
    return (
        cut(one.what),
        _(STATE_WORDS[found.state]),
        _left(speller, one),
        sum(finding.grave for finding in found.findings),
        short(one.id),
    )


def _left(speller: Speller, one: Losing) -> str:
    span = one.standing.span
    if span is None or one.settled:
        return "–"
    first, last = span.earliest.date().isoformat(), span.latest.date().isoformat()
    if first == last:
        return speller.when(first)
    return f"{speller.when(first)} – {speller.when(last)}"
