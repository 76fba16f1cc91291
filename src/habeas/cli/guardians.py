"""`recovery guardians`: who lets somebody back in who lost every device."""

from collections.abc import Sequence
from pathlib import Path

import click

from habeas.actions import answering, guardians, recoveries
from habeas.actions.guardians import Guards
from habeas.actions.recoveries import ENDED, LET_IN, UNDER_WAY, Under
from habeas.case.rules.guardians import HOURS
from habeas.cli.commands import (
    argument,
    case_option,
    command,
    group,
    json_option,
    why_option,
)
from habeas.cli.door import At, Door
from habeas.cli.joining import find_member, heard_option, require_new, small
from habeas.cli.originals import write_new
from habeas.cli.say import Progress, Translate, one_line
from habeas.cli.values import moment, place_words, short
from habeas.errors import BadInputError, NotFoundError
from habeas.words import N_

STANDING_WORDS = {
    UNDER_WAY: N_("under way"),
    LET_IN: N_("it was let in"),
    ENDED: N_("it is over: nobody was let in"),
}


def show(door: Door) -> None:
    """Say who the guardians are, whether they could help today, what is under way."""
    with door.at_case() as at:
        guards = guardians.guards(at.desk, at.case)
        under = recoveries.recoveries(at.desk, at.case)
    if door.voice.json:
        door.voice.data({"guardians": guards, "recoveries": under})
        return
    if guards is None:
        door.voice.line(door.voice.gettext("This case has no guardians."))
    else:
        _show_guards(door, guards)
    for one in under:
        _show_under(door, one)


def _show_guards(door: Door, guards: Guards) -> None:
    voice, _ = door.voice, door.voice.gettext
    told = voice.ngettext(
        "{able} of {n} guardians were there within half a year; {need} must agree, and"
        " everybody has {hours} hour to say no.",
        "{able} of {n} guardians were there within half a year; {need} must agree, and"
        " everybody has {hours} hours to say no.",
        guards.hours,
    )
    voice.line(
        told.format(
            able=guards.able,
            n=len(guards.guardians),
            need=guards.need,
            hours=guards.hours,
        )
    )
    for one in guards.guardians:
        last = _("was there on {day}").format(day=one.rehearsed)
        marks = [last if one.rehearsed else _("never rehearsed")]
        if one.out:
            marks.append(_("out of the case"))
        voice.line(f"{one_line(one.name)}: {', '.join(marks)}", indent=2)
    for name, places in guards.lost:
        said = ", ".join(place_words(voice, place) for place in places)
        lost = _("If {name} loses every device, nobody can open any more: {places}.")
        voice.note(lost.format(name=one_line(name), places=said))


def _show_under(door: Door, one: Under) -> None:
    voice, _ = door.voice, door.voice.gettext
    head = _("{label} as a device of {name}").format(
        label=one_line(one.label), name=one_line(one.name)
    )
    voice.line(f"{short(one.id)}  {head}: {_(STANDING_WORDS[one.standing])}")
    agreed = _("Agreed: {n} of {need}.").format(n=len(one.agreed), need=one.need)
    voice.line(f"{agreed} {', '.join(map(one_line, one.agreed))}".rstrip(), indent=2)
    if one.standing == UNDER_WAY:
        until = _("Anybody in the case may say no, until {moment}.")
        ends = moment(voice, one.ends.isoformat())
        voice.line(until.format(moment=ends), indent=2)


def choose(door: Door, name: tuple[str, ...], need: int, hours: int) -> None:
    """Choose the guardians of the case."""
    with door.at_case() as at:
        chosen = [find_member(at, one) for one in name]
        guardians.choose(at.desk, at.case, need, chosen, hours)
        guards = guardians.guards(at.desk, at.case)
    if guards is not None and not door.voice.json:
        _show_guards(door, guards)


def begin(door: Door, file: str, member: str, heard: str, why: str) -> None:
    """Ask the guardians whether a device is a member's."""
    data = small(Path(file))
    with door.at_case() as at:
        who = find_member(at, member)
        made = recoveries.ask(at.desk, at.case, data, heard, who, why)
    door.voice.line(short(made))


def agree(door: Door, name: str, heard: str) -> None:
    """Agree as a guardian."""
    with door.at_case() as at:
        recoveries.approve(at.desk, at.case, _named(at, name), heard)


def refuse(door: Door, name: str, why: str) -> None:
    """Say no to a recovery."""
    with door.at_case() as at:
        recoveries.veto(at.desk, at.case, _named(at, name), why)


def let_in(door: Door, name: str, target: str) -> None:
    """Let the device in and write its welcome."""
    require_new(target)
    with door.at_case() as at:
        let = recoveries.finish(at.desk, at.case, _named(at, name))
    _write(door, target, let.welcome)
    voice, _ = door.voice, door.voice.gettext
    voice.line(_("Read this number out to them: {number}").format(number=let.number))


def question(door: Door, name: str, target: str) -> None:
    """Write the question for a guardian who holds no copy of the case."""
    require_new(target)
    with door.at_case() as at:
        made = recoveries.question(at.desk, at.case, _named(at, name))
    _write(door, target, made)


def keep(door: Door, file: str) -> None:
    """Record what a guardian without a copy sent."""
    data = small(Path(file))
    with door.at_case() as at:
        if b"guardian-here" in data[:64]:
            name = guardians.keep_here(at.desk, at.case, data)
        else:
            name = recoveries.keep_answer(at.desk, at.case, data)
    _ = door.voice.gettext
    door.voice.line(_("Signed by {name}, and recorded.").format(name=one_line(name)))


def here(door: Door) -> None:
    """Say as a guardian that it still stands."""
    with door.at_case() as at:
        guardians.here(at.desk, at.case)


def answer(door: Door, file: str, target: str, heard: str) -> None:
    """Write a guardian's signed answer, in a vault without the case."""
    data = small(Path(file))
    asked = answering.look(data)
    voice, _ = door.voice, door.voice.gettext
    voice.note(_("Is this {name}?").format(name=one_line(asked.name)))
    require_new(target)
    with door.desk() as desk:
        made = answering.answer(desk, data, heard)
    _write(door, target, made)


def say_here(door: Door, target: str) -> None:
    """Write a guardian's signed word that they are there, in a vault without it."""
    require_new(target)
    with door.desk() as desk:
        cases = answering.elsewhere(desk)
        fit = [one for one in cases if one.startswith(door.case_name)]
        if len(fit) != 1:
            raise BadInputError(
                N_("It is not clear which case you mean, or there is none."),
                advice=N_("Say the beginning of its number with --case: {cases}."),
                cases=", ".join(one[:8] for one in cases) or "–",
            )
        made = answering.say_here(desk, fit[0])
    _write(door, target, made)


def _write(door: Door, target: str, made: bytes) -> None:
    with Progress(door.voice, "") as progress:
        write_new(Path(target), iter([made]), progress)


def _named(at: At, name: str) -> str:
    """Return the recovery that is meant by the beginning of its id."""
    found = [one.id for one in recoveries.recoveries(at.desk, at.case)]
    fit = [one for one in found if one.startswith(name.lower())]
    if len(fit) != 1:
        raise NotFoundError(
            N_("There is no such recovery in this case."),
            advice=N_("‘habeas recovery guardians list’ says which there are."),
        )
    return fit[0]


def commands(_: Translate) -> click.Command:
    """Return `recovery guardians`."""
    words = _("Members who say whether somebody who lost every device is really them.")
    return group(
        _, "guardians", words, [*_ours(_), *_deciding(_), *_carrying(_), *_elsewhere(_)]
    )


def _ours(_: Translate) -> Sequence[click.Command]:
    case = [case_option(_)]
    return [
        command(
            _,
            "list",
            show,
            _("Who the guardians are, whether they could help today, what is asked."),
            [*case, json_option(_)],
        ),
        command(
            _,
            "choose",
            choose,
            _("Choose the guardians; those before are none any more."),
            [argument("name", _("MEMBER"), nargs=-1), _need(_), _hours(_), *case],
        ),
        command(
            _,
            "here",
            here,
            _("Say as a guardian: I am here, and it stands."),
            case,
        ),
    ]


def _deciding(_: Translate) -> Sequence[click.Command]:
    one, case = argument("name", _("RECOVERY")), [case_option(_)]
    return [
        command(
            _,
            "begin",
            begin,
            _("Ask whether the device of a request is that of a member."),
            [
                *(argument("file", _("REQUEST")), argument("member", _("MEMBER"))),
                *(heard_option(_), why_option(_), *case),
            ],
        ),
        command(
            _,
            "agree",
            agree,
            _("Agree as a guardian, once they have read out the number to you."),
            [one, heard_option(_), *case],
        ),
        command(
            _,
            "refuse",
            refuse,
            _("Say no: the recovery ends for everybody."),
            [one, why_option(_), *case],
        ),
        command(
            _,
            "let-in",
            let_in,
            _("Let the device in once the time to say no has run out."),
            [one, argument("target", _("WELCOME")), *case],
        ),
    ]


def _carrying(_: Translate) -> Sequence[click.Command]:
    one, case = argument("name", _("RECOVERY")), [case_option(_)]
    return [
        command(
            _,
            "question",
            question,
            _("Write the question for a guardian who holds no copy of the case."),
            [one, argument("target", _("FILE")), *case],
        ),
        command(
            _,
            "keep",
            keep,
            _("Record what a guardian without a copy sent."),
            [argument("file", _("FILE")), *case],
        ),
    ]


def _elsewhere(_: Translate) -> Sequence[click.Command]:
    target, case = argument("target", _("FILE")), [case_option(_)]
    return [
        command(
            _,
            "answer",
            answer,
            _("As a guardian without a copy: sign the answer to a question."),
            [argument("file", _("QUESTION")), target, heard_option(_), *case],
        ),
        command(
            _,
            "say-here",
            say_here,
            _("As a guardian without a copy: sign that you are here."),
            [target, *case],
        ),
    ]


def _need(_: Translate) -> click.Option:
    return click.Option(
        ["--need"],
        type=int,
        default=2,
        show_default=True,
        metavar=_("NUMBER"),
        help=_("How many of them must agree."),
    )


def _hours(_: Translate) -> click.Option:
    return click.Option(
        ["--hours"],
        type=int,
        default=HOURS,
        show_default=True,
        metavar=_("NUMBER"),
        help=_("How long anybody in the case may say no."),
    )
