"""The letters of a case: where each is, every step, and what the law says of such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
from habeas.views.records import RecordView, Sound, linked, record, records, states
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
    found: Sequence[LetterLine] = views.kept(
        ("letters", case), lambda: _letters(views, case)
    )
    return found


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
    line, unread = _line(views, states(views, [letter])[letter], case_law(views, case))
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

    A rule that nobody has confirmed gives a day that is proposed. Once it is known that
    a letter never came, nobody waits for its sending: its page says what was not done.
    """
    return [
        Due(
            sort=Sort.REPLY,
            record=one.id,
            page=one.id,
            at=clock_of(one.life.onward.end),
            compartment=one.compartment,
            what=one.what,
            lang=one.lang,
            proposed=one.rule is None or not one.rule.confirmed,
        )
        for one in letters(views, case)
        if one.life.onward is not None and one.life.place is not Place.NEVER
    ]


def _letters(views: Views, case: str) -> Sequence[LetterLine]:
    lines = records(views, case, "letter")
    found = states(views, [line.id for line in lines])
    law = case_law(views, case)
    return tuple(
        _line(views, found[line.id], law)[0]
        for line in reversed(lines)
        if found[line.id].fields.keys() >= _SHOWN
    )


def _line(views: Views, found: Sound, law: str) -> tuple[LetterLine, int]:
    fields = found.fields
    linking = states(views, linked(views, found.id, "letter"))
    steps = {
        one.id: one
        for one in linking.values()
        if one.type == "letter_step" and "step" in one.fields
    }
    other = [one for one in linking.values() if one.type == "letter_step"]
    replies = states(views, linked(views, found.id, "replies"))
    several = [fields, *(one.fields for one in steps.values())]
    names = Names(views, found.case, several, _PEOPLE)
    addressee = Addressee(fields["addressee"])
    rule = rule_of(law, addressee, _role(views, fields.get("writer", "")))
    stages = [_stage(one, names) for one in steps.values()]
    stages += [_reply(views, one) for one in replies.values() if one.type == "letter"]
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
    return line, len(other) - len(steps)


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


def _reply(views: Views, answer: Sound) -> Stage:
    """Return a letter that answers this one as its step: dated as it was received."""
    steps = states(views, linked(views, answer.id, "letter")).values()
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


def _role(views: Views, person: str) -> Any:  # noqa: ANN401 - a word of a record
    found = states(views, [person]).get(person) if person else None
    return found.fields.get("role", "") if found else ""
