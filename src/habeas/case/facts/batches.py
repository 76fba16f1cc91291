"""Many files brought in at once, from one source, by one person."""

from typing import Annotated

from habeas.case.facts.documents import METHOD_WORDS, Method
from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Batch(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One import of a folder; its documents point to it, its list names every file.

    The counts and the list are there once it is finished.
    """

    source: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Folder"),
            N_("Its whole path on this computer."),
            search=True,
            form=False,
        ),
    ]
    device: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Source device, medium or account"),
            N_("Make, model, serial number or IMEI; how far its clock was off."),
            search=True,
        ),
    ] = None
    handed_by: Annotated[str, Ask(Kind.REF, N_("Handed over by"), to="person")] = ""
    received: Annotated[When | None, Ask(Kind.WHEN, N_("Received"))] = None
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
    note: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("Note"),
            N_("What is known of this folder and of what was done to it before."),
            search=True,
        ),
    ] = None
    lists: Annotated[
        tuple[str, ...],
        Ask(Kind.LINES, N_("Lists of hashes that were compared"), form=False),
    ] = ()
    seen: Annotated[int, Ask(Kind.NUMBER, N_("Names met"), form=False)] = 0
    imported: Annotated[int, Ask(Kind.NUMBER, N_("Brought in"), form=False)] = 0
    duplicates: Annotated[
        int, Ask(Kind.NUMBER, N_("In the case already"), form=False)
    ] = 0
    refused: Annotated[int, Ask(Kind.NUMBER, N_("Not brought in"), form=False)] = 0
    confirmed: Annotated[
        int, Ask(Kind.NUMBER, N_("As a list of hashes says"), form=False)
    ] = 0
    differing: Annotated[
        int, Ask(Kind.NUMBER, N_("Other than a list of hashes says"), form=False)
    ] = 0
    missing: Annotated[
        int, Ask(Kind.NUMBER, N_("Listed, and not in the folder"), form=False)
    ] = 0
    manifest: Annotated[
        str,
        Ask(Kind.REF, N_("List of every file"), to="document", form=False),
    ] = ""


BATCH = record_type(
    Batch,
    name="batch",
    label=N_("Import of a folder"),
    plural=N_("Imports of folders"),
    compartments=("case", "medical", "counsel"),
    title="source",
)
COUNTS = (
    *("seen", "imported", "duplicates", "refused"),
    *("confirmed", "differing", "missing"),
)
"""What is counted when it is finished."""
