"""Physical exhibits, and what happened to an exhibit from hand to hand.

Fields after the Istanbul Protocol 2022 (225-227), NIJ, IAAI and FBI guides on garments
and biological material, and ISO/IEC 27037 6.1. The temperature classes are those that
NISTIR 7928 is quoted for; a laboratory's own form wins over them.
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Thing(StrEnum):
    """What kind of thing it is: decides how it must be kept."""

    GARMENT = "garment"
    SAMPLE = "sample"
    PAPER = "paper"
    DEVICE = "device"
    PICTURE = "picture"
    OBJECT = "object"


THING_WORDS = {
    Thing.GARMENT: N_("garment or bedding"),
    Thing.SAMPLE: N_("biological sample or swab"),
    Thing.PAPER: N_("paper"),
    Thing.DEVICE: N_("device or storage medium"),
    Thing.PICTURE: N_("photograph or film"),
    Thing.OBJECT: N_("other object"),
}


class Packaging(StrEnum):
    """What it is packed in."""

    PAPER = "paper"
    CARDBOARD = "cardboard"
    PLASTIC = "plastic"
    GLASS = "glass"
    METAL = "metal"
    BARE = "bare"


PACKAGING_WORDS = {
    Packaging.PAPER: N_("paper bag or envelope"),
    Packaging.CARDBOARD: N_("cardboard box"),
    Packaging.PLASTIC: N_("plastic"),
    Packaging.GLASS: N_("glass"),
    Packaging.METAL: N_("metal"),
    Packaging.BARE: N_("not packed"),
}


class Moisture(StrEnum):
    """How wet it was when it was packed."""

    DRY = "dry"
    DRIED = "dried"
    WET = "wet"
    FROZEN = "frozen"


MOISTURE_WORDS = {
    Moisture.DRY: N_("dry as found"),
    Moisture.DRIED: N_("dried in the air"),
    Moisture.WET: N_("wet"),
    Moisture.FROZEN: N_("frozen"),
}


class Temperature(StrEnum):
    """The class of temperature it is stored at."""

    ROOM = "room"
    REFRIGERATED = "refrigerated"
    FROZEN = "frozen"


TEMPERATURE_WORDS = {
    Temperature.ROOM: N_("room, 15.5 to 24 °C"),
    Temperature.REFRIGERATED: N_("refrigerated, 2 to 8 °C"),
    Temperature.FROZEN: N_("frozen, –10 °C or colder"),
}


class Exhibit(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A thing that is kept as evidence; what it proves is for others to say."""

    number: Annotated[int, Ask(Kind.NUMBER, N_("Exhibit number"), form=False)]
    what: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What it is"),
            N_("Neutral words: ‘a grey T-shirt, size M, a stain on the left side’."),
            search=True,
        ),
    ]
    kind: Annotated[Thing, Ask(Kind.CHOICE, N_("Kind of thing"), words=THING_WORDS)]
    parent: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("Taken from"),
            N_("For a sample or a part: the exhibit that it was taken from."),
            to="exhibit",
        ),
    ] = ""
    found_by: Annotated[
        str, Ask(Kind.REF, N_("Found or handed over by"), to="person")
    ] = ""
    found: Annotated[When | None, Ask(Kind.WHEN, N_("Found or received"))] = None
    where: Annotated[Text | None, Ask(Kind.TEXT, N_("Where"), search=True)] = None
    how_known: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("How this is known"),
            N_("Who told it, or which paper says so."),
            search=True,
        ),
    ] = None
    since: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("Worn, washed or handled since"),
            N_(
                "When, how and by whom. Old or washed is no reason to give it up: a"
                " laboratory may still find what it asks for."
            ),
            search=True,
        ),
    ] = None
    packaging: Annotated[
        Packaging | None,
        Ask(Kind.CHOICE, N_("Packed in"), words=PACKAGING_WORDS),
    ] = None
    moisture: Annotated[
        Moisture | None,
        Ask(Kind.CHOICE, N_("Dry or wet when packed"), words=MOISTURE_WORDS),
    ] = None
    seal: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Seal number"),
            N_("Of the first seal; later ones stand in the chain of custody."),
            search=True,
        ),
    ] = ""
    storage: Annotated[Text | None, Ask(Kind.TEXT, N_("Storage place"))] = None
    temperature: Annotated[
        Temperature | None,
        Ask(Kind.CHOICE, N_("Stored at"), words=TEMPERATURE_WORDS),
    ] = None
    photos: Annotated[
        tuple[str, ...],
        Ask(Kind.REFS, N_("Photographs of it, with a scale"), to="document"),
    ] = ()


class Event(StrEnum):
    """What happened to an exhibit."""

    RECEIVED = "received"
    HANDED = "handed"
    MOVED = "moved"
    OPENED = "opened"
    SAMPLED = "sampled"
    SENT = "sent"
    EXAMINED = "examined"
    RETURNED = "returned"
    PRESENTED = "presented"
    DESTROYED = "destroyed"
    LOST = "lost"


EVENT_WORDS = {
    Event.RECEIVED: N_("made or received"),
    Event.HANDED: N_("handed over"),
    Event.MOVED: N_("moved"),
    Event.OPENED: N_("opened"),
    Event.SAMPLED: N_("sample taken"),
    Event.SENT: N_("sent to a laboratory"),
    Event.EXAMINED: N_("examined"),
    Event.RETURNED: N_("returned"),
    Event.PRESENTED: N_("presented"),
    Event.DESTROYED: N_("destroyed by order"),
    Event.LOST: N_("lost"),
}


class Signed(StrEnum):
    """Whether whoever received it said so in writing."""

    SIGNED = "signed"
    REFUSED = "refused"
    WAITING = "waiting"


SIGNED_WORDS = {
    Signed.SIGNED: N_("signed for"),
    Signed.REFUSED: N_("refused to sign"),
    Signed.WAITING: N_("not signed yet"),
}


class Custody(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One event in the life of an exhibit, physical or a document."""

    exhibit: Annotated[str, Ask(Kind.REF, N_("Exhibit"), to="exhibit|document")]
    event: Annotated[Event, Ask(Kind.CHOICE, N_("What happened"), words=EVENT_WORDS)]
    giver: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("From whom, or by whom"),
            N_("Whoever had it in their hands."),
            to="person",
        ),
    ] = ""
    taker: Annotated[str, Ask(Kind.REF, N_("To whom"), to="person")] = ""
    when: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("When"),
            N_("With the time, if you know it: 2026-03-19 14:30."),
        ),
    ] = None
    place: Annotated[
        Text | None,
        Ask(Kind.TEXT, N_("Where it was then"), search=True),
    ] = None
    condition: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Condition"),
            N_("Packaging whole or torn, dry or wet, anything missing."),
            search=True,
        ),
    ] = None
    seal_before: Annotated[
        str, Ask(Kind.LINE, N_("Seal number found on it"), search=True)
    ] = ""
    seal_after: Annotated[
        str, Ask(Kind.LINE, N_("Seal number put on it"), search=True)
    ] = ""
    purpose: Annotated[Text | None, Ask(Kind.TEXT, N_("Purpose"), search=True)] = None
    authority: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("By what authority"),
            N_("The order, request, mandate or consent: its number and date."),
            search=True,
        ),
    ] = None
    witnesses: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("Who else was present"), to="person")
    ] = ()
    signed: Annotated[
        Signed | None, Ask(Kind.CHOICE, N_("Receipt"), words=SIGNED_WORDS)
    ] = None
    receipt: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("The receipt itself"),
            N_("A document of this case: a scan or a photograph of it."),
            to="document",
        ),
    ] = ""


EXHIBIT = record_type(
    Exhibit,
    name="exhibit",
    label=N_("Physical exhibit"),
    plural=N_("Physical exhibits"),
    compartments=("case", "medical", "counsel"),
    title="what",
)
CUSTODY = record_type(
    Custody,
    name="custody",
    label=N_("Custody event"),
    plural=N_("Custody events"),
    compartments=("case", "medical", "counsel"),
    title="event",
)
