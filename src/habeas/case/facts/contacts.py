"""Contacts with a person in custody: held, cut short, refused, or tried in vain.

A refusal is a record like any other: who refused, in which words, citing which law, in
writing or not (PEC of Kazakhstan art 106(6) sets no limit to an advocate's meetings).
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Form(StrEnum):
    """What kind of contact it was; a letter is a record of its own."""

    VISIT = "visit"
    CALL = "call"
    VIDEO = "video"
    PARCEL = "parcel"
    MESSAGE = "message"


FORM_WORDS = {
    Form.VISIT: N_("visit"),
    Form.CALL: N_("telephone call"),
    Form.VIDEO: N_("video link"),
    Form.PARCEL: N_("parcel"),
    Form.MESSAGE: N_("message through a third person"),
}


class Outcome(StrEnum):
    """What came of it."""

    ASKED = "asked"
    HELD = "held"
    CUT_SHORT = "cut_short"
    REFUSED = "refused"
    NOT_HELD = "not_held"


OUTCOME_WORDS = {
    Outcome.ASKED: N_("asked for, no answer yet"),
    Outcome.HELD: N_("took place"),
    Outcome.CUT_SHORT: N_("cut short"),
    Outcome.REFUSED: N_("permission refused"),
    Outcome.NOT_HELD: N_("attempted, did not take place"),
}


class Written(StrEnum):
    """How a refusal was given."""

    WRITTEN = "written"
    NOT_GIVEN = "not_given"
    SPOKEN = "spoken"


WRITTEN_WORDS = {
    Written.WRITTEN: N_("in writing"),
    Written.NOT_GIVEN: N_("a written decision was asked for and not given"),
    Written.SPOKEN: N_("spoken only"),
}


class Privacy(StrEnum):
    """Who could see or hear it."""

    PRIVATE = "private"
    SEEN = "seen"
    HEARD = "heard"
    RECORDED = "recorded"
    UNKNOWN = "unknown"


PRIVACY_WORDS = {
    Privacy.PRIVATE: N_("private: nobody could see or hear"),
    Privacy.SEEN: N_("within sight of others, not within hearing"),
    Privacy.HEARD: N_("listened to, or within hearing of others"),
    Privacy.RECORDED: N_("sound or picture recorded"),
    Privacy.UNKNOWN: N_("not known"),
}


class Contact(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One contact, or one attempt at it, as somebody recorded it."""

    person: Annotated[
        str, Ask(Kind.REF, N_("With whom: the person in custody"), to="person")
    ]
    form: Annotated[Form, Ask(Kind.CHOICE, N_("What kind"), words=FORM_WORDS)]
    outcome: Annotated[
        Outcome, Ask(Kind.CHOICE, N_("What came of it"), words=OUTCOME_WORDS)
    ]
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When"),
            N_("With the time, if you know it: 2026-03-19 14:30."),
        ),
    ] = None
    by: Annotated[str, Ask(Kind.REF, N_("Who asked for it"), to="person")] = ""
    asked: Annotated[str, Ask(Kind.REF, N_("Of whom it was asked"), to="person")] = ""
    where: Annotated[Text | None, Ask(Kind.TEXT, N_("Where"), search=True)] = None
    waited: Annotated[int | None, Ask(Kind.NUMBER, N_("Waited so many minutes"))] = None
    lasted: Annotated[int | None, Ask(Kind.NUMBER, N_("Lasted so many minutes"))] = None
    refused_by: Annotated[
        str, Ask(Kind.REF, N_("Who refused or cut it short"), to="person")
    ] = ""
    stated: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Reason given, in their words"),
            N_("‘Quarantine’, ‘not today’. Leave it empty if none was given."),
            search=True,
        ),
    ] = None
    law: Annotated[
        Text | None, Ask(Kind.TEXT, N_("Law or order that they cited"), search=True)
    ] = None
    written: Annotated[
        Written | None,
        Ask(Kind.CHOICE, N_("How the refusal was given"), words=WRITTEN_WORDS),
    ] = None
    privacy: Annotated[
        Privacy | None,
        Ask(Kind.CHOICE, N_("Who could see or hear it"), words=PRIVACY_WORDS),
    ] = None
    present: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("Who else was present"), to="person")
    ] = ()
    carried_by: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("Who carried the message"),
            N_("For a message through a third person."),
            to="person",
        ),
    ] = ""
    words: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("What happened"),
            N_("What you saw and heard yourself. What the person says is a claim."),
            search=True,
        ),
    ] = None
    next: Annotated[When | None, Ask(Kind.WHEN, N_("Next contact agreed for"))] = None
    document: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("The paper about it"),
            N_("The refusal, the gate register, your own note."),
            to="document",
        ),
    ] = ""


CONTACT = record_type(
    Contact,
    name="contact",
    label=N_("Contact"),
    plural=N_("Contacts"),
    compartments=("case", "counsel", "medical"),
    title="form",
)
