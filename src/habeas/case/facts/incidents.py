"""Incidents: an event that accounts speak of. It states nothing itself."""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Incident(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is said to have happened; what is said stands in the claims."""

    title: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What it is about"),
            N_("Neutral words: ‘the night of 3 May’, ‘the shower room’."),
            search=True,
        ),
    ]
    when: Annotated[When | None, Ask(Kind.WHEN, N_("When"))] = None
    time: Annotated[
        Text | None,
        Ask(Kind.TEXT, N_("Time of day"), N_("For example: about 09:00, at night.")),
    ] = None
    where: Annotated[Text | None, Ask(Kind.TEXT, N_("Where"), search=True)] = None
    people: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("People concerned"), to="person")
    ] = ()


INCIDENT = record_type(
    Incident,
    name="incident",
    label=N_("Incident"),
    plural=N_("Incidents"),
    compartments=("case", "medical", "counsel"),
    title="title",
)
