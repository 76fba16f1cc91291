"""`plan`: the agreed rhythm of contact, who is silent, and what is done about it."""

import click

from habeas.case.facts.plans import ALARM, ANSWER_WORDS, ESCALATION, PLAN, Answer
from habeas.case.silence import RungDue
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
from habeas.views.alarm_words import ALERT_WORDS, silence_words
from habeas.views.custody import words_of
from habeas.views.records import record
from habeas.views.silence import PlanView, Watching, plan_one, silences


def show(door: Door, name: str) -> None:
    """Show a plan: how it stands, each step on its day, each answer."""
    with door.at_case() as at:
        named = at.find("plan", name, withdrawn=True)
        found = plan_one(at.desk.views, at.case, named, at.desk.clock.now())
        if door.voice.json:
            door.voice.data(found)
            return
        _show(Speller(door.voice, at.desk.views), found)
        show_view(door, at, found.view)


def _show(speller: Speller, found: PlanView) -> None:
    voice, it = speller.voice, found.it
    said = silence_words(it.silence, voice.language, speller.when)
    voice.line(f"{it.plan.what}: {said}")
    for rung in it.silence.course.rungs:
        voice.line(f"- {_rung(speller, it, rung)}", indent=2)
    for one in it.silence.course.notes:
        link = f" ({short(one.link)})" if one.link else ""
        voice.line(f"· {one.say(voice.gettext, speller.when)}{link}", indent=2)
    for reply in it.plan.watch.replies:
        fields = found.records[reply.id].fields
        answer = voice.gettext(ANSWER_WORDS[Answer(reply.answer)])
        when = speller.when(reply.when) if reply.when else ""
        told = ", ".join(one for one in (answer, when) if one)
        why = words_of(fields.get("why"))
        voice.line(f"* {told}: {why} ({short(reply.id)})", indent=2)


def _rung(speller: Speller, it: Watching, rung: RungDue) -> str:
    _, step = speller.voice.gettext, it.plan.steps[rung.id]
    state = _("if nobody is reached before")
    if rung.reply:
        state = _("done")
    elif rung in it.silence.due:
        state = _("to be done now")
    tell = f" – {step.tell.name}" if step.tell else ""
    day = _("Day {n}, {day}: {what}").format(
        n=rung.day, day=speller.when(rung.on.isoformat()), what=f"{step.what}{tell}"
    )
    return f"{day} [{state}] ({short(rung.id)})"


def tell_answered(door: Door, at: At, answer: str) -> None:
    """Say at once what an answer does not do: hold longer than one rhythm, say."""
    fields = record(at.desk.views, at.case, answer).fields
    found = plan_one(at.desk.views, at.case, fields["plan"], at.desk.clock.now())
    speller = Speller(door.voice, at.desk.views)
    for one in found.it.silence.course.notes:
        if one.link == answer:
            door.voice.line(one.say(door.voice.gettext, speller.when))


def commands(_: Translate) -> list[click.Command]:
    """Return `plan`."""
    return [_plan(_)]


def _plan(_: Translate) -> Group:
    return group(
        _,
        "plan",
        _("The agreed rhythm of contact, who is silent, and what is done about it."),
        [
            add_command(_, PLAN, _("Record a plan of contact and protection.")),
            add_command(
                _,
                ESCALATION,
                _("Add a step: who is told what, on which day of a silence."),
                name="step",
            ),
            list_command(
                _,
                _("List the plans and how each stands, the longest silence first."),
                (
                    *(_("What it is"), _("With whom"), _("How it stands")),
                    *(_("Contact due by"), _("Day of the silence"), _("Id")),
                ),
                lambda at: silences(at.desk.views, at.case, at.desk.clock.now()),
                _row,
            ),
            command(
                _,
                "show",
                show,
                _("Show a plan with each step on its day, and each answer."),
                [argument("name", _("PLAN")), *reading(_)],
            ),
            add_command(
                _,
                ALARM,
                _("Answer an alarm: a step done, tried in vain, paused, or explained."),
                name="answer",
                after=tell_answered,
            ),
            correct_command(_, PLAN),
        ],
    )


def _row(speller: Speller, one: Watching) -> tuple[object, ...]:
    due = one.silence.course.due
    return (
        cut(one.plan.what),
        one.plan.person.name,
        speller.voice.gettext(ALERT_WORDS[one.silence.alert]),
        speller.when(due.isoformat()) if due else "–",
        one.silence.day or "–",
        short(one.plan.id),
    )
