"""Letters as things with a life: written, handed in, controlled, sent, received.

A letter that is known to have been written and was never received is a record too. For
a person in custody, handing it to the administration in time counts as filing (CPC of
Kazakhstan art 49(1)): the office mark is the proof.
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.facts.decay import CHANNEL_WORDS, Channel
from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Addressee(StrEnum):
    """Whom a letter is for: decides whether it may be read and how fast it must go."""

    PROSECUTOR = "prosecutor"
    OMBUDSMAN = "ombudsman"
    SUPERVISING_BODY = "supervising_body"
    COURT = "court"
    ADVOCATE = "advocate"
    NPM = "npm"
    NGO = "ngo"
    INTERNATIONAL = "international"
    JOURNALIST = "journalist"
    RELATIVE = "relative"
    PERSON = "person"
    OTHER = "other"


ADDRESSEE_WORDS = {
    Addressee.PROSECUTOR: N_("prosecutor"),
    Addressee.OMBUDSMAN: N_("ombudsman"),
    Addressee.SUPERVISING_BODY: N_("other body that controls or supervises"),
    Addressee.COURT: N_("court"),
    Addressee.ADVOCATE: N_("advocate"),
    Addressee.NPM: N_("National Preventive Mechanism"),
    Addressee.NGO: N_("non-governmental organisation"),
    Addressee.INTERNATIONAL: N_("international body"),
    Addressee.JOURNALIST: N_("journalist"),
    Addressee.RELATIVE: N_("relative"),
    Addressee.PERSON: N_("the person in custody"),
    Addressee.OTHER: N_("somebody else"),
}


class LetterStep(StrEnum):
    """What happened to a letter."""

    WRITTEN = "written"
    HANDED_IN = "handed_in"
    NOT_TAKEN = "not_taken"
    CARRIED = "carried"
    OPENED = "opened"
    SENT = "sent"
    RETURNED = "returned"
    RECEIVED = "received"
    ANSWERED = "answered"
    NOT_RECEIVED = "not_received"


LETTER_STEP_WORDS = {
    LetterStep.WRITTEN: N_("written"),
    LetterStep.HANDED_IN: N_("handed to the administration"),
    LetterStep.NOT_TAKEN: N_("the administration did not take it"),
    LetterStep.CARRIED: N_("carried out by another way"),
    LetterStep.OPENED: N_("opened or read on the way"),
    LetterStep.SENT: N_("sent on"),
    LetterStep.RETURNED: N_("returned to the writer"),
    LetterStep.RECEIVED: N_("received"),
    LetterStep.ANSWERED: N_("answered"),
    LetterStep.NOT_RECEIVED: N_("the addressee says that it never came"),
}


class Letter(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A letter, complaint or answer; where it is now, its steps say."""

    what: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What it is"),
            N_("Neutral words, no name: ‘Second complaint to the prosecutor’."),
            search=True,
        ),
    ]
    addressee: Annotated[
        Addressee, Ask(Kind.CHOICE, N_("Whom it is for"), words=ADDRESSEE_WORDS)
    ]
    writer: Annotated[str, Ask(Kind.REF, N_("Who wrote it"), to="person")] = ""
    to: Annotated[str, Ask(Kind.REF, N_("To whom exactly"), to="person")] = ""
    complaint: Annotated[
        bool,
        Ask(
            Kind.FLAG,
            N_("It complains of torture or ill-treatment"),
            N_("In some countries it then has to go on at once."),
        ),
    ] = False
    known_by: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("How it is known that it was written"),
            N_("‘She told counsel on 3 May’, ‘a copy was kept’."),
            search=True,
        ),
    ] = None
    replies: Annotated[
        str, Ask(Kind.REF, N_("It answers this letter"), to="letter")
    ] = ""
    proceeding: Annotated[
        str, Ask(Kind.REF, N_("It belongs to this proceeding"), to="proceeding")
    ] = ""
    document: Annotated[
        str, Ask(Kind.REF, N_("The letter itself, or a copy"), to="document")
    ] = ""


class LetterStage(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened to a letter."""

    letter: Annotated[str, Ask(Kind.REF, N_("Which letter"), to="letter")]
    step: Annotated[
        LetterStep, Ask(Kind.CHOICE, N_("What happened"), words=LETTER_STEP_WORDS)
    ]
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When"),
            N_("With the time, if you know it: 2026-03-19 14:30."),
        ),
    ] = None
    who: Annotated[str, Ask(Kind.REF, N_("By whom"), to="person")] = ""
    to: Annotated[str, Ask(Kind.REF, N_("To whom"), to="person")] = ""
    how: Annotated[
        Channel | None, Ask(Kind.CHOICE, N_("Which way"), words=CHANNEL_WORDS)
    ] = None
    mark: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Number or mark of receipt"),
            N_("What proves the day: a postmark, an office stamp, a file number."),
            search=True,
        ),
    ] = ""
    photo: Annotated[
        str, Ask(Kind.REF, N_("Photograph of the mark"), to="document")
    ] = ""
    words: Annotated[
        Text | None,
        Ask(Kind.PROSE, N_("What was said about it, and by whom"), search=True),
    ] = None


LETTER = record_type(
    Letter,
    name="letter",
    label=N_("Letter"),
    plural=N_("Letters"),
    compartments=("case", "counsel", "medical"),
    title="what",
)
LETTER_STEP = record_type(
    LetterStage,
    name="letter_step",
    label=N_("Step of a letter"),
    plural=N_("Steps of letters"),
    compartments=("case", "counsel", "medical"),
    title="step",
)
