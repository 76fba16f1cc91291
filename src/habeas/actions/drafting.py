"""A record on its way into the log: its compartment and its body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from habeas.actions.desk import Desk
from habeas.case.codec import Act, Body
from habeas.case.compartments import COMPARTMENTS
from habeas.crypto.nonce import random_bytes
from habeas.errors import BadInputError
from habeas.words import N_


@dataclass(frozen=True)
class New:
    """A record about to be put. `compartment` is the usual one unless named."""

    type: str
    fields: Mapping[str, Any]
    compartment: str = ""
    id: str = field(default_factory=lambda: random_bytes(16).hex())


def body_of(desk: Desk, device: bytes, new: New, lamport: int) -> Body:
    """Return the body that puts a new record."""
    return Body(
        salt=random_bytes(32),
        act=Act.PUT,
        type=new.type,
        id=new.id,
        by=device.hex(),
        at=desk.clock.now(),
        lamport=lamport,
        fields=dict(new.fields),
    )


def place_of(allowed: Sequence[str], new: New) -> int:
    """Return the compartment of a new record: the first one allowed unless named.

    Raises:
        BadInputError: the one named is not allowed.
    """
    wanted = new.compartment
    if wanted and wanted not in allowed:
        raise BadInputError(
            N_("This kind of record cannot be kept in the compartment ‘{name}’."),
            advice=N_("Choose one of: {choices}."),
            name=wanted[:40],
            choices=", ".join(allowed),
        )
    return COMPARTMENTS[wanted or allowed[0]]
