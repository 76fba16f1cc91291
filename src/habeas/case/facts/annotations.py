"""Remarks on a place of a page or picture; the file itself is never changed."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text
from habeas.words import N_

WHOLE = 10_000
"""Places are counted in parts of this of the picture's width and height."""


class Shape(StrEnum):
    """What is drawn over the picture."""

    POINT = "point"
    FRAME = "frame"
    ARROW = "arrow"


SHAPE_WORDS = {
    Shape.POINT: N_("point"),
    Shape.FRAME: N_("frame"),
    Shape.ARROW: N_("arrow"),
}
_PARTS = N_("From 0 to 10000: parts of the width from the left.")
_DOWN = N_("From 0 to 10000: parts of the height from the top.")


class Annotation(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Words about a place: `x`, `y` to `x2`, `y2`; an arrow points at the latter."""

    document: Annotated[str, Ask(Kind.REF, N_("Document"), to="document")]
    text: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("What is to be seen there"),
            N_("Describe it; what it means is for others to say."),
            search=True,
        ),
    ]
    shape: Annotated[Shape, Ask(Kind.CHOICE, N_("Drawn as"), words=SHAPE_WORDS)]
    page: Annotated[
        int | None,
        Ask(Kind.NUMBER, N_("Page"), N_("From 1; empty for the first.")),
    ] = None
    x: Annotated[int, Ask(Kind.NUMBER, N_("From the left"), _PARTS)] = 0
    y: Annotated[int, Ask(Kind.NUMBER, N_("From the top"), _DOWN)] = 0
    x2: Annotated[int | None, Ask(Kind.NUMBER, N_("To, from the left"), _PARTS)] = None
    y2: Annotated[int | None, Ask(Kind.NUMBER, N_("To, from the top"), _DOWN)] = None
    sensitive: Annotated[
        bool,
        Ask(
            Kind.FLAG,
            N_("Sensitive"),
            N_("On the document's page its words stand only by the clear picture."),
        ),
    ] = False


ANNOTATION = record_type(
    Annotation,
    name="annotation",
    label=N_("Annotation"),
    plural=N_("Annotations"),
    compartments=("case", "medical", "counsel", "identity"),
    title="text",
)
