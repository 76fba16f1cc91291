"""Documents as received, how they were acquired, and the texts taken from them.

Fields of acquisition after ISO/IEC 27037 6.1, the Berkeley Protocol (153-155) and SWGDE
18-F-002: source, method, tool, person, names and times as found, hashes.
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Sealed, Span, Text, When
from habeas.words import N_


class Method(StrEnum):
    """How a file was acquired from its source."""

    HANDED = "handed"
    COPIED = "copied"
    IMAGED = "imaged"
    TAKEN = "taken"
    SCANNED = "scanned"
    SCREENSHOT = "screenshot"
    EXPORTED = "exported"
    DOWNLOADED = "downloaded"


METHOD_WORDS = {
    Method.HANDED: N_("handed over as a file or on a medium"),
    Method.COPIED: N_("copied from a running device"),
    Method.IMAGED: N_("forensic image behind a write blocker"),
    Method.TAKEN: N_("taken or recorded by ourselves"),
    Method.SCANNED: N_("scanned or photographed from paper"),
    Method.SCREENSHOT: N_("screenshot"),
    Method.EXPORTED: N_("exported by a program or a messenger"),
    Method.DOWNLOADED: N_("downloaded from the network"),
}


class Relation(StrEnum):
    """What a document is to the one that it was made from."""

    PART = "part"
    COPY = "copy"
    WORKING = "working"
    REDACTED = "redacted"
    TRANSCRIPT = "transcript"
    TRANSLATION = "translation"


RELATION_WORDS = {
    Relation.PART: N_("a part of it, or found on it"),
    Relation.COPY: N_("a copy of it"),
    Relation.WORKING: N_("a working copy without metadata"),
    Relation.REDACTED: N_("a redacted copy"),
    Relation.TRANSCRIPT: N_("a transcript"),
    Relation.TRANSLATION: N_("a translation"),
}


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
    where: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Where it was made"),
            N_("As somebody says, or decimal degrees: 49.8019, 73.1021."),
            search=True,
        ),
    ] = None
    device: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Source device, medium or account"),
            N_("Make, model, serial number or IMEI; how far its clock was off."),
            search=True,
        ),
    ] = None
    path: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Name and folder as found"),
            N_("Where it lay on its source: DCIM/100MEDIA/IMG_0421.JPG."),
            search=True,
        ),
    ] = ""
    created: Annotated[
        When | None, Ask(Kind.WHEN, N_("Made, as its file system says"))
    ] = None
    modified: Annotated[
        When | None, Ask(Kind.WHEN, N_("Last changed, as its file system says"))
    ] = None
    method: Annotated[
        Method | None, Ask(Kind.CHOICE, N_("How it was acquired"), words=METHOD_WORDS)
    ] = None
    tool: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Tool that acquired it"),
            N_("Name, version and settings; what it changed on the source, and why."),
            search=True,
        ),
    ] = None
    acquired: Annotated[When | None, Ask(Kind.WHEN, N_("Acquired"))] = None
    acquired_by: Annotated[str, Ask(Kind.REF, N_("Acquired by"), to="person")] = ""
    parent: Annotated[
        str, Ask(Kind.REF, N_("Made or taken from"), to="document|exhibit")
    ] = ""
    relation: Annotated[
        Relation | None,
        Ask(Kind.CHOICE, N_("What it is to that exhibit"), words=RELATION_WORDS),
    ] = None
    batch: Annotated[
        str, Ask(Kind.REF, N_("Brought in with"), to="batch", form=False)
    ] = ""
    listed: Annotated[
        tuple[str, ...],
        Ask(Kind.LINES, N_("What lists of hashes say of it"), form=False),
    ] = ()
    told: Annotated[
        tuple[str, ...],
        Ask(
            Kind.LINES,
            N_("What came with it"),
            N_("From the source's own metadata, with the file that says it."),
            search=True,
            form=False,
        ),
    ] = ()
    md5: Annotated[
        str, Ask(Kind.CODE, N_("MD5, for matching with lists only"), form=False)
    ] = ""
    sha1: Annotated[
        str, Ask(Kind.CODE, N_("SHA-1, for matching with lists only"), form=False)
    ] = ""


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
    metadata: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("What the file says of itself"), form=False)
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
    compartments=("case", "medical", "counsel", "identity"),
    title="name",
)
EXTRACT = record_type(
    Extract,
    name="extract",
    label=N_("Text of a document"),
    plural=N_("Texts of documents"),
    compartments=("case", "medical", "counsel", "identity"),
    title="tool",
)
