"""Claims: who says what, of which event, from where they know it."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Passage, Text, When
from habeas.words import N_


class Stance(StrEnum):
    """What standing a statement has. The program never adds its own."""

    ALLEGED = "alleged"
    DENIED = "denied"
    DOCUMENTED = "documented"
    RULED = "ruled"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


STANCE_WORDS = {
    Stance.ALLEGED: N_("Alleged"),
    Stance.DENIED: N_("Denied"),
    Stance.DOCUMENTED: N_("Documented"),
    Stance.RULED: N_("Ruled"),
    Stance.CONFIRMED: N_("Confirmed"),
    Stance.UNKNOWN: N_("Unknown"),
}


class Basis(StrEnum):
    """How the speaker knows."""

    SAW = "saw"
    HEARD = "heard"
    FELT = "felt"
    TOLD = "told"
    READ = "read"
    UNSAID = "unsaid"


BASIS_WORDS = {
    Basis.SAW: N_("saw it"),
    Basis.HEARD: N_("heard it"),
    Basis.FELT: N_("felt it"),
    Basis.TOLD: N_("was told"),
    Basis.READ: N_("read it"),
    Basis.UNSAID: N_("did not say how"),
}

RELIABILITY_WORDS = {
    "A": N_("A – completely reliable"),
    "B": N_("B – usually reliable"),
    "C": N_("C – fairly reliable"),
    "D": N_("D – not usually reliable"),
    "E": N_("E – unreliable"),
    "F": N_("F – cannot be judged"),
}
CREDIBILITY_WORDS = {
    "1": N_("1 – confirmed by other sources"),
    "2": N_("2 – probably true"),
    "3": N_("3 – possibly true"),
    "4": N_("4 – doubtful"),
    "5": N_("5 – improbable"),
    "6": N_("6 – cannot be judged"),
}


class Claim(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One statement by one speaker, with its source to the character."""

    speaker: Annotated[str, Ask(Kind.REF, N_("Who says so"), to="person")]
    stance: Annotated[Stance, Ask(Kind.CHOICE, N_("Standing"), words=STANCE_WORDS)]
    passage: Annotated[
        Passage | None, Ask(Kind.PASSAGE, N_("Passage"), search=True, form=False)
    ] = None
    text: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("In short"),
            N_("Your own words, if the passage needs them; never stronger than it."),
            search=True,
        ),
    ] = None
    incident: Annotated[
        str, Ask(Kind.REF, N_("Which incident it speaks of"), to="incident")
    ] = ""
    via: Annotated[
        tuple[str, ...],
        Ask(
            Kind.REFS,
            N_("Reported by"),
            N_("Nearest to the document first: ‘the lawyers say that she said’."),
            to="person",
        ),
    ] = ()
    said_to: Annotated[str, Ask(Kind.REF, N_("Said to"), to="person")] = ""
    said: Annotated[When | None, Ask(Kind.WHEN, N_("When it was said"))] = None
    about: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When it is said to have happened"),
            N_("Only if this account gives its own date."),
        ),
    ] = None
    basis: Annotated[
        Basis, Ask(Kind.CHOICE, N_("How they know"), words=BASIS_WORDS)
    ] = Basis.UNSAID
    document: Annotated[str, Ask(Kind.REF, N_("Document"), to="document")] = ""
    answers: Annotated[
        tuple[str, ...],
        Ask(
            Kind.REFS,
            N_("Which statements it answers"),
            N_("A denial, an admission, a ruling on what somebody else stated."),
            to="claim",
        ),
    ] = ()
    reliability: Annotated[
        str,
        Ask(Kind.CHOICE, N_("Reliability of the source"), words=RELIABILITY_WORDS),
    ] = ""
    credibility: Annotated[
        str,
        Ask(Kind.CHOICE, N_("Credibility of the information"), words=CREDIBILITY_WORDS),
    ] = ""


CLAIM = record_type(
    Claim,
    name="claim",
    label=N_("Claim"),
    plural=N_("Claims"),
    compartments=("case", "medical", "counsel"),
    title="text",
)
