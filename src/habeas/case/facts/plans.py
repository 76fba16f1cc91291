"""The agreed rhythm of contact with a person, and what happens when it breaks."""

from enum import StrEnum
from typing import Annotated

from habeas.case.facts.decay import CHANNEL_WORDS, Channel
from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Counting(StrEnum):
    """Which contacts end a silence."""

    ANY = "any"
    SPOKEN = "spoken"
    PRIVATE = "private"


COUNTING_WORDS = {
    Counting.ANY: N_("any sign of life, a letter or a message too"),
    Counting.SPOKEN: N_("only a visit, a call or a video link"),
    Counting.PRIVATE: N_("only a private contact"),
}


class Plan(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What is agreed with a person: how often, and what is done if that breaks."""

    what: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What it is"),
            N_("Neutral words, no name: ‘Weekly visit and protection’."),
            search=True,
        ),
    ]
    person: Annotated[str, Ask(Kind.REF, N_("With whom"), to="person")]
    every: Annotated[
        int | None,
        Ask(
            Kind.NUMBER,
            N_("A contact at least every so many days"),
            N_("A longer silence raises an alarm. Leave it empty for no alarm."),
        ),
    ] = None
    counting: Annotated[
        Counting | None,
        Ask(Kind.CHOICE, N_("What counts as a contact"), words=COUNTING_WORDS),
    ] = None
    since: Annotated[
        When | None, Ask(Kind.WHEN, N_("Agreed on"), N_("The days run from then."))
    ] = None
    agreed: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("What the person agreed to, if they cannot be reached"),
            N_("Who may be told, what may be made public, and what may not."),
            search=True,
        ),
    ] = None
    measures: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("What is done to protect them"),
            N_("Who visits, who writes, who asks for security measures."),
            search=True,
        ),
    ] = None
    responsible: Annotated[str, Ask(Kind.REF, N_("Who sees to it"), to="person")] = ""
    review: Annotated[When | None, Ask(Kind.WHEN, N_("To be looked at again on"))] = (
        None
    )
    ended: Annotated[
        When | None,
        Ask(Kind.WHEN, N_("Ended on"), N_("Released, or the plan was replaced.")),
    ] = None


class Escalation(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One step of what is done in a silence: on which day, who is told what."""

    plan: Annotated[str, Ask(Kind.REF, N_("Of which plan"), to="plan")]
    day: Annotated[
        int,
        Ask(
            Kind.NUMBER,
            N_("On this day of the silence"),
            N_("1 is the first day after a contact was due."),
        ),
    ]
    what: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What is done"),
            N_("‘Ask the facility in writing’, ‘Call the duty prosecutor’."),
            search=True,
        ),
    ]
    tell: Annotated[str, Ask(Kind.REF, N_("Who is told"), to="person")] = ""
    how: Annotated[
        Channel | None, Ask(Kind.CHOICE, N_("Which way"), words=CHANNEL_WORDS)
    ] = None


class Answer(StrEnum):
    """What was done about an alarm."""

    DONE = "done"
    TRIED = "tried"
    PAUSED = "paused"
    DISMISSED = "dismissed"


ANSWER_WORDS = {
    Answer.DONE: N_("a step of the plan was done"),
    Answer.TRIED: N_("contact was tried, nobody was reached"),
    Answer.PAUSED: N_("paused until a day"),
    Answer.DISMISSED: N_("ended: the silence is explained"),
}


class Alarm(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody did about a silence; nothing ends an alarm without a reason."""

    plan: Annotated[str, Ask(Kind.REF, N_("Of which plan"), to="plan")]
    answer: Annotated[Answer, Ask(Kind.CHOICE, N_("What was done"), words=ANSWER_WORDS)]
    why: Annotated[
        Text,
        Ask(
            Kind.PROSE,
            N_("Why, or what was learned"),
            N_("Somebody may ask later why the alarm was silent."),
            search=True,
        ),
    ]
    when: Annotated[When | None, Ask(Kind.WHEN, N_("When"))] = None
    step: Annotated[
        str, Ask(Kind.REF, N_("This step of the plan"), to="escalation")
    ] = ""
    until: Annotated[When | None, Ask(Kind.WHEN, N_("Paused until"))] = None
    who: Annotated[str, Ask(Kind.REF, N_("By whom"), to="person")] = ""


PLAN = record_type(
    Plan,
    name="plan",
    label=N_("Plan of contact and protection"),
    plural=N_("Plans of contact and protection"),
    compartments=("case", "counsel", "medical"),
    title="what",
)
ESCALATION = record_type(
    Escalation,
    name="escalation",
    label=N_("Step for a silence"),
    plural=N_("Steps for a silence"),
    compartments=("case", "counsel", "medical"),
    title="what",
)
ALARM = record_type(
    Alarm,
    name="alarm",
    label=N_("Answer to an alarm"),
    plural=N_("Answers to alarms"),
    compartments=("case", "counsel", "medical"),
    title="answer",
)
