"""People under pseudonyms, and identities apart in their own compartment."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Name, Sealed, Text, When
from habeas.words import N_


class Role(StrEnum):
    """What a person or body is in this case."""

    COMPLAINANT = "complainant"
    RELATIVE = "relative"
    COUNSEL = "counsel"
    OFFICIAL = "official"
    OFFICER = "officer"
    WITNESS = "witness"
    EXPERT = "expert"
    MONITOR = "monitor"
    BODY = "body"
    PRESS = "press"
    OTHER = "other"


ROLE_WORDS = {
    Role.COMPLAINANT: N_("complainant"),
    Role.RELATIVE: N_("relative"),
    Role.COUNSEL: N_("counsel"),
    Role.OFFICIAL: N_("official"),
    Role.OFFICER: N_("unknown officer"),
    Role.WITNESS: N_("witness"),
    Role.EXPERT: N_("expert"),
    Role.MONITOR: N_("monitor (NPM)"),
    Role.BODY: N_("court, prison or other body"),
    Role.PRESS: N_("press"),
    Role.OTHER: N_("other"),
}


class Person(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who speaks or acts in the case, under a pseudonym."""

    pseudonym: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Pseudonym"),
            N_("How this person is called on every page and in every export."),
            search=True,
        ),
    ]
    role: Annotated[Role, Ask(Kind.CHOICE, N_("Role"), words=ROLE_WORDS)]
    number: Annotated[
        int | None,
        Ask(
            Kind.NUMBER,
            N_("Unknown officer number"),
            N_("Officer 1, 2, 3 … as long as no name is known."),
        ),
    ] = None
    features: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("Features"),
            N_("What the person was recognised by: voice, height, rank, scar, shift."),
            search=True,
        ),
    ] = None
    position: Annotated[
        Text | None,
        Ask(Kind.TEXT, N_("Position or relation"), search=True),
    ] = None
    also: Annotated[
        Role | None,
        Ask(
            Kind.CHOICE,
            N_("Reported in a second role"),
            N_("As reported. Where the law lets nobody be both, the page says so."),
            words=ROLE_WORDS,
        ),
    ] = None


class Identity(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Who a person is. Kept in the identity compartment, under its own key."""

    person: Annotated[str, Ask(Kind.REF, N_("Person"), to="person")]
    names: Annotated[
        tuple[Name, ...],
        Ask(
            Kind.NAMES,
            N_("Names"),
            N_("In every script they are written in, one to a line."),
            protected=True,
        ),
    ] = ()
    born: Annotated[
        When | None, Ask(Kind.WHEN, N_("Date of birth"), protected=True)
    ] = None
    numbers: Annotated[
        tuple[str, ...],
        Ask(
            Kind.LINES,
            N_("ID numbers"),
            N_("National number, passport, prison file; one to a line."),
            protected=True,
        ),
    ] = ()
    address: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Address"),
            N_("Where the person is registered or lives when at liberty."),
            protected=True,
        ),
    ] = None
    photo: Annotated[
        Sealed | None, Ask(Kind.SEALED, N_("Photo"), protected=True, form=False)
    ] = None
    note: Annotated[Text | None, Ask(Kind.PROSE, N_("Note"), protected=True)] = None


PERSON = record_type(
    Person,
    name="person",
    label=N_("Person"),
    plural=N_("People"),
    title="pseudonym",
)
IDENTITY = record_type(
    Identity,
    name="identity",
    label=N_("Identity"),
    plural=N_("Identities"),
    compartments=("identity",),
    title="person",
)
