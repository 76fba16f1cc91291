"""Signs of life: what was agreed about a member or a device, and the signs themselves.

An agreement is a record of its own, so that all see who agreed to what; a sign says
nothing but that somebody with the passphrase was there. What follows from them is
worked out in habeas.case.life.
"""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Watch(Record, frozen=True, kw_only=True, omit_defaults=True):
    """How often somebody shows a sign of life, and how long it is waited for.

    A later one about the same member or device takes its place; `hours` of 0 ends it.
    """

    who: Annotated[
        str,
        Ask(Kind.REF, N_("Whose sign of life"), to="member|device", form=False),
    ]
    hours: Annotated[
        int, Ask(Kind.NUMBER, N_("A sign at least every so many hours"), form=False)
    ]
    grace: Annotated[int, Ask(Kind.NUMBER, N_("Hours waited after that"), form=False)]
    agreed: Annotated[str, Ask(Kind.LINE, N_("Who agreed to it"), form=False)] = ""


class Life(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A sign of life, in answer to an agreement; written while a device is used.

    Without one, of a device outside the case: what its entry had seen is what it says.
    """

    watch: Annotated[str, Ask(Kind.REF, N_("Agreed in"), to="watch", form=False)] = ""


WATCH = record_type(
    Watch,
    name="watch",
    label=N_("Agreement on signs of life"),
    plural=N_("Agreements on signs of life"),
    title="agreed",
)
LIFE = record_type(
    Life,
    name="life",
    label=N_("Sign of life"),
    plural=N_("Signs of life"),
    title="watch",
)
SIGNS = (WATCH, LIFE)
"""What only the program's own actions write; nobody corrects or withdraws one."""
