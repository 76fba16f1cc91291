"""A hub is added to a case: its keys compared first, recorded, then opened."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from habeas.actions.desk import Desk
from habeas.actions.record import put, withdraw
from habeas.copying.access import doors
from habeas.copying.desks import AtDesk
from habeas.copying.exchange import USUAL, Manner, exchanging
from habeas.copying.places import places, way_to
from habeas.copying.report import Report
from habeas.errors import BadInputError, RefusedError
from habeas.log.merkle import HASH_SIZE
from habeas.sync.answers import HubInfo
from habeas.sync.hub import introduce
from habeas.sync.network import open_network
from habeas.vault.case_keys import keys_in
from habeas.vault.hubs import KnownHub, keep_hub
from habeas.wire.fingerprint import fingerprint, same
from habeas.words import N_

_NOBODY = b""
_OTHER_KEYS = N_("it has other keys now")


@dataclass(frozen=True)
class Wanted:
    """A hub as whoever runs it told of it: where it is, and how its keys are read out.

    `invitation` opens one case there; it is empty when the case is open there already.
    `pin` is the hash of its certificate's key in base64, empty where authorities vouch.
    """

    address: str
    fingerprint: str
    invitation: str = field(default="", repr=False)
    pin: str = ""


async def add_hub(
    at: AtDesk, case: str, wanted: Wanted, manner: Manner = USUAL
) -> Report:
    """Add a hub to a case and bring the case there; return what came of that.

    Done again after a fault, it goes on: with a new invitation if the old one is over.
    Who does not lead may take the other keys of a hub that the case names, on this
    device alone: a hub that was restored has others.

    Raises:
        RefusedError: its keys are not those that the person was told; or this device
            does not lead the case. Nothing was recorded, and nothing was sent.
        SyncError: it could not be reached.
        BadInputError: the address, the pin or the fingerprint is none.
    """
    named = KnownHub(wanted.address.strip(), "", _NOBODY, b"", _pin(wanted.pin))
    way = await at(lambda desk: way_to(desk, case, named))
    clock = await at(lambda desk: _require_may(desk, case, way.base).clock)
    async with open_network(way, manner.seconds) as network:
        info = await introduce(network, way.host, clock)
    _require_same(wanted.fingerprint, info)
    hub = KnownHub(
        way.base,
        info.name,
        info.keys.ed25519,
        info.keys.mldsa44,
        named.pin,
        wanted.invitation.strip(),
    )
    await at(lambda desk: _record(desk, case, hub))
    return await exchanging(at, case, manner)


def told(hub: KnownHub) -> str:
    """Return how the keys of a hub are read out."""
    return fingerprint(hub.key, hub.mldsa44)


def pin_text(hub: KnownHub) -> str:
    """Return the pin of a hub as a person types it."""
    return b64encode(hub.pin).decode() if hub.pin else ""


def _record(desk: Desk, case: str, hub: KnownHub) -> None:
    with desk.vault.guard:
        keep_hub(desk.vault, bytes.fromhex(case), hub)
        if not may_add(desk, case) or any(
            one.hub.key == hub.key and one.record for one in places(desk, case)
        ):
            return
        fields = {
            "name": hub.name,
            "address": hub.address,
            "key": hub.key.hex(),
            "mldsa44": b64encode(hub.mldsa44).decode(),
        }
        put(desk, case, "hub", fields)
        for one in places(desk, case):  # it was restored, and has other keys since
            same_place = (one.hub.address, one.hub.name) == (hub.address, hub.name)
            if one.record and same_place and one.hub.key != hub.key:
                withdraw(desk, case, one.record, reason=_OTHER_KEYS)


def may_add(desk: Desk, case: str) -> bool:
    """Say whether this device leads the case."""
    own = keys_in(desk.vault, bytes.fromhex(case)).request
    return own in doors(desk, case).leads


def _require_may(desk: Desk, case: str, address: str) -> Desk:
    named = {one.hub.address for one in places(desk, case)}
    if not may_add(desk, case) and address not in named:
        raise RefusedError(
            N_("You may not do this in this case."),
            advice=N_("Ask a member who leads it. Nothing was recorded."),
        )
    return desk


def _require_same(typed: str, info: HubInfo) -> None:
    shown = fingerprint(info.keys.ed25519, info.keys.mldsa44)
    if same(typed, shown):
        return
    raise RefusedError(
        N_("The keys of the hub that answered are not those that you were told of."),
        advice=N_(
            "Ask whoever runs the hub, by another way, what `habeas hub fingerprint`"
            " says there, and type that. Nothing was recorded, and nothing was sent."
        ),
    )


def _pin(text: str) -> bytes:
    """Read the SHA-256 of a certificate's key, as curl and RFC 7469 write it."""
    try:
        found = b64decode(text.strip().removeprefix("sha256//"), validate=True)
    except ValueError:
        found = b"?"
    if found and len(found) != HASH_SIZE:
        raise BadInputError(
            N_("This is not the hash of a hub's key."),
            advice=N_(
                "It is SHA-256 in base64, 44 characters. Leave it empty if the hub has"
                " a usual certificate."
            ),
        )
    return found
