"""Consent: per use and recipient, with its scope, how it was given and withdrawn."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Use(StrEnum):
    """What the person agreed to, or refused."""

    RECORD = "record"
    COUNSEL = "counsel"
    COURT = "court"
    AUTHORITY = "authority"
    MONITOR = "monitor"
    INTERNATIONAL = "international"
    NGO = "ngo"
    PUBLISH = "publish"
    RESEARCH = "research"


USE_WORDS = {
    Use.RECORD: N_("keep it in this case"),
    Use.COUNSEL: N_("share with other counsel"),
    Use.COURT: N_("submit to a court"),
    Use.AUTHORITY: N_("send to a prosecutor or other authority"),
    Use.MONITOR: N_("pass to the monitor (NPM) or ombudsman"),
    Use.INTERNATIONAL: N_("send to a UN or regional body"),
    Use.NGO: N_("share with an NGO"),
    Use.PUBLISH: N_("publish"),
    Use.RESEARCH: N_("use without names in research"),
}


class Answer(StrEnum):
    """What the person answered."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ANSWER_WORDS = {
    Answer.GIVEN: N_("given"),
    Answer.REFUSED: N_("refused"),
    Answer.WITHDRAWN: N_("withdrawn"),
}


class How(StrEnum):
    """How the answer was given."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    CALL = "call"
    COUNSEL = "counsel"
    RELATIVE = "relative"


HOW_WORDS = {
    How.WRITTEN: N_("in writing"),
    How.SPOKEN: N_("face to face"),
    How.CALL: N_("by telephone or video"),
    How.COUNSEL: N_("through counsel"),
    How.RELATIVE: N_("through a relative"),
}


class Consent(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One answer to one use for one recipient."""

    person: Annotated[str, Ask(Kind.REF, N_("Person"), to="person")]
    use: Annotated[Use, Ask(Kind.CHOICE, N_("Use"), words=USE_WORDS)]
    answer: Annotated[Answer, Ask(Kind.CHOICE, N_("Answer"), words=ANSWER_WORDS)]
    recipient: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Recipient"),
            N_("Who may receive it; empty means anybody for this use."),
            search=True,
        ),
    ] = None
    scope: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("What it covers"),
            N_("And what it does not: the name, the photo, the medical part."),
            search=True,
        ),
    ] = None
    with_name: Annotated[
        bool,
        Ask(Kind.FLAG, N_("The name may be used"), N_("Otherwise the pseudonym.")),
    ] = False
    how: Annotated[
        How | None, Ask(Kind.CHOICE, N_("How it was given"), words=HOW_WORDS)
    ] = None
    given: Annotated[When | None, Ask(Kind.WHEN, N_("When"))] = None
    ask_again: Annotated[When | None, Ask(Kind.WHEN, N_("Ask again on"))] = None


CONSENT = record_type(
    Consent,
    name="consent",
    label=N_("Consent"),
    plural=N_("Consents"),
    title="use",
)
