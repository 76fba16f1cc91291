"""A case in one file, for a stick: what the others lack, sealed to them.

docs/spec/carry.md. The file is made as a stream: nothing of it stands in memory but the
piece that is being sealed, and nothing on a disk but what is sealed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain

from habeas.actions.cosigned_heads import cosigned_packs
from habeas.actions.desk import Desk
from habeas.actions.life import show_life
from habeas.actions.merging import heads_of, outgoing, outgoing_boxes, writers_in
from habeas.actions.outsiders import OUTSIDE
from habeas.actions.settling import box_of, device_of
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import Role
from habeas.case.membership import Act, Authority
from habeas.crypto.age import AgeWriter, Wrap
from habeas.crypto.age_recipients import for_boxes, for_passphrase
from habeas.crypto.passphrase import passphrase_bytes
from habeas.errors import DamagedError, NotFoundError, RefusedError
from habeas.log.entry import decode
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.arriving import part_of, sealed_names, sealed_size
from habeas.vault.case_keys import keys_in
from habeas.vault.inventories import (
    inventory_of,
    own_inventory,
    root_of,
    weight_from,
    whole_sizes,
)
from habeas.vault.opening import box_ids
from habeas.vault.outside import handed_files, is_outside, notice_ids
from habeas.vault.vault import Vault
from habeas.views.carried import Named, named
from habeas.wire.boxes import MAX_BOX
from habeas.wire.carry import LEAST, Writing
from habeas.wire.inventory import Inventory
from habeas.wire.notice import is_notice
from habeas.wire.pack import Pack, encode
from habeas.wire.padding import padded
from habeas.wire.writers import write_writers
from habeas.words import N_

EVERYWHERE = frozenset(COMPARTMENTS)
_BOX = 1300  # bytes of a box and its line
_WRITER = 2000  # of the key of a log and its line
_EXTRA = 64 * 1024  # the header, the inventory's beginning, heads of packs


@dataclass(frozen=True)
class Holding:
    """What a device is known to hold, as far as signed words of it go."""

    logs: Mapping[bytes, int] = field(default_factory=dict)
    boxes: frozenset[bytes] = frozenset()
    blobs: frozenset[str] = frozenset()

    def common(self, other: "Holding") -> "Holding":
        """Return what both hold."""
        logs = {log: min(n, other.logs.get(log, 0)) for log, n in self.logs.items()}
        return Holding(logs, self.boxes & other.boxes, self.blobs & other.blobs)


@dataclass(frozen=True)
class Load:
    """What a file will hold: entries, boxes and sealed files that its readers lack.

    `size` is about what it takes on a disk, never less. `lacking` are files that would
    go and are not in this vault either. `bare`: it is for auditors, and holds envelopes
    and signatures, and no content, even sealed.
    """

    case: str
    held: Holding
    files: tuple[Named, ...]
    lacking: tuple[Named, ...]
    entries: int
    boxes: int
    size: int
    bare: bool = False


def devices_for(desk: Desk, case: str, members: Iterable[str]) -> list[Act]:
    """Return the devices of these members that are in the case now, not this one.

    Raises:
        NotFoundError: somebody is no member.
        RefusedError: somebody is out, has no device, or gets no such file; or some
            audit and some read.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    authority = authority_in(vault, id_)
    own = keys_in(vault, id_).device
    known = {act.id for act in authority.of("member")}
    found, roles = [], set[bool]()
    for member in members:
        if member not in known:
            raise NotFoundError(N_("There is no such member of this case."))
        inside = _inside(authority, member)
        role = authority.role_of(member)[0]
        roles.add(role is Role.AUDITOR)
        if role in OUTSIDE and role is not Role.AUDITOR:
            raise RefusedError(
                N_("A member that you chose reads nothing of the case."),
                advice=N_(
                    "Give their device a notice instead: `habeas members notice`."
                ),
            )
        found += [one for one in inside if device_of(one) != own]
    if len(roles) > 1:
        raise RefusedError(
            N_("Who audits gets a file without content, and who reads one with it."),
            advice=N_("Take out a file for each of them. Nothing was written."),
        )
    return found


def _inside(authority: Authority, member: str) -> list[Act]:
    """Return the devices of a member that are in the case.

    Raises:
        RefusedError: none is.
    """
    found = [
        one
        for one in authority.of("device")
        if one.fields["member"] == member and authority.out(one) is None
    ]
    if not found:
        raise RefusedError(
            N_("A member that you chose is out of the case."),
            advice=N_("Choose others. Nothing was written."),
        )
    return found


def load_to_send(
    desk: Desk,
    case: str,
    devices: Sequence[Act] = (),
    places: frozenset[str] = EVERYWHERE,
) -> Load:
    """Show a sign of life if one is due, which goes along, and say what to send.

    Raises:
        StorageError: the disk refuses the sign of life.
    """
    show_life(desk, case)
    return load_for(desk, case, devices, places)


def load_for(
    desk: Desk,
    case: str,
    devices: Sequence[Act] = (),
    places: frozenset[str] = EVERYWHERE,
) -> Load:
    """Work out what to send: what one of these devices lacks; everything for none.

    `places` are the compartments whose sealed files go along; what none of the devices
    may read stays here.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        authority = authority_in(vault, id_)
        each = [_held_by(vault, id_, authority, one) for one in devices]
        held = reduce(Holding.common, each) if each else Holding()
        bare = any(_audits(authority, one) for one in devices)
        places &= _readable(authority, devices) if devices else EVERYWHERE
        here = sealed_names(vault.exhibits)
        wanted = [
            one
            for one in (*named(desk.views, case), *_handed(desk, id_))
            if one.compartment in places and one.stored not in held.blobs
        ]
        files = tuple(one for one in wanted if one.stored in here)
        entries, weight = _entries(desk, id_, held)
        boxes, room = _boxes(vault, id_, held, bare=bare)
    store = vault.exhibits
    total = weight + room + sum(sealed_size(store, f.stored) for f in files)
    total += _EXTRA + 100 * (len(here) + boxes)
    size = padded(max(total, LEAST)) * 1001 // 1000 + _EXTRA  # what age adds
    lacking = tuple(one for one in wanted if one.stored not in here)
    return Load(case, held, files, lacking, entries, boxes, size, bare)


def _boxes(vault: Vault, case: bytes, held: Holding, *, bare: bool) -> tuple[int, int]:
    """Return how many boxes go along and about what they take, with keys of logs."""
    notices = notice_ids(vault, case) - held.boxes
    room = len(notices) * (MAX_BOX + _BOX)
    if bare:
        return len(notices), room + _WRITER * len(read.logs(vault, case))
    others = len(box_ids(vault, case) - held.boxes - notices)
    return len(notices) + others, room + others * _BOX


def _audits(authority: Authority, device: Act) -> bool:
    return authority.role_of(device.fields["member"])[0] is Role.AUDITOR


def _handed(desk: Desk, case: bytes) -> list[Named]:
    """Return the files that a device outside the case handed in: it knows no more."""
    if not is_outside(desk.vault, case):
        return []
    return [
        Named(one.stored, "", "document", 0, "", "case")
        for one in handed_files(desk.vault, case)
    ]


def _entries(desk: Desk, case: bytes, held: Holding) -> tuple[int, int]:
    counted = [
        weight_from(desk.vault, log, held.logs.get(log, 0), size)
        for log, size in whole_sizes(desk.vault, case).items()
    ]
    return sum(n for n, _ in counted), sum(size for _, size in counted)


def _readable(authority: Authority, devices: Sequence[Act]) -> frozenset[str]:
    members = {one.fields["member"] for one in devices}
    return frozenset(p for one in members for p in authority.role_of(one)[1])


def _held_by(vault: Vault, case: bytes, authority: Authority, device: Act) -> Holding:
    """Return what a device is known to have: its inventory, and what it wrote since."""
    said = inventory_of(vault, case, device_of(device)) or Inventory(case, b"")
    here = {one.id: one.size for one in read.logs(vault, case)}
    found, other = {}, set()
    for log, (size, root) in said.logs.items():
        if log in here and size <= here[log] and root_of(vault, log, size) != root:
            other.add(log)  # another history: it is sent from its beginning
        else:
            found[log] = min(size, here.get(log, 0))  # more of it is not here to send
    for log, size in _seen(vault, here, authority, device, found).items():
        if log not in other:
            found[log] = max(found.get(log, 0), size)
    return Holding(found, said.boxes, said.blobs)


def _seen(
    vault: Vault,
    here: Mapping[bytes, int],
    authority: Authority,
    device: Act,
    said: Mapping[bytes, int],
) -> dict[bytes, int]:
    """Return what a device had when it wrote its last entry that is here.

    One that was put back goes on in another log: what both of its logs show counts.
    """
    found: list[dict[bytes, int]] = []
    for log, size in here.items():
        writer = authority.device_of(log.hex())
        if writer is None or writer.id != device.id or said.get(log, 0) >= size:
            continue  # another's, or its inventory is younger
        last = decode(read.entry(vault, log, size - 1).envelope)
        sizes = {
            head.log: head.size
            for head in last.seen
            if head.size <= here.get(head.log, 0)
            and root_of(vault, head.log, head.size) == head.root
        }
        found.append({**sizes, log: size})
    if not found:
        return {}
    return {log: min(one.get(log, 0) for one in found) for log in found[0]}


def seal_to(desk: Desk, case: str, devices: Sequence[Act]) -> Wrap:
    """Return what seals a file to these devices, and to this one, so that it can check.

    Raises:
        BadInputError: too many.
    """
    own = keys_in(desk.vault, bytes.fromhex(case)).box_public
    return for_boxes([own, *(box_of(one) for one in devices)])


def seal_with(passphrase: str) -> Wrap:
    """Return what seals a file with a passphrase, and to no key."""
    return for_passphrase(passphrase_bytes(passphrase))


def sealed_pieces(
    desk: Desk,
    load: Load,
    wrap: Wrap,
    tell: Callable[[int], object] = lambda _done: None,
) -> Iterator[bytes]:
    """Yield the file, sealed. `tell` is told how many bytes were sealed so far.

    Raises:
        DamagedError, StorageError: something of this vault cannot be read.
        LockedError: the vault was locked meanwhile; the file has no end and nobody
            takes it for whole.
    """
    out: list[bytes] = []
    writer = AgeWriter(lambda piece: out.append(bytes(piece)), wrap)
    done = 0
    for piece in _plain(desk, load):
        writer.write(piece)
        done += len(piece)
        yield from out
        out.clear()
        tell(done)
    writer.finish()
    yield from out


def _plain(desk: Desk, load: Load) -> Iterator[bytes]:
    vault, id_ = desk.vault, bytes.fromhex(load.case)
    writing = Writing()
    yield writing.head(id_)
    here = sealed_names(vault.exhibits)
    blobs = [one.stored for one in named(desk.views, load.case) if one.stored in here]
    if load.bare:
        known = writers_in(desk, load.case).values()
        keys = {one.log: one.mldsa44 for one in known}
        yield writing.item("writers", write_writers(keys))
    else:
        yield writing.item("inventory", own_inventory(vault, id_, blobs))
    for made in outgoing_boxes(desk, load.case, load.held.boxes):
        if is_notice(made) or not load.bare:
            yield writing.item("box", made)
    for pack in _packs(desk, load):
        yield writing.item("pack", encode(pack))
    for file in load.files:
        yield from _blob(desk, writing, file.stored)
    yield from writing.end()


def _packs(desk: Desk, load: Load) -> Iterator[Pack]:
    """Yield what is lacking: of who reads nothing of the case, only what they wrote.

    An auditor's copy has no bodies: whoever took them from there would lack them.
    """
    logs = read.logs(desk.vault, bytes.fromhex(load.case))
    outside = is_outside(desk.vault, bytes.fromhex(load.case))
    mine = {one.id for one in logs if one.own or not outside}
    lacking = outgoing(desk, load.case, load.held.logs, bare=load.bare)
    for pack in chain(lacking, heads_of(desk, load.case)):
        if pack.log in mine:
            yield pack
    if load.bare:
        yield from cosigned_packs(desk, load.case)


def _blob(desk: Desk, writing: Writing, stored: str) -> Iterator[bytes]:
    store = desk.vault.exhibits
    size, read_so_far, number = sealed_size(store, stored), 0, 0
    yield writing.blob(stored, size)
    while piece := part_of(store, stored, number):
        number += 1
        read_so_far += len(piece)
        yield piece
    if read_so_far != size:
        raise DamagedError(N_("A sealed file changed while it was read."))
