"""Proceedings before any body, and what happened in them, step by step.

The kinds of step are the words that the rule packs start their terms with.
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Law(StrEnum):
    """Whose rules apply: a rule pack of this version."""

    KZ = "KZ"
    KG = "KG"
    RU = "RU"
    E_W = "E-W"
    US_BOP = "US-BOP"
    US_PREA = "US-PREA"
    COE = "COE"
    UN = "UN"


LAW_WORDS = {
    Law.KZ: N_("Kazakhstan"),
    Law.KG: N_("Kyrgyzstan"),
    Law.RU: N_("Russia"),
    Law.E_W: N_("England and Wales"),
    Law.US_BOP: N_("United States, federal prison complaints"),
    Law.US_PREA: N_("United States, PREA standards"),
    Law.COE: N_("Council of Europe"),
    Law.UN: N_("United Nations"),
}


class Track(StrEnum):
    """What kind of proceeding it is."""

    COMPLAINT = "complaint"
    PREINVESTIGATION = "preinvestigation"
    INVESTIGATION = "investigation"
    COURT = "court"
    MEDICAL = "medical"
    DETENTION = "detention"
    PRISON = "prison"
    DISCIPLINE = "discipline"
    GRIEVANCE = "grievance"
    NPM = "npm"
    UN = "un"
    REGIONAL = "regional"


TRACK_WORDS = {
    Track.COMPLAINT: N_("complaint to an authority"),
    Track.PREINVESTIGATION: N_("check before an investigation"),
    Track.INVESTIGATION: N_("investigation"),
    Track.COURT: N_("court"),
    Track.MEDICAL: N_("psychiatric examination or compulsory medical measure"),
    Track.DETENTION: N_("detention or remand"),
    Track.PRISON: N_("prison administration"),
    Track.DISCIPLINE: N_("prison discipline"),
    Track.GRIEVANCE: N_("complaint procedure inside the prison"),
    Track.NPM: N_("National Preventive Mechanism"),
    Track.UN: N_("United Nations body"),
    Track.REGIONAL: N_("regional court or body"),
}


class Step(StrEnum):
    """What happened in a proceeding."""

    EVENT = "event"
    FILED = "filed"
    HANDED_IN = "handed_in"
    RECEIVED = "received"
    REGISTERED = "registered"
    REFUSED_REGISTRATION = "refused_registration"
    FORWARDED = "forwarded"
    HEARING = "hearing"
    DECISION = "decision"
    SERVED = "served"
    LEARNED = "learned"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    REPLY = "reply"
    NO_REPLY = "no_reply"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    RESTORED = "restored"
    DETAINED = "detained"
    DETENTION_RECORD = "detention_record"
    PLACED = "placed"
    ADMITTED = "admitted"
    ARRIVED = "arrived"
    EXHAUSTED = "exhausted"
    REPORTED = "reported"
    COMMUNICATED = "communicated"
    CLOSED = "closed"
    OTHER = "other"


STEP_WORDS = {
    Step.EVENT: N_("what is complained of happened"),
    Step.FILED: N_("filed: complaint, motion or appeal"),
    Step.HANDED_IN: N_("handed to the administration of the place"),
    Step.RECEIVED: N_("reached the body"),
    Step.REGISTERED: N_("registered"),
    Step.REFUSED_REGISTRATION: N_("acceptance or registration refused"),
    Step.FORWARDED: N_("sent on to another body"),
    Step.HEARING: N_("hearing"),
    Step.DECISION: N_("decision"),
    Step.SERVED: N_("copy of the decision handed over"),
    Step.LEARNED: N_("learned of the decision"),
    Step.IN_FORCE: N_("decision entered into force"),
    Step.REFUSED: N_("refusal or rejection received"),
    Step.REPLY: N_("answer received"),
    Step.NO_REPLY: N_("no answer came"),
    Step.EXTENDED: N_("term extended"),
    Step.SUSPENDED: N_("suspended"),
    Step.RESUMED: N_("resumed"),
    Step.RESTORED: N_("missed term restored"),
    Step.DETAINED: N_("detained"),
    Step.DETENTION_RECORD: N_("record of detention drawn up"),
    Step.PLACED: N_(
        "placed in a medical organisation, a safe place or under a measure"
    ),
    Step.ADMITTED: N_("admitted for examination in a hospital"),
    Step.ARRIVED: N_("arrived at the place of detention"),
    Step.EXHAUSTED: N_("remedies at home exhausted"),
    Step.REPORTED: N_("report or abuse reported"),
    Step.COMMUNICATED: N_("sent to the government"),
    Step.CLOSED: N_("closed"),
    Step.OTHER: N_("something else"),
}


class Ruling(StrEnum):
    """What kind of decision it is."""

    VERDICT = "verdict"
    RULING = "ruling"
    ORDER = "order"
    JUDGE_ORDER = "judge_order"
    MEASURE = "measure"
    REFUSAL = "refusal"
    TERMINATION = "termination"
    REPLY = "reply"
    REJECTION = "rejection"
    OTHER = "other"


RULING_WORDS = {
    Ruling.VERDICT: N_("verdict"),
    Ruling.RULING: N_("ruling of a court"),
    Ruling.ORDER: N_("order of an investigator or a prosecutor"),
    Ruling.JUDGE_ORDER: N_("order of an investigating judge"),
    Ruling.MEASURE: N_("detention, suspect status, search or the like"),
    Ruling.REFUSAL: N_("refusal"),
    Ruling.TERMINATION: N_("termination of the case"),
    Ruling.REPLY: N_("answer on the merits"),
    Ruling.REJECTION: N_("rejected for its form or its lateness"),
    Ruling.OTHER: N_("other"),
}


class Filing(StrEnum):
    """What was filed: each has a term of its own."""

    COMPLAINT = "complaint"
    MOTION = "motion"
    VICTIM_STATUS = "victim_status"
    SECURITY = "security"
    APPEAL = "appeal"
    OTHER = "other"


FILING_WORDS = {
    Filing.COMPLAINT: N_("complaint"),
    Filing.MOTION: N_("motion"),
    Filing.VICTIM_STATUS: N_("request for the status of victim"),
    Filing.SECURITY: N_("request for measures of security"),
    Filing.APPEAL: N_("appeal"),
    Filing.OTHER: N_("other"),
}


class Level(StrEnum):
    """Who decides: a fact of the rule packs, with `at_` before it."""

    PROSECUTOR = "prosecutor"
    JUDGE = "judge"
    FACILITY = "facility"
    REGION = "region"
    CENTRE = "centre"


LEVEL_WORDS = {
    Level.PROSECUTOR: N_("prosecutor or head of the investigation"),
    Level.JUDGE: N_("investigating judge"),
    Level.FACILITY: N_("the prison itself"),
    Level.REGION: N_("the region"),
    Level.CENTRE: N_("the centre"),
}


class Presence(StrEnum):
    """Whether the person was at a hearing."""

    PRESENT = "present"
    VIDEO = "video"
    EXCLUDED = "excluded"
    NOT_BROUGHT = "not_brought"
    ABSENT = "absent"
    UNKNOWN = "unknown"


PRESENCE_WORDS = {
    Presence.PRESENT: N_("present"),
    Presence.VIDEO: N_("by video link"),
    Presence.EXCLUDED: N_("excluded"),
    Presence.NOT_BROUGHT: N_("not brought"),
    Presence.ABSENT: N_("absent for another reason"),
    Presence.UNKNOWN: N_("not known"),
}


class Proceeding(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A matter before one body; an appeal is a proceeding that comes from another."""

    title: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What it is about"),
            N_("Neutral words, no name: ‘Appeal of the refusal to open a case’."),
            search=True,
        ),
    ]
    track: Annotated[Track, Ask(Kind.CHOICE, N_("What kind"), words=TRACK_WORDS)]
    law: Annotated[
        Law | None,
        Ask(
            Kind.CHOICE,
            N_("Whose rules apply"),
            N_("Leave it empty for the law of the case."),
            words=LAW_WORDS,
        ),
    ] = None
    body: Annotated[
        str, Ask(Kind.REF, N_("Before which court or body"), to="person")
    ] = ""
    number: Annotated[str, Ask(Kind.LINE, N_("Number of the file"), search=True)] = ""
    person: Annotated[str, Ask(Kind.REF, N_("Whom it concerns"), to="person")] = ""
    counsel: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("Who represents them"), to="person")
    ] = ()
    parent: Annotated[
        str, Ask(Kind.REF, N_("It comes from this proceeding"), to="proceeding")
    ] = ""
    in_custody: Annotated[
        bool,
        Ask(
            Kind.FLAG,
            N_("The person is in custody or in a medical organisation"),
            N_("Some terms then run from the day on which the copy is handed over."),
        ),
    ] = False
    minor: Annotated[bool, Ask(Kind.FLAG, N_("The person is a minor"))] = False
    exceptional: Annotated[
        bool,
        Ask(Kind.FLAG, N_("The body has said that the case is exceptional")),
    ] = False
    emergency: Annotated[bool, Ask(Kind.FLAG, N_("It was filed as an emergency"))] = (
        False
    )
    inquiry: Annotated[
        bool, Ask(Kind.FLAG, N_("It is an inquiry and not an investigation"))
    ] = False
    level: Annotated[
        Level | None,
        Ask(
            Kind.CHOICE,
            N_("At which level it is"),
            N_(
                "Who decides now: it tells which term runs from receipt, and which"
                " appeal follows."
            ),
            words=LEVEL_WORDS,
        ),
    ] = None


class ProceedingStep(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened in a proceeding; terms start from it."""

    proceeding: Annotated[
        str, Ask(Kind.REF, N_("In which proceeding"), to="proceeding")
    ]
    step: Annotated[Step, Ask(Kind.CHOICE, N_("What happened"), words=STEP_WORDS)]
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When"),
            N_("With the time, if you know it: 2026-03-19 14:30."),
        ),
    ] = None
    ruling: Annotated[
        Ruling | None,
        Ask(Kind.CHOICE, N_("What kind of decision"), words=RULING_WORDS),
    ] = None
    filing: Annotated[
        Filing | None,
        Ask(
            Kind.CHOICE,
            N_("What was filed"),
            N_("Each has a term of its own; without it few are proposed."),
            words=FILING_WORDS,
        ),
    ] = None
    outcome: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("What it says, in short"),
            N_("As the paper has it. What others say about it are claims."),
            search=True,
        ),
    ] = None
    who: Annotated[str, Ask(Kind.REF, N_("By whom"), to="person")] = ""
    to: Annotated[str, Ask(Kind.REF, N_("To whom"), to="person")] = ""
    about: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("About which earlier step"),
            N_("The decision whose copy was handed over, the complaint answered."),
            to="proceeding_step",
        ),
    ] = ""
    number: Annotated[
        str, Ask(Kind.LINE, N_("Number or mark of receipt"), search=True)
    ] = ""
    presence: Annotated[
        Presence | None,
        Ask(Kind.CHOICE, N_("Was the person there"), words=PRESENCE_WORDS),
    ] = None
    excluded_by: Annotated[
        str, Ask(Kind.REF, N_("Who excluded or did not bring them"), to="person")
    ] = ""
    excluded_why: Annotated[
        Text | None, Ask(Kind.TEXT, N_("Reason given for that"), search=True)
    ] = None
    counsel: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("Who represented them"), to="person")
    ] = ()
    new_evidence: Annotated[
        bool, Ask(Kind.FLAG, N_("New evidence was put forward"))
    ] = False
    answer_by: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("Answer asked for by"),
            N_("A day that a letter or an order names, beside any rule."),
        ),
    ] = None
    letter: Annotated[str, Ask(Kind.REF, N_("By this letter"), to="letter")] = ""
    document: Annotated[str, Ask(Kind.REF, N_("The paper itself"), to="document")] = ""


PROCEEDING = record_type(
    Proceeding,
    name="proceeding",
    label=N_("Proceeding"),
    plural=N_("Proceedings"),
    compartments=("case", "counsel", "medical"),
    title="title",
)
PROCEEDING_STEP = record_type(
    ProceedingStep,
    name="proceeding_step",
    label=N_("Step in a proceeding"),
    plural=N_("Steps in proceedings"),
    compartments=("case", "counsel", "medical"),
    title="step",
)
