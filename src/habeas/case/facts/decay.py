"""What is being lost, and what was done to have it preserved: asked, refused, lost.

That something was asked for in time is evidence in itself: 'overwritten after 30 days'
is answered by 'asked for on day 2'. So each request and each answer is a record of its
own, and nothing here says how it stands (see case/rules/decay.py).
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import KNOWN_WORDS, Known, Text, When
from habeas.words import N_


class Matter(StrEnum):
    """What kind of thing is being lost: the names of the rows in law/windows.toml."""

    FOOTAGE = "footage"
    LOGBOOK = "logbook"
    INJURY = "injury"
    MOUTH = "mouth"
    SKIN = "skin"
    NAILS = "nails"
    ANUS = "anus"
    VAGINA = "vagina"
    HAIR = "hair"
    URINE = "urine"
    GARMENT = "garment"
    CALLS = "calls"
    MESSAGE = "message"
    MEDICAL = "medical"
    WITNESS = "witness"
    SCENE = "scene"
    OTHER = "other"


MATTER_WORDS = {
    Matter.FOOTAGE: N_("camera footage"),
    Matter.LOGBOOK: N_("register or logbook"),
    Matter.INJURY: N_("visible injury"),
    Matter.MOUTH: N_("body sample: mouth"),
    Matter.SKIN: N_("body sample: skin"),
    Matter.NAILS: N_("body sample: under the nails"),
    Matter.ANUS: N_("body sample: anal"),
    Matter.VAGINA: N_("body sample: vaginal"),
    Matter.HAIR: N_("body sample: hair, fibres"),
    Matter.URINE: N_("body sample: urine"),
    Matter.GARMENT: N_("garment or bedding, held by others"),
    Matter.CALLS: N_("telephone records"),
    Matter.MESSAGE: N_("message or letter"),
    Matter.MEDICAL: N_("medical record"),
    Matter.WITNESS: N_("witness about to be moved"),
    Matter.SCENE: N_("room, before it is changed"),
    Matter.OTHER: N_("something else"),
}

BODY = frozenset(
    {
        *(Matter.MOUTH, Matter.SKIN, Matter.NAILS, Matter.ANUS, Matter.VAGINA),
        *(Matter.HAIR, Matter.URINE),
    }
)
"""What is taken from a body by whoever examines it."""


class Perishable(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Something that will be gone one day unless somebody keeps it."""

    what: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What is being lost"),
            N_("Neutral words, no name: ‘Footage of the camera in the corridor’."),
            search=True,
        ),
    ]
    kind: Annotated[Matter, Ask(Kind.CHOICE, N_("What kind"), words=MATTER_WORDS)]
    where: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Which place, camera or book"),
            N_("As exactly as you know it, for whoever has to find it."),
            search=True,
        ),
    ] = None
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("The time that it is about"),
            N_("Its time runs from then; with the hour, if you know it."),
        ),
    ] = None
    ends: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("The day on which it will be lost, if it is known"),
            N_("A transfer, a demolition, a deletion that was announced."),
        ),
    ] = None
    days: Annotated[
        int | None,
        Ask(
            Kind.NUMBER,
            N_("Kept for so many days, if anybody knows"),
            N_("Of this camera, this book. It counts before the usual time."),
        ),
    ] = None
    days_known: Annotated[
        Known | None,
        Ask(Kind.CHOICE, N_("How that number is known"), words=KNOWN_WORDS),
    ] = None
    days_source: Annotated[
        Text | None,
        Ask(Kind.TEXT, N_("Who says so, or which paper"), search=True),
    ] = None
    holder: Annotated[str, Ask(Kind.REF, N_("Who holds it"), to="person")] = ""
    able: Annotated[
        tuple[str, ...],
        Ask(
            Kind.REFS,
            N_("Who else could still preserve it"),
            N_("A prosecutor, a court, a monitor, an operator, a doctor."),
            to="person",
        ),
    ] = ()
    about: Annotated[
        tuple[str, ...],
        Ask(Kind.REFS, N_("What it concerns"), to="incident|exhibit"),
    ] = ()
    shown: Annotated[
        tuple[str, ...],
        Ask(
            Kind.REFS,
            N_("What shows that it exists"),
            N_("A register that names it, a photograph of the camera."),
            to="document|exhibit",
        ),
    ] = ()


class Step(StrEnum):
    """What was done or answered."""

    ASKED = "asked"
    REMINDED = "reminded"
    PROMISED = "promised"
    REFUSED = "refused"
    SILENCE = "silence"
    SECURED = "secured"
    SAID_LOST = "said_lost"
    FOUND_LOST = "found_lost"
    NEVER = "never"


STEP_WORDS = {
    Step.ASKED: N_("asked to preserve it"),
    Step.REMINDED: N_("reminded"),
    Step.PROMISED: N_("promised to keep it"),
    Step.REFUSED: N_("refused"),
    Step.SILENCE: N_("no answer came"),
    Step.SECURED: N_("secured: we have it"),
    Step.SAID_LOST: N_("said to be overwritten or lost"),
    Step.FOUND_LOST: N_("found overwritten or lost"),
    Step.NEVER: N_("said never to have existed"),
}


class Channel(StrEnum):
    """How a request or an answer went."""

    LETTER = "letter"
    HAND = "hand"
    MAIL = "mail"
    CALL = "call"
    VISIT = "visit"
    COURT = "court"
    OTHER = "other"


CHANNEL_WORDS = {
    Channel.LETTER: N_("letter by post"),
    Channel.HAND: N_("handed in, with a mark of receipt"),
    Channel.MAIL: N_("e-mail or electronic service"),
    Channel.CALL: N_("by telephone"),
    Channel.VISIT: N_("spoken, in person"),
    Channel.COURT: N_("motion to a court or an investigator"),
    Channel.OTHER: N_("another way"),
}


class Preservation(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One step about something that is being lost: a request, an answer, a loss."""

    perishable: Annotated[str, Ask(Kind.REF, N_("About what"), to="perishable")]
    step: Annotated[Step, Ask(Kind.CHOICE, N_("What happened"), words=STEP_WORDS)]
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When"),
            N_("With the time, if you know it: 2026-03-19 14:30."),
        ),
    ] = None
    who: Annotated[
        str, Ask(Kind.REF, N_("By whom it was asked or answered"), to="person")
    ] = ""
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
    words: Annotated[
        Text | None,
        Ask(Kind.PROSE, N_("The answer, in its own words"), search=True),
    ] = None
    lost: Annotated[
        When | None,
        Ask(Kind.WHEN, N_("Lost or overwritten on, by this answer")),
    ] = None
    days: Annotated[
        int | None,
        Ask(Kind.NUMBER, N_("Kept for so many days, by this answer")),
    ] = None
    exhibit: Annotated[
        str,
        Ask(Kind.REF, N_("Secured as this exhibit"), to="exhibit|document"),
    ] = ""
    enclosed: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("The request or the answer itself"),
            N_("A document of this case: a copy or a photograph of it."),
            to="document",
        ),
    ] = ""
    witnesses: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("Who else was present"), to="person")
    ] = ()


PERISHABLE = record_type(
    Perishable,
    name="perishable",
    label=N_("Something being lost"),
    plural=N_("Being lost"),
    compartments=("case", "medical", "counsel"),
    title="what",
)
PRESERVATION = record_type(
    Preservation,
    name="preservation",
    label=N_("Step of preservation"),
    plural=N_("Steps of preservation"),
    compartments=("case", "medical", "counsel"),
    title="step",
)
