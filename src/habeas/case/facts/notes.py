"""Notes of the people who work on the case."""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text, When
from habeas.words import N_


class Note(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A working note; its author and time stand in the entry."""

    text: Annotated[Text, Ask(Kind.PROSE, N_("Note"), search=True)]
    when: Annotated[When | None, Ask(Kind.WHEN, N_("When it happened"))] = None
    about: Annotated[
        str, Ask(Kind.REF, N_("About"), N_("A record of this case."), to="*")
    ] = ""


NOTE = record_type(
    Note,
    name="note",
    label=N_("Note"),
    plural=N_("Notes"),
    compartments=("case", "medical", "counsel"),
    title="text",
)
