"""The contact log of a case: every contact and attempt, patterns, agreed contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from habeas.case.chain import Party
from habeas.case.codec import Act
from habeas.case.contacts import Agreed, Earlier, Meeting, Patterns, Trace
from habeas.case.dates import sort_key
from habeas.case.dues import Due, Sort
from habeas.case.facts.contacts import Form, Outcome, Written
from habeas.case.facts.letters import Addressee, LetterStep
from habeas.case.facts.proceedings import Step
from habeas.case.moments import last_clock, reach
from habeas.case.rules.contacts import agreed, patterns, trace_of
from habeas.views.custody import Names, edtf_of, told_on, words_of
from habeas.views.db import Views
from habeas.views.records import Sound, records, states

_DATED = frozenset({"when", "outcome"})
_SHOWN = {"person", "form", "outcome"}
_PEOPLE = ("person", "by", "asked", "refused_by", "carried_by")
_OURS = frozenset({Addressee.PERSON, Addressee.RELATIVE, Addressee.ADVOCATE})
_WENT = frozenset(
    {
        *(LetterStep.WRITTEN, LetterStep.HANDED_IN, LetterStep.CARRIED),
        *(LetterStep.SENT, LetterStep.RECEIVED),
    }
)
_FILED = frozenset({Step.FILED, Step.HANDED_IN, Step.RECEIVED, Step.REPORTED})


@dataclass(frozen=True)
class ContactLine:
    """A contact in the log: what the rules read, and the record's own fields."""

    meeting: Meeting
    by: Party | None
    asked: Party | None
    refused_by: Party | None
    compartment: str
    entry: tuple[str, int]
    """Log and position of the entry that put it."""
    corrections: tuple[tuple[str, int], ...]
    """Those of the entries that corrected it, in their order."""
    fields: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.meeting.id

    @property
    def corrected(self) -> bool:
        """Whether it was told otherwise before."""
        return bool(self.corrections)


@dataclass(frozen=True)
class Filter:
    """Which contacts are meant; empty means all."""

    person: str = ""
    form: str = ""
    outcome: str = ""

    def takes(self, one: ContactLine) -> bool:
        """Say whether a contact is meant."""
        told = (one.meeting.person.id, str(one.meeting.form), str(one.meeting.outcome))
        asked = (self.person, self.form, self.outcome)
        return all(
            not want or want == has for want, has in zip(asked, told, strict=True)
        )


def contacts(views: Views, case: str) -> Sequence[ContactLine]:
    """Return every contact that stands, the newest first, undated ones last.

    Of two without a date, or of one moment, the one recorded last comes first. One that
    a newer version wrote otherwise than this one can read is left out.
    """
    found: Sequence[ContactLine] = views.kept(
        ("contacts", case), lambda: _contacts(views, case)
    )
    return found


def _contacts(views: Views, case: str) -> Sequence[ContactLine]:
    lines = records(views, case, "contact")
    sound = states(views, [line.id for line in lines])
    found = contact_lines(views, case, [sound[line.id] for line in reversed(lines)])
    dated = [one for one in found if reach(one.meeting.when, None) is not None]
    dated.sort(key=lambda one: sort_key(one.meeting.when), reverse=True)
    return (*dated, *(one for one in found if reach(one.meeting.when, None) is None))


def contact_lines(
    views: Views, case: str, found: Sequence[Sound]
) -> Sequence[ContactLine]:
    """Return those of these records of a case that are contacts, in their order."""
    read = [
        one for one in found if one.type == "contact" and one.fields.keys() >= _SHOWN
    ]
    names = Names(views, case, [one.fields for one in read], _PEOPLE)
    return [_line(one, names) for one in read]


def _line(one: Sound, names: Names) -> ContactLine:
    fields = one.fields
    by, asked, refused_by = (names.party(fields.get(role, "")) for role in _PEOPLE[1:4])
    return ContactLine(
        meeting=_meeting(one, names, refused_by),
        by=by,
        asked=asked,
        refused_by=refused_by,
        compartment=one.compartment,
        entry=one.state.history[0].entry,
        corrections=tuple(
            change.entry
            for change in one.state.history[1:]
            if change.act is Act.CORRECT and change.type == one.type
        ),
        fields=fields,
    )


def _meeting(one: Sound, names: Names, refused_by: Party | None) -> Meeting:
    fields = one.fields
    person = names.party(fields["person"])
    written = fields.get("written")
    return Meeting(
        id=one.id,
        person=person or Party("", ""),
        form=Form(fields["form"]),
        outcome=Outcome(fields["outcome"]),
        when=edtf_of(fields.get("when")),
        refused_by=refused_by,
        stated=words_of(fields.get("stated")),
        law=words_of(fields.get("law")),
        written=Written(written) if written else None,
        waited=fields.get("waited"),
        next=edtf_of(fields.get("next")),
        recorded=told_on(one, _DATED),
    )


def meetings(views: Views, case: str, person: str = "") -> list[Meeting]:
    """Return the contacts as the rules read them, of one person or of all."""
    return [
        one.meeting
        for one in contacts(views, case)
        if person in ("", one.meeting.person.id)
    ]


def refusal_patterns(views: Views, case: str, person: str = "") -> Patterns:
    """Return what the refusals have in common, and what each came after."""
    own = meetings(views, case, person)
    found: Patterns = views.kept(
        ("patterns", case, person),
        lambda: patterns(
            own, [*_complaints(views, case), *filter(None, map(trace_of, own))]
        ),
    )
    return found


def agreed_contacts(views: Views, case: str) -> Sequence[Agreed]:
    """Return what was agreed, the earliest first, and what became of it."""
    found: Sequence[Agreed] = views.kept(
        ("agreed", case), lambda: agreed(meetings(views, case))
    )
    return found


def dues(views: Views, case: str) -> list[Due]:
    """Return every agreed contact that is to come, or passed with nobody reached."""
    places = {one.id: one.compartment for one in contacts(views, case)}
    return [
        Due(
            sort=Sort.CONTACT,
            record=one.meeting.id,
            page=one.meeting.id,
            at=last_clock(one.when),
            compartment=places[one.meeting.id],
            what=one.meeting.person.name,
        )
        for one in agreed_contacts(views, case)
        if one.waits
    ]


def _complaints(views: Views, case: str) -> list[Earlier]:
    """Return the steps of letters and of filings that a refusal may have come after."""
    steps = [
        *_steps(views, case, "letter_step", ("letter", _WENT, Trace.LETTER)),
        *_steps(views, case, "proceeding_step", ("proceeding", _FILED, Trace.FILING)),
    ]
    wholes = states(views, sorted({page for _, page, _ in steps}))
    return [
        Earlier(
            id=step.id,
            page=page,
            trace=trace,
            what=wholes[page].title,
            lang=_lang(wholes[page]),
            when=edtf_of(step.fields["when"]),
            of=_whose(wholes[page]),
        )
        for step, page, trace in steps
        if page in wholes and wholes[page].case == case and _counts(wholes[page])
    ]


def _steps(
    views: Views, case: str, kind: str, of: tuple[str, frozenset[Any], Trace]
) -> list[tuple[Sound, str, Trace]]:
    field, kinds, trace = of
    found = states(views, [line.id for line in records(views, case, kind)])
    return [
        (one, one.fields[field], trace)
        for one in found.values()
        if one.fields.get("step") in kinds and {"when", field} <= set(one.fields)
    ]


def _counts(whole: Sound) -> bool:
    """Say whether a letter is one that complains, or goes to whoever oversees."""
    fields = whole.fields
    return bool(fields.get("complaint")) or fields.get("addressee") not in _OURS


def _lang(whole: Sound) -> str:
    title = whole.fields.get("what") or whole.fields.get("title") or {}
    return str(title.get("lang", ""))


def _whose(whole: Sound) -> str:
    return str(whole.fields.get("writer") or whole.fields.get("person") or "")
