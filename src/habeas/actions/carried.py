"""A file that was carried here: its seal opened, its contents told.

docs/spec/carry.md. Nothing of it is believed for having come.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from habeas.actions.desk import Desk
from habeas.actions.merging import held
from habeas.actions.settling import device_of
from habeas.case.membership import Act, Authority
from habeas.crypto.age import read_age
from habeas.crypto.age_recipients import Opener
from habeas.crypto.passphrase import passphrase_bytes
from habeas.errors import DamagedError, HabeasError, NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.arriving import sealed_names
from habeas.vault.case_keys import keys_in
from habeas.vault.inventories import root_of
from habeas.vault.outside import audits
from habeas.views.carried import Named, named
from habeas.views.cases import case_names
from habeas.wire.carry import CutShortError, Item, Reading
from habeas.wire.inventory import Inventory, Signed, read_inventory
from habeas.wire.notice import boxed_case
from habeas.wire.pack import Pack, decode
from habeas.wire.refusal import UnsignedError, WireError
from habeas.wire.writers import read_writers
from habeas.words import N_


@dataclass(frozen=True)
class FromMember:
    """New entries of one writer: how many came, do not count, or are closed to us.

    `name` is empty for logs of this device itself.
    """

    name: str
    entries: int
    held: int
    closed: int


@dataclass
class Came:
    """What came of a file, or, if nothing was to be taken in, what is in it.

    `writer` is whose signed inventory it holds, empty if nobody's who is known here;
    `writer_id` their member's record, `device_id` the name of their device.
    `forks`, `differing`, `refused` and `gaps` name the writers of logs: with two
    histories; of which they hold another history than we; not taken in; of which
    entries are missing in between. `strangers` counts logs that nobody is known to
    write, `unwanted` sealed files that the case does not name or that are here already,
    `wrong` those that are not what their name says. `lacking` are files that the case
    still lacks. `behind`: the writer had less than they had before. `fault` is why
    reading ended before the end. `audited`: this device audits the case, so whose all
    this is isn't known here.
    """

    case: str
    writer: str = ""
    writer_id: str = ""
    device_id: str = ""
    device: str = ""
    members: list[FromMember] = field(default_factory=list)
    entries: int = 0
    boxes: int = 0
    files: int = 0
    unwanted: int = 0
    wrong: int = 0
    strangers: int = 0
    forks: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    behind: bool = False
    lacking: list[Named] = field(default_factory=list)
    fault: HabeasError | None = None
    audited: bool = False


def look_into(
    desk: Desk, source: BinaryIO, *, passphrase: str = "", case: str = ""
) -> Came:
    """Say what is in a file; nothing of it is taken in or believed.

    Raises:
        As `open_file`.
    """
    id_, items = open_file(desk, source, passphrase, case)
    looking = _Looking(desk, id_)
    for _done in looking.steps(items):
        pass
    return looking.came


def open_file(
    desk: Desk, source: BinaryIO, passphrase: str, wanted: str
) -> tuple[bytes, Iterator[Item]]:
    """Open the seal of a file; return its case, which is here, and what follows.

    `wanted` is the case that it must be of, empty for any.

    Raises:
        NotForUsError, NeedsPassphraseError: it does not open.
        RefusedError: it is of another case. NotFoundError: of a case that is not here.
        WireError: it is no such file, or damaged at its beginning.
    """
    cases = read.cases(desk.vault)
    privates = [keys_in(desk.vault, one).box_private for one in cases]
    opener = Opener(privates, passphrase_bytes(passphrase))
    reading = Reading(_pieces(source, opener))
    case = reading.case()
    if case not in cases:
        raise NotFoundError(
            N_("This file holds a case that is not in this vault."),
            advice=N_(
                "Whoever leads the case must let this device in first, and send you a"
                " welcome. Nothing was taken in."
            ),
        )
    if wanted and case.hex() != wanted:
        called = case_names(desk.views, [case.hex()]).get(case.hex())
        raise RefusedError(
            N_("This file holds another case: ‘{title}’."),
            advice=N_("Open that case and bring it in there. Nothing was taken in."),
            title=called.title if called else case.hex()[:8],
        )
    return case, reading.items()


def _pieces(source: BinaryIO, opener: Opener) -> Iterator[bytes]:
    """Yield what is under the seal; a damaged file is no damaged vault."""
    begun = False
    try:
        for piece in read_age(source, opener):
            begun = True
            yield piece
    except DamagedError as error:
        if begun:
            raise CutShortError(
                N_("This file was damaged on its way, or it ends before its end.")
            ) from error
        raise WireError(
            N_("This is not a case to be carried, or its beginning was damaged."),
            advice=N_(
                "If it came in several parts, begin with the first one. Nothing was"
                " taken in."
            ),
        ) from error


class Opened:
    """A file whose seal is open; what taking in and looking into have in common."""

    def __init__(self, desk: Desk, case: bytes) -> None:
        self.desk, self.case = desk, case
        self.came = Came(case.hex(), audited=audits(desk.vault, case))
        self.before = held(desk, case.hex())
        self.said: tuple[Signed, bytes] | None = None
        self.stops: dict[bytes, int] = {}

    def steps(self, items: Iterator[Item]) -> Iterator[int]:
        """Go through the file to its end, or to where it breaks off, in small steps.

        Yields the bytes that are behind.

        Raises:
            StorageError: the disk refused.
        """
        done = 0
        try:
            for item in items:
                for size in self.take(item):
                    done += size
                    yield done
            self.end()
        except WireError as error:
            self.came.fault = error
            self.end()
        self.tell_all()

    def take(self, item: Item) -> Iterator[int]:
        """Take the next thing, in small steps; yield the bytes of each."""
        if item.kind == "blob":
            yield from self.take_blob(item)
            return
        data = item.whole()
        if item.kind == "inventory":
            self.said = (read_inventory(data), data)
        elif item.kind == "writers":
            self.take_writers(read_writers(data))
        elif item.kind == "box":
            self.take_box(data)
        else:
            pack = decode(data)
            self.take_pack(pack, item.size)
            stop = pack.start + len(pack.entries)
            self.stops[pack.log] = max(self.stops.get(pack.log, 0), stop)
        yield item.size

    def take_pack(self, pack: Pack, size: int) -> None:
        """Take a pack of so many bytes."""
        raise NotImplementedError

    def take_writers(self, keys: Mapping[bytes, bytes]) -> None:
        """Take what is said of the keys of logs."""

    def take_box(self, made: bytes) -> None:
        """Take a box."""
        raise NotImplementedError

    def take_blob(self, item: Item) -> Iterator[int]:
        """Take a sealed file, whose bytes may be left unread."""
        raise NotImplementedError

    def end(self) -> None:
        """Do what waits for the end."""

    def tell_all(self) -> None:
        """Fill in what came, in people's names."""
        authority = authority_in(self.desk.vault, self.case)
        self.tell_writer(authority)
        here = sealed_names(self.desk.vault.exhibits)
        self.came.lacking = [
            one
            for one in named(self.desk.views, self.case.hex())
            if one.stored not in here
        ]

    def tell_writer(self, authority: Authority) -> None:
        """Believe the inventory if a device of the case signed it."""
        if self.said is None:
            return
        signed, data = self.said
        device = device_named(authority, signed.inventory.device)
        if device is None or signed.inventory.case != self.case:
            return
        try:
            said = signed.require(bytes.fromhex(device.fields["request"]))
        except UnsignedError as error:
            self.came.fault = self.came.fault or error
            return
        self.came.writer = authority.called(device.fields["member"])
        self.came.writer_id = device.fields["member"]
        self.came.device_id = device_of(device).hex()
        self.came.device = str(device.fields["label"])
        self.compare(authority, device, said)
        self.keep(said, data)

    def compare(self, authority: Authority, device: Act, said: Inventory) -> None:
        """See whether what they hold is another history than ours, or an older one."""
        vault = self.desk.vault
        here = {one.id: one for one in read.logs(vault, self.case)}
        for log, (size, root) in said.logs.items():
            if log not in here or size > here[log].size:
                continue
            if root_of(vault, log, size) != root:
                self.came.differing.append(writer_of(authority, log))
            elif _wrote(authority, device, log) and size < here[log].size:
                self.came.behind = True

    def keep(self, said: Inventory, data: bytes) -> None:
        """Note what they hold."""


class _Looking(Opened):
    """Reads a file to its end and changes nothing."""

    def __init__(self, desk: Desk, case: bytes) -> None:
        super().__init__(desk, case)
        self._new: dict[bytes, int] = {}

    def take_pack(self, pack: Pack, size: int) -> None:  # noqa: ARG002 - it isn't held
        stop = pack.start + len(pack.entries)
        known = max(self.before.get(pack.log, 0), self.stops.get(pack.log, 0))
        self._new[pack.log] = self._new.get(pack.log, 0) + max(
            0, stop - max(pack.start, known)
        )

    def take_box(self, made: bytes) -> None:
        self.came.boxes += bool(boxed_case(made))  # none is refused at its place

    def take_blob(self, item: Item) -> Iterator[int]:
        self.came.files += 1
        yield item.size

    def tell_all(self) -> None:
        super().tell_all()
        authority = authority_in(self.desk.vault, self.case)
        by: dict[str, int] = {}
        for log, count in self._new.items():
            name = writer_of(authority, log)
            by[name] = by.get(name, 0) + count
        self.came.entries = sum(by.values())
        self.came.members = [FromMember(n, c, 0, 0) for n, c in sorted(by.items()) if c]


def device_named(authority: Authority, device: bytes) -> Act | None:
    """Return the device whose box key has this SHA-256."""
    found = (one for one in authority.of("device") if device_of(one) == device)
    return next(found, None)


def _wrote(authority: Authority, device: Act, log: bytes) -> bool:
    writer = authority.device_of(log.hex())
    return writer is not None and writer.id == device.id


def writer_of(authority: Authority, log: bytes) -> str:
    """Return the name of the member who writes a log, empty if nobody is known."""
    return authority.called(authority.member_of(log.hex()))
