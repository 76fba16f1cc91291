"""A person erased from a case: which keys and contents go, and who has done it.

Neither record says a word of what was erased, and no name: an erasure outlives it. The
program writes both; nobody corrects or withdraws one (docs/spec/erasure.md).
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Basis(StrEnum):
    """What the person answered to being kept in the case."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


BASIS_WORDS = {
    Basis.WITHDRAWN: N_("the consent to keep it was withdrawn"),
    Basis.REFUSED: N_("the consent to keep it was refused"),
}


class Erasure(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The order to erase a person, by a member who leads.

    `whose` is the id of the person's record and `consent` that of the answer: no
    references, for both are erased with the rest. `units` are '<unit> <box>' in hex,
    `files` '<ciphertext> <part> …' by their SHA-256, `entries` '<log> <numbers>' with
    ranges, as '3-7,9'. `records` counts what they made up.
    """

    whose: Annotated[str, Ask(Kind.CODE, N_("Whose record"), form=False)]
    basis: Annotated[
        Basis, Ask(Kind.CHOICE, N_("On what ground"), words=BASIS_WORDS, form=False)
    ]
    consent: Annotated[str, Ask(Kind.CODE, N_("Number of the answer"), form=False)]
    records: Annotated[int, Ask(Kind.NUMBER, N_("Records erased"), form=False)]
    units: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Keys destroyed"), form=False)
    ] = ()
    files: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Sealed files removed"), form=False)
    ] = ()
    entries: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Entries emptied"), form=False)
    ] = ()


class Erased(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What one device says of an erasure that it has carried out.

    The counts are of what was there to be destroyed on that device. `entries` are of
    its own logs, in the form of an erasure's: what it wrote of the person before it
    heard of the erasure, and emptied too.
    """

    erasure: Annotated[str, Ask(Kind.REF, N_("Erasure"), to="erasure", form=False)]
    keys: Annotated[int, Ask(Kind.NUMBER, N_("Keys destroyed"), form=False)] = 0
    emptied: Annotated[int, Ask(Kind.NUMBER, N_("Entries emptied"), form=False)] = 0
    removed: Annotated[
        int, Ask(Kind.NUMBER, N_("Sealed files removed"), form=False)
    ] = 0
    entries: Annotated[
        tuple[str, ...],
        Ask(Kind.LINES, N_("Written before it heard of it, and emptied"), form=False),
    ] = ()


ERASURE = record_type(
    Erasure, name="erasure", label=N_("Erasure"), plural=N_("Erasures"), title="basis"
)
ERASED = record_type(
    Erased,
    name="erased",
    label=N_("Receipt of an erasure"),
    plural=N_("Receipts of erasures"),
    title="erasure",
)
