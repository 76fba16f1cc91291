"""The letters of a case: where each is, every step, and what the law says of such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.case.chain import Party
from habeas.case.dues import Due, Sort
from habeas.case.facts.letters import Addressee, LetterStep
from habeas.case.letters import Life, Paper, Place, Stage
from habeas.case.moments import clock_of
from habeas.case.rules.letters import life
from habeas.errors import NewerVersionError, NotFoundError
from habeas.views.cases import case_law
from habeas.views.custody import Names, edtf_of, told_on
from habeas.views.db import Views
from habeas.views.letter_law import Rule, rule_of
from habeas.views.records import (
    RecordView,
    Sound,
    grouped,
    linked,
    record,
    records,
    states,
)
from habeas.words import N_

PLACE_WORDS = {
    Place.ANSWERED: N_("answered"),
    Place.RECEIVED: N_("received"),
    Place.NEVER: N_("known to be written, never received"),
    Place.RETURNED: N_("returned to the writer"),
    Place.SENT: N_("sent on, not known to be received"),
    Place.CARRIED: N_("taken out another way, not known to be received"),
    Place.HANDED_IN: N_("handed in, not known to be sent on"),
    Place.NOT_TAKEN: N_("not taken by the administration"),
    Place.WRITTEN: N_("written, nothing more is known"),
    Place.UNKNOWN: N_("not known"),
}
_JUDGED = frozenset({"step", "when", "who", "to", "mark", "photo"})
_SHOWN = {"what", "addressee"}
_PEOPLE = ("who", "to", "writer")


@dataclass(frozen=True)
class LetterLine:
    """A letter: who writes to whom, where it is, what the law says of it."""

    id: str
    what: str
    lang: str
    addressee: Addressee
    complaint: bool
    compartment: str
    writer: Party | None
    to: Party | None
    life: Life
    rule: Rule | None

    @property
    def against(self) -> int:
        """How many steps contradict another, or the law."""
        return sum(one.grave for one in self.life.findings)


@dataclass(frozen=True)
class LetterView:
    """One in full, with the records of its steps by id; `withdrawn` count no more.

    `unread` steps are told in a way that this version cannot read.
    """

    view: RecordView
    line: LetterLine
    steps: Mapping[str, RecordView]
    withdrawn: tuple[RecordView, ...]
    unread: int


def letters(views: Views, case: str) -> Sequence[LetterLine]:
    """Return the letters of a case, the one recorded last first."""
    return [line for line, _ in _kept(views, case).values()]


def letter_one(views: Views, case: str, letter: str) -> LetterView:
    """Return a letter with its steps.

    Raises:
        NotFoundError: no such letter in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    view = record(views, case, letter)
    if view.type != "letter":
        raise NotFoundError(N_("This letter is not in this case."))
    if not set(view.fields) >= _SHOWN:
        raise NewerVersionError(N_("This was recorded by a newer Habeas."))
    standing = _kept(views, case)
    if letter not in standing:  # it was withdrawn: its page is still there
        standing = _told(views, case, [states(views, [letter])[letter]])
    line, unread = standing[letter]
    told = [one.id for one in line.life.stages if not one.reply]
    gone = linked(views, letter, "letter", withdrawn=True)
    return LetterView(
        view,
        line,
        {one: record(views, case, one) for one in told},
        tuple(
            found
            for one in gone
            if (found := record(views, case, one)).type == "letter_step"
        ),
        unread,
    )


def dues(views: Views, case: str) -> list[Due]:
    """Return every letter that was handed in and must go on within hours, by the law.

    A rule that nobody has confirmed gives a day that is proposed. That the addressee
    says that it never came ends nothing: then it is asked for all the more.
    """
    return [
        Due(
            sort=Sort.SENDING,
            record=one.id,
            page=one.id,
            at=clock_of(one.life.onward.end),
            compartment=one.compartment,
            what=one.what,
            lang=one.lang,
            proposed=one.rule is None or not one.rule.confirmed,
        )
        for one in letters(views, case)
        if one.life.onward is not None
    ]


def _kept(views: Views, case: str) -> Mapping[str, tuple[LetterLine, int]]:
    """Return every letter that stands with how many steps of it cannot be read."""
    found: Mapping[str, tuple[LetterLine, int]] = views.kept(
        ("letters", case), lambda: _letters(views, case)
    )
    return found


def _letters(views: Views, case: str) -> Mapping[str, tuple[LetterLine, int]]:
    lines = records(views, case, "letter")
    found = states(views, [line.id for line in lines])
    sound = [found[line.id] for line in reversed(lines)]
    return _told(views, case, [one for one in sound if one.fields.keys() >= _SHOWN])


@dataclass(frozen=True)
class _Beside:
    """What is recorded beside letters, read once for all of them."""

    law: str
    steps: Mapping[str, Sequence[Sound]]
    replies: Mapping[str, Sequence[Sound]]
    names: Names
    roles: Mapping[str, str]


def _told(
    views: Views, case: str, found: Sequence[Sound]
) -> Mapping[str, tuple[LetterLine, int]]:
    ids = {one.id for one in found}
    replies = _replies(views, case, ids)
    answers = {one.id for several in replies.values() for one in several}
    steps = grouped(views, case, "letter_step", "letter", ids | answers)
    several = [one.fields for many in steps.values() for one in many]
    writers = {str(one.fields.get("writer", "")) for one in found}
    beside = _Beside(
        law=case_law(views, case),
        steps=steps,
        replies=replies,
        names=Names(views, case, [*several, *(one.fields for one in found)], _PEOPLE),
        roles={
            one.id: str(one.fields.get("role", ""))
            for one in states(views, sorted(writers)).values()
        },
    )
    return {one.id: _line(one, beside) for one in found}


def _replies(views: Views, case: str, ids: set[str]) -> Mapping[str, Sequence[Sound]]:
    """Return the letters that answer each; in a ring of answers nothing is answered."""
    found = grouped(views, case, "letter", "replies", ids)
    lines = records(views, case, "letter")
    above = {
        one.id: str(one.fields.get("replies", ""))
        for one in states(views, [line.id for line in lines]).values()
    }
    return {
        one: [it for it in several if it.id not in _up(one, above)]
        for one, several in found.items()
    }


def _up(letter: str, above: Mapping[str, str]) -> set[str]:
    """Return what a letter answers, what that answers, and so on; a ring ends it."""
    seen: set[str] = set()
    at = above.get(letter, "")
    while at and at not in seen:
        seen.add(at)
        at = above.get(at, "")
    return seen


def _line(found: Sound, beside: _Beside) -> tuple[LetterLine, int]:
    fields, names = found.fields, beside.names
    steps = beside.steps.get(found.id, ())
    readable = [one for one in steps if "step" in one.fields]
    addressee = Addressee(fields["addressee"])
    role = beside.roles.get(fields.get("writer", ""), "")
    rule = rule_of(beside.law, addressee, role)
    stages = [_stage(one, names) for one in readable]
    stages += [
        _reply(one, beside.steps.get(one.id, ()))
        for one in beside.replies.get(found.id, ())
    ]
    paper = Paper(
        id=found.id,
        addressee=addressee,
        complaint=bool(fields.get("complaint")),
        known_by=bool(fields.get("known_by") or fields.get("document")),
        **({"treatment": rule.treatment} if rule else {}),
    )
    line = LetterLine(
        id=found.id,
        what=found.title,
        lang=fields["what"]["lang"],
        addressee=addressee,
        complaint=paper.complaint,
        compartment=found.compartment,
        writer=names.party(fields.get("writer", "")),
        to=names.party(fields.get("to", "")),
        life=life(paper, stages),
        rule=rule,
    )
    return line, len(steps) - len(readable)


def _stage(step: Sound, names: Names) -> Stage:
    fields = step.fields
    return Stage(
        id=step.id,
        step=LetterStep(fields["step"]),
        recorded=told_on(step, _JUDGED),
        when=edtf_of(fields.get("when")),
        who=names.party(fields.get("who", "")),
        to=names.party(fields.get("to", "")),
        proof=bool(fields.get("mark") or fields.get("photo")),
    )


def _reply(answer: Sound, steps: Sequence[Sound]) -> Stage:
    """Return a letter that answers this one as its step: dated as it was received."""
    dates = {
        str(one.fields.get("step")): edtf_of(one.fields.get("when")) for one in steps
    }
    order = (LetterStep.RECEIVED, LetterStep.SENT, LetterStep.WRITTEN)
    return Stage(
        id=answer.id,
        step=LetterStep.ANSWERED,
        recorded=told_on(answer, frozenset({"replies"})),
        when=next((dates[one] for one in order if dates.get(one)), ""),
        reply=True,
    )
