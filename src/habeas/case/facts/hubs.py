"""Where copies of a case are kept by somebody who can read nothing."""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Hub(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A hub that the case is sent to; a second one is a mirror.

    `key` (hex) and `mldsa44` (base64) are the keys that it signs its own log with.
    """

    name: Annotated[str, Ask(Kind.LINE, N_("Name"), search=True, form=False)]
    address: Annotated[str, Ask(Kind.LINE, N_("Address"), form=False)]
    key: Annotated[str, Ask(Kind.CODE, N_("Its Ed25519 key"), form=False)]
    mldsa44: Annotated[str, Ask(Kind.CODE, N_("Its ML-DSA-44 key"), form=False)]


HUB = record_type(Hub, name="hub", label=N_("Hub"), plural=N_("Hubs"), title="name")
