"""What a person decided about a deadline: a computed date is only a proposal."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Decision(StrEnum):
    """What was decided about the day that the program computed."""

    CONFIRMED = "confirmed"
    OVERRIDDEN = "overridden"
    SET_ASIDE = "set_aside"
    ADDED = "added"


DECISION_WORDS = {
    Decision.CONFIRMED: N_("the computed day is confirmed"),
    Decision.OVERRIDDEN: N_("another day counts"),
    Decision.SET_ASIDE: N_("no such term runs here"),
    Decision.ADDED: N_("added by hand"),
}


class Whose(StrEnum):
    """Who has to act."""

    OWN = "own"
    AUTHORITY = "authority"


WHOSE_WORDS = {
    Whose.OWN: N_("we or the person must act"),
    Whose.AUTHORITY: N_("an authority must act"),
}


class Deadline(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A deadline that somebody confirmed, changed, set aside or added.

    `computed` is what the program proposed then, `basis` by which rules and calendar:
    when either moves later, the page says so.
    """

    what: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What is due"),
            N_("Neutral words, no name: they may be seen in a calendar."),
            search=True,
        ),
    ]
    decision: Annotated[
        Decision, Ask(Kind.CHOICE, N_("What is decided"), words=DECISION_WORDS)
    ]
    whose: Annotated[Whose, Ask(Kind.CHOICE, N_("Who has to act"), words=WHOSE_WORDS)]
    due: Annotated[
        When | None,
        Ask(Kind.WHEN, N_("Due"), N_("The last day, or the day with the hour.")),
    ] = None
    proceeding: Annotated[
        str, Ask(Kind.REF, N_("In which proceeding"), to="proceeding")
    ] = ""
    start: Annotated[
        str,
        Ask(Kind.REF, N_("It runs from this step"), to="proceeding_step|letter_step"),
    ] = ""
    rule: Annotated[str, Ask(Kind.CODE, N_("Rule"), form=False)] = ""
    computed: Annotated[str, Ask(Kind.CODE, N_("Computed day"), form=False)] = ""
    basis: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("By which rules and calendar"), form=False)
    ] = ()
    why: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("Why"),
            N_("Needed where another day counts, or none."),
            search=True,
        ),
    ] = None
    responsible: Annotated[str, Ask(Kind.REF, N_("Who sees to it"), to="person")] = ""
    done: Annotated[When | None, Ask(Kind.WHEN, N_("Done on"))] = None
    done_by: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("By this step"),
            N_("The filing or the answer that meets it."),
            to="proceeding_step|letter_step",
        ),
    ] = ""


DEADLINE = record_type(
    Deadline,
    name="deadline",
    label=N_("Deadline"),
    plural=N_("Deadlines"),
    compartments=("case", "counsel", "medical"),
    title="what",
)
