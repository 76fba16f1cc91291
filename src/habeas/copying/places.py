"""The hubs of a case: named by signed entries, or by a welcome."""

from base64 import b64decode
from dataclasses import dataclass, replace

from habeas.actions.desk import Desk
from habeas.crypto.digest import sha256
from habeas.crypto.sign import ED25519_PUBLIC_SIZE, MLDSA44_PUBLIC_SIZE
from habeas.sync.address import Way, read_way
from habeas.sync.answers import LogKeys
from habeas.sync.hub import Known
from habeas.vault.case_keys import keys_in
from habeas.vault.hubs import KnownHub, known_hubs
from habeas.vault.settings import setting
from habeas.views.records import record, records

PROXY = "proxy"
"""The setting of a vault that says by which proxy its hubs are reached."""


@dataclass(frozen=True)
class Place:
    """A hub of a case, and the record that names it; empty before it could be read."""

    hub: KnownHub
    record: str = ""

    @property
    def keys(self) -> LogKeys:
        """Return the keys that it signs its own log with."""
        return LogKeys(self.hub.key, self.hub.mldsa44)

    @property
    def known(self) -> Known:
        """Return what the case says of it."""
        return Known(self.hub.name, self.keys)


def places(desk: Desk, case: str) -> list[Place]:
    """Return the hubs of a case, in the order in which they were named.

    What a signed entry says of a hub wins over a welcome; one whose entry was withdrawn
    is left out, and one whose keys are none.
    """
    id_ = bytes.fromhex(case)
    with desk.vault.guard:
        told = {one.key: one for one in known_hubs(desk.vault, id_)}
        found: dict[bytes, Place] = {}
        for line in records(desk.views, case, "hub"):
            hub = _of(record(desk.views, case, line.id).fields)
            if hub is None:
                continue
            own = told.get(hub.key, hub)
            hub = replace(hub, pin=own.pin, invitation=own.invitation)
            found.setdefault(hub.key, Place(hub, line.id))
        left = {
            hub.key
            for line in records(desk.views, case, "hub", withdrawn=True)
            if (hub := _of(record(desk.views, case, line.id).fields)) is not None
        }
        for key, one in told.items():
            if key not in left:  # or it stands: then it is found already
                found.setdefault(key, Place(one))
    return list(found.values())


def way_to(desk: Desk, case: str, hub: KnownHub) -> Way:
    """Return how a hub is reached from here.

    Through Tor each case and hub gets a circuit of its own: the name in the proxy says
    which, and nobody but Tor on this device sees it.

    Raises:
        BadInputError: the address or the proxy cannot be used.
    """
    proxy = setting(desk.vault, PROXY)
    scheme, _, rest = proxy.partition("://")
    if scheme == "socks5h" and "@" not in rest:
        seed = keys_in(desk.vault, bytes.fromhex(case)).request_seed
        circuit = sha256(seed + hub.key).hex()[:16]
        proxy = f"{scheme}://{circuit}:habeas@{rest}"
    return read_way(hub.address, proxy, hub.pin)


def _of(fields: dict[str, object]) -> KnownHub | None:
    """Return the hub that a record names, None if it has no keys that can be."""
    try:
        hub = KnownHub(
            str(fields["address"]),
            str(fields["name"]),
            bytes.fromhex(str(fields["key"])),
            b64decode(str(fields["mldsa44"]), validate=True),
        )
    except (KeyError, ValueError):
        return None
    good = (len(hub.key), len(hub.mldsa44)) == (
        ED25519_PUBLIC_SIZE,
        MLDSA44_PUBLIC_SIZE,
    )
    return hub if good else None
