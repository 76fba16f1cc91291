"""Where copies of a case are, gathered from this vault: hubs, and members' devices."""

from collections.abc import Mapping
from datetime import UTC, datetime

from habeas.actions.desk import Desk
from habeas.actions.merging import held
from habeas.case.codec import decode_body
from habeas.copying.places import Place, places
from habeas.copying.reach import Holding, Kind
from habeas.copying.report import is_another
from habeas.errors import HabeasError
from habeas.log.checkpoint import parse_checkpoint_text
from habeas.log.entry import decode
from habeas.log.note import parse
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.hubs import cosigned, holder, logs_held


def whereabouts(desk: Desk, case: str) -> list[Holding]:
    """Return what is known of other copies of a case: hubs first, then devices.

    A hub counts for this device's own entries when it cosigned them; for those of
    others its word is taken, since it was asked by them. Whoever is out counts for
    nothing here.
    """
    with desk.vault.guard:
        return [
            *(_hub(desk, case, place) for place in places(desk, case)),
            *_devices(desk, case),
        ]


def sizes(desk: Desk, case: str) -> dict[str, int]:
    """Return how many entries of each log are here, by its id in hex."""
    return {log.hex(): size for log, size in held(desk, case).items()}


def _hub(desk: Desk, case: str, place: Place) -> Holding:
    vault, id_, key = desk.vault, bytes.fromhex(case), place.hub.key
    if is_another(holder(vault, id_, key).fault):
        return Holding(Kind.HUB, place.hub.name, {}, None)
    own = {one.id for one in read.logs(vault, id_) if one.own}
    told = logs_held(vault, id_, key)
    has = {log.hex(): size for log, size in told.items() if log not in own}
    for log, note in cosigned(vault, id_, key):
        size = parse_checkpoint_text(parse(note).text).size
        has[log.hex()] = max(size, has.get(log.hex(), 0))
    at = holder(vault, id_, key).told
    as_of = datetime.fromtimestamp(at, UTC).astimezone() if at else None
    return Holding(Kind.HUB, place.hub.name, has, as_of)


def _devices(desk: Desk, case: str) -> list[Holding]:
    """Return what each other device had seen by its own newest entry, by names."""
    id_ = bytes.fromhex(case)
    authority = authority_in(desk.vault, id_)
    names = {act.id: act.fields["name"] for act in authority.of("member")}
    newest: dict[str, Holding] = {}
    for log in read.logs(desk.vault, id_):
        device = authority.device_of(log.id.hex())
        if log.own or not log.size or device is None or authority.out(device):
            continue
        member = names.get(device.fields["member"], "")
        name = f"{member}: {device.fields['label']}"
        seen = _seen(desk, log)
        was = newest.get(device.id)
        newest[device.id] = Holding(
            Kind.DEVICE,
            name,
            _most(seen.has, was.has if was else {}),
            _later(seen.as_of, was.as_of if was else None),
        )
    return sorted(newest.values(), key=lambda one: one.name)


def _seen(desk: Desk, log: read.LogInfo) -> Holding:
    stored = read.entry(desk.vault, log.id, log.size - 1)
    has = {one.log.hex(): one.size for one in decode(stored.envelope).seen}
    try:
        at = decode_body(read.open_body(desk.vault, stored)).at
    except HabeasError:
        at = None  # closed to this device
    return Holding(Kind.DEVICE, "", {**has, log.id.hex(): log.size}, at)


def _most(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    every = {*one, *other}
    return {log: max(one.get(log, 0), other.get(log, 0)) for log in every}


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at), default=None)
