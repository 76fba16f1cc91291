"""What is done to a person after they spoke, and how great the risk is held to be.

The list follows CPT (in APT, 2015) and the cases read. A record says what happened and
who says so; that one thing came after another is a matter of days, never of cause.
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Harm(StrEnum):
    """What happened."""

    THREAT = "threat"
    ASSAULT = "assault"
    PUNISHMENT_CELL = "punishment_cell"
    DISCIPLINE = "discipline"
    TRANSFER = "transfer"
    CONDITIONS = "conditions"
    FOOD = "food"
    VISITS = "visits"
    COUNSEL = "counsel"
    PHONE = "phone"
    LETTERS = "letters"
    PARCELS = "parcels"
    WORK = "work"
    EARLY_RELEASE = "early_release"
    SEARCH = "search"
    NEW_CHARGE = "new_charge"
    FALSE_REPORT = "false_report"
    CARE_DENIED = "care_denied"
    FORCED_MEDICATION = "forced_medication"
    PSYCHIATRIC = "psychiatric"
    WITHDRAW = "withdraw"
    FAMILY = "family"
    WITNESSES = "witnesses"
    OUTING = "outing"
    PUBLICITY = "publicity"
    SELF_HARM = "self_harm"
    OTHER = "other"


HARM_WORDS = {
    Harm.THREAT: N_("threat"),
    Harm.ASSAULT: N_("assault"),
    Harm.PUNISHMENT_CELL: N_("punishment cell or solitary confinement"),
    Harm.DISCIPLINE: N_("disciplinary charge or penalty"),
    Harm.TRANSFER: N_("transfer to another place"),
    Harm.CONDITIONS: N_("worse conditions"),
    Harm.FOOD: N_("food or basic needs cut"),
    Harm.VISITS: N_("visits lost"),
    Harm.COUNSEL: N_("access of counsel refused"),
    Harm.PHONE: N_("telephone lost"),
    Harm.LETTERS: N_("letters held back"),
    Harm.PARCELS: N_("parcels lost"),
    Harm.WORK: N_("work or school lost"),
    Harm.EARLY_RELEASE: N_("support for early release withdrawn"),
    Harm.SEARCH: N_("search or seizure of papers"),
    Harm.NEW_CHARGE: N_("new criminal charge"),
    Harm.FALSE_REPORT: N_("charge of false denunciation"),
    Harm.CARE_DENIED: N_("care or medication denied"),
    Harm.FORCED_MEDICATION: N_("forced medication"),
    Harm.PSYCHIATRIC: N_("psychiatric referral or label"),
    Harm.WITHDRAW: N_("pressure to withdraw"),
    Harm.FAMILY: N_("pressure on the family"),
    Harm.WITNESSES: N_("pressure on witnesses"),
    Harm.OUTING: N_("exposed to other prisoners"),
    Harm.PUBLICITY: N_("exposed in public"),
    Harm.SELF_HARM: N_("self-harm, or a thing swallowed"),
    Harm.OTHER: N_("something else"),
}


class Risk(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened to a person in custody or to those close to them."""

    harm: Annotated[Harm, Ask(Kind.CHOICE, N_("What happened"), words=HARM_WORDS)]
    told_by: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("Who says so"),
            N_("The person, a witness, a paper of the administration."),
            to="person",
        ),
    ]
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When"),
            N_("With the time, if you know it: 2026-03-19 14:30."),
        ),
    ] = None
    ended: Annotated[When | None, Ask(Kind.WHEN, N_("Until when"))] = None
    person: Annotated[str, Ask(Kind.REF, N_("Whom it concerns"), to="person")] = ""
    actor: Annotated[str, Ask(Kind.REF, N_("By whom, as is said"), to="person")] = ""
    words: Annotated[
        Text | None,
        Ask(Kind.PROSE, N_("What is said to have happened"), search=True),
    ] = None
    order: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Number and day of the order"),
            N_("Leave it empty if none was shown."),
            search=True,
        ),
    ] = ""
    stated: Annotated[
        Text | None, Ask(Kind.TEXT, N_("Reason that they state"), search=True)
    ] = None
    after: Annotated[
        tuple[str, ...],
        Ask(
            Kind.REFS,
            N_("It came after"),
            N_(
                "The complaint, the visit or the statement before it. Days are counted."
            ),
            to="letter|letter_step|contact|proceeding_step|claim|incident",
        ),
    ] = ()
    where: Annotated[Text | None, Ask(Kind.TEXT, N_("Where"), search=True)] = None
    document: Annotated[str, Ask(Kind.REF, N_("The paper about it"), to="document")] = (
        ""
    )


class Level(StrEnum):
    """How great somebody holds the risk to be."""

    LOW = "low"
    RAISED = "raised"
    HIGH = "high"
    ACUTE = "acute"


LEVEL_WORDS = {
    Level.LOW: N_("low"),
    Level.RAISED: N_("raised"),
    Level.HIGH: N_("high"),
    Level.ACUTE: N_("acute: act today"),
}


class Assessment(Record, frozen=True, kw_only=True, omit_defaults=True):
    """How great the risk is held to be, by whom, why, and until when that is good."""

    person: Annotated[str, Ask(Kind.REF, N_("Whose risk"), to="person")]
    level: Annotated[Level, Ask(Kind.CHOICE, N_("How great"), words=LEVEL_WORDS)]
    reasons: Annotated[Text, Ask(Kind.PROSE, N_("Reasons for this level"), search=True)]
    when: Annotated[When | None, Ask(Kind.WHEN, N_("Assessed on"))] = None
    by: Annotated[str, Ask(Kind.REF, N_("By whom"), to="person")] = ""
    review: Annotated[When | None, Ask(Kind.WHEN, N_("To be looked at again on"))] = (
        None
    )


RISK = record_type(
    Risk,
    name="risk",
    label=N_("Event of risk"),
    plural=N_("Events of risk"),
    compartments=("case", "counsel", "medical"),
    title="harm",
)
ASSESSMENT = record_type(
    Assessment,
    name="assessment",
    label=N_("Assessment of risk"),
    plural=N_("Assessments of risk"),
    compartments=("case", "counsel", "medical"),
    title="level",
)
