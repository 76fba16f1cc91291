"""Registers that a monitor brings in: one import, and each submission in it."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Outcome(StrEnum):
    """What a status of the source means, as the mapping says."""

    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"
    CLOSED = "closed"
    REJECTED = "rejected"
    VOID = "void"


OUTCOMES = {
    Outcome.OPEN: N_("no answer yet"),
    Outcome.GRANTED: N_("granted"),
    Outcome.DENIED: N_("denied"),
    Outcome.CLOSED: N_("answered otherwise"),
    Outcome.REJECTED: N_("rejected, not considered"),
    Outcome.VOID: N_("void"),
}
ANSWERED = (Outcome.GRANTED, Outcome.DENIED, Outcome.CLOSED)
"""What counts as an answer to the complaint itself."""


class Register(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One file of complaint data, read by one mapping; its matters point to it.

    The counts are there once it is finished.
    """

    name: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Name of the register"),
            N_("Whose data it is, of which places and years."),
            search=True,
        ),
    ]
    file: Annotated[
        str, Ask(Kind.LINE, N_("Name of the file"), search=True, form=False)
    ]
    sha256: Annotated[str, Ask(Kind.CODE, N_("SHA-256 of the file"), form=False)]
    size: Annotated[int, Ask(Kind.NUMBER, N_("Size in bytes"), form=False)]
    mapping: Annotated[
        Text, Ask(Kind.PROSE, N_("Mapping that it was read by"), form=False)
    ]
    jurisdiction: Annotated[str, Ask(Kind.LINE, N_("Jurisdiction"), form=False)] = ""
    labels: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("What the codes stand for"), form=False)
    ] = ()
    note: Annotated[
        Text | None,
        Ask(
            Kind.PROSE,
            N_("Note"),
            N_("How the data was obtained, and what is known to be missing from it."),
            search=True,
        ),
    ] = None
    rows: Annotated[int, Ask(Kind.NUMBER, N_("Rows read"), form=False)] = 0
    kept: Annotated[int, Ask(Kind.NUMBER, N_("Rows kept"), form=False)] = 0
    refused: Annotated[int, Ask(Kind.NUMBER, N_("Rows refused"), form=False)] = 0
    problems: Annotated[
        tuple[str, ...],
        Ask(
            Kind.LINES,
            N_("Why rows were refused"),
            N_("Line of the file, column, what is wrong; the first thousand."),
            form=False,
        ),
    ] = ()


class Matter(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One submission as the source has it: an empty cell is an absent field.

    `outcome` and `term` are what the mapping makes of the status and the level.
    """

    register: Annotated[str, Ask(Kind.REF, N_("Register"), to="register", form=False)]
    row: Annotated[int, Ask(Kind.NUMBER, N_("Row of the file"), form=False)]
    case_number: Annotated[
        str, Ask(Kind.LINE, N_("Case number"), search=True, form=False)
    ] = ""
    level: Annotated[str, Ask(Kind.LINE, N_("Level"), form=False)] = ""
    facility: Annotated[str, Ask(Kind.LINE, N_("Facility"), form=False)] = ""
    office: Annotated[str, Ask(Kind.LINE, N_("Receiving office"), form=False)] = ""
    subject: Annotated[str, Ask(Kind.LINE, N_("Subject"), form=False)] = ""
    received: Annotated[When | None, Ask(Kind.WHEN, N_("Received"), form=False)] = None
    due: Annotated[
        When | None, Ask(Kind.WHEN, N_("Answer due, as recorded"), form=False)
    ] = None
    status: Annotated[str, Ask(Kind.LINE, N_("Status"), form=False)] = ""
    outcome: Annotated[
        Outcome | None,
        Ask(Kind.CHOICE, N_("What the status means"), words=OUTCOMES, form=False),
    ] = None
    status_date: Annotated[
        When | None, Ask(Kind.WHEN, N_("Date of the status"), form=False)
    ] = None
    reasons: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Reasons given"), form=False)
    ] = ()
    jurisdiction: Annotated[str, Ask(Kind.LINE, N_("Jurisdiction"), form=False)] = ""
    term: Annotated[
        str, Ask(Kind.LINE, N_("Term that the answer is due by"), form=False)
    ] = ""


REGISTER = record_type(
    Register,
    name="register",
    label=N_("Register of complaints"),
    plural=N_("Registers of complaints"),
    title="name",
)
MATTER = record_type(
    Matter,
    name="matter",
    label=N_("Submission in a register"),
    plural=N_("Submissions in registers"),
    title="case_number",
)
COUNTED = ("rows", "kept", "refused", "problems")
"""What is filled in when it is finished."""
