"""Who opened a sealed file, how, and what for: kept by the program, not by a person."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text
from habeas.words import N_


class Look(StrEnum):
    """How a sealed file was opened."""

    READ = "read"
    SEEN = "seen"
    PLAYED = "played"
    SAVED = "saved"
    COPIED = "copied"
    BUNDLED = "bundled"


LOOK_WORDS = {
    Look.READ: N_("its text read"),
    Look.SEEN: N_("seen as pictures"),
    Look.PLAYED: N_("played"),
    Look.SAVED: N_("original taken out"),
    Look.COPIED: N_("working copy made"),
    Look.BUNDLED: N_("put into a bundle"),
}


class Access(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One opening of a sealed file; who and when are the entry's author and time."""

    item: Annotated[
        str,
        Ask(Kind.REF, N_("What was opened"), to="document|identity", form=False),
    ]
    act: Annotated[Look, Ask(Kind.CHOICE, N_("How"), words=LOOK_WORDS, form=False)]
    purpose: Annotated[Text | None, Ask(Kind.TEXT, N_("What for"), form=False)] = None


ACCESS = record_type(
    Access,
    name="access",
    label=N_("Opening of a file"),
    plural=N_("Openings of files"),
    compartments=("case", "identity", "medical", "counsel"),
    title="act",
)
