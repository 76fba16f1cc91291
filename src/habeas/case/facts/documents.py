"""Documents as received, and the texts taken from them."""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Sealed, Span, Text, When
from habeas.words import N_


class Document(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A source document, sealed byte for byte as it came."""

    number: Annotated[int, Ask(Kind.NUMBER, N_("Exhibit number"), form=False)]
    file: Annotated[Sealed, Ask(Kind.SEALED, N_("File"), form=False)]
    name: Annotated[
        str, Ask(Kind.LINE, N_("File name as received"), search=True, form=False)
    ]
    title: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Title"),
            N_("How you would cite it; without protected names."),
            search=True,
        ),
    ] = None
    author: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("Author or issuing body"),
            N_("Whose words the document itself is."),
            to="person",
        ),
    ] = ""
    dated: Annotated[
        When | None,
        Ask(
            Kind.WHEN,
            N_("Date of the document"),
            N_("When it was written or published."),
        ),
    ] = None
    received: Annotated[When | None, Ask(Kind.WHEN, N_("Received"))] = None
    obtained: Annotated[
        Text | None,
        Ask(Kind.TEXT, N_("From whom and how it came"), search=True),
    ] = None
    derived_from: Annotated[
        str, Ask(Kind.REF, N_("Working copy of"), to="document", form=False)
    ] = ""
    derived_how: Annotated[str, Ask(Kind.LINE, N_("How it was made"), form=False)] = ""


class Extract(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A text taken from a document by a tool; the document stays the original."""

    document: Annotated[str, Ask(Kind.REF, N_("Document"), to="document", form=False)]
    file: Annotated[Sealed, Ask(Kind.SEALED, N_("Text"), form=False)]
    tool: Annotated[str, Ask(Kind.CODE, N_("Read by"), form=False)]
    pages: Annotated[tuple[int, ...], Ask(Kind.CODE, N_("Page starts"), form=False)] = (
        0,
    )
    language: Annotated[str, Ask(Kind.LANG, N_("Language of the text"))] = ""
    boilerplate: Annotated[
        tuple[Span, ...],
        Ask(Kind.SPANS, N_("Marked as not part of the text"), form=False),
    ] = ()
    proposed_dates: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Dates found"), form=False)
    ] = ()
    proposed_title: Annotated[str, Ask(Kind.LINE, N_("Title found"), form=False)] = ""
    notes: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("What could not be read"), form=False)
    ] = ()


DOCUMENT = record_type(
    Document,
    name="document",
    label=N_("Document"),
    plural=N_("Documents"),
    compartments=("case", "medical", "counsel"),
    title="name",
)
EXTRACT = record_type(
    Extract,
    name="extract",
    label=N_("Text of a document"),
    plural=N_("Texts of documents"),
    compartments=("case", "medical", "counsel"),
    title="tool",
)
