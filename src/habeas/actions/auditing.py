"""What an auditor can see of a case: that nothing was changed, and no word of it.

docs/spec/outside.md. An auditor holds every envelope, every signed head and the tree
over them, and no body. What is checked here needs no key.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from habeas.actions.check_log import newest_head
from habeas.actions.cosigned_heads import CosignedHead, heads_here
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.outside import AUDITOR, place_outside
from habeas.actions.record import put_unread
from habeas.case.compartments import COMPARTMENT_NAMES
from habeas.errors import HabeasError
from habeas.log.entry import Envelope, decode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.vault import read
from habeas.vault.acts import founder
from habeas.vault.foreign import is_forked
from habeas.vault.heard import met_at
from habeas.vault.outside import note_handed
from habeas.words import N_


@dataclass
class Audited:
    """One log of a case: who writes it isn't known here, only that it is one device.

    `number` counts the logs, that which the case began with first. `places` counts its
    entries by compartment, `saw` says how much of others its newest entry had seen, by
    their numbers. `met` is when its present size was first met here; `cosigned` the
    newest heads of it that hubs cosigned, as far as they came.
    """

    number: int
    log: bytes
    own: bool
    entries: int = 0
    root: str = ""
    met: str = ""
    places: Mapping[str, int] = field(default_factory=dict)
    saw: Mapping[int, int] = field(default_factory=dict)
    faults: list[tuple[str, int | None]] = field(default_factory=list)
    cosigned: list[CosignedHead] = field(default_factory=list)


@dataclass(frozen=True)
class Audit:
    """What was found: each log, and how many logs are named and are not here."""

    logs: tuple[Audited, ...]
    lacking: int

    @property
    def clean(self) -> bool:
        """Say whether all that is here holds."""
        return not any(one.faults for one in self.logs)

    @property
    def entries(self) -> int:
        """How many entries were checked."""
        return sum(one.entries for one in self.logs)


def audit(
    desk: Desk, case: str, progress: Callable[[int], object] = lambda _: None
) -> Audit:
    """Check every envelope, tree and signed head of a case; stop at no fault.

    Raises:
        NotFoundError: this vault doesn't audit such a case.
    """
    place, id_ = place_outside(desk, case, AUDITOR), bytes.fromhex(case)
    with desk.vault.guard:
        first = founder(desk.vault, id_)
        logs = sorted(read.logs(desk.vault, id_), key=lambda o: (o.id != first, o.id))
        numbers = {one.id: number for number, one in enumerate(logs, 1)}
        found, done = [], 0
        for log in logs:
            found.append(_check(desk, log, numbers))
            done += log.size
            progress(done)
        held = {one.id for one in logs if one.size}
        lacking = len(place.believed.notice.logs.keys() - held)
    return Audit(tuple(found), lacking)


def _check(desk: Desk, log: read.LogInfo, numbers: Mapping[bytes, int]) -> Audited:
    it = Audited(numbers[log.id], log.id, log.own)
    if not log.size:
        return it
    tree, places, last = Frontier(), Counter[str](), None
    for stored in read.entries(desk.vault, log.id):
        tree = tree.append(leaf_hash(stored.envelope))[0]
        last = _envelope(desk, log, stored, it)
        if last is not None:
            number = last.compartment
            places[COMPARTMENT_NAMES.get(number, str(number))] += 1
    it.entries, it.root, it.places = tree.size, tree.root().hex(), dict(places)
    seen = last.seen if last else ()
    it.saw = {numbers[h.log]: h.size for h in seen if h.log in numbers}
    it.cosigned = heads_here(desk.vault, log)
    it.met = met_at(desk.vault, log.case, log.id.hex())
    _head(desk, log, tree, it)
    return it


def _envelope(
    desk: Desk, log: read.LogInfo, stored: read.Stored, it: Audited
) -> Envelope | None:
    try:
        envelope = decode(stored.envelope)
    except HabeasError:
        it.faults.append(
            (N_("An envelope has another form than the one."), stored.index)
        )
        return None
    if (envelope.case, envelope.log, envelope.index) != (
        log.case,
        log.id,
        stored.index,
    ):
        it.faults.append((N_("An envelope is of another place."), stored.index))
    for head in envelope.seen:
        if not _is_root(desk, head.log, head.size, head.root):
            what = N_("It names a head of another log that is not the one held here.")
            it.faults.append((what, stored.index))
    return envelope


def _is_root(desk: Desk, log: bytes, size: int, root: bytes) -> bool:
    """Say whether a head that was seen is what is held; of what isn't here, nothing."""
    try:
        return read.root_at(desk.vault, log, size) == root
    except HabeasError:
        return True  # less of it is here: it is counted as lacking


def _head(desk: Desk, log: read.LogInfo, tree: Frontier, it: Audited) -> None:
    try:
        head = newest_head(desk, log)
    except HabeasError:
        it.faults.append((N_("The signatures on its newest head do not hold."), None))
        return
    if (head.size, head.root) != (tree.size, tree.root()):
        it.faults.append(
            (N_("The signed head is not the head of these entries."), None)
        )
    if is_forked(desk.vault, log.id):
        it.faults.append((N_("Its device has signed two histories."), None))


def sign_seen(desk: Desk, case: str) -> None:
    """Sign, in the own log, which heads of the others are held here now.

    Whoever reads the case sees from it that an auditor holds them.

    Raises:
        NotFoundError: this vault doesn't audit such a case.
        StorageError: the disk refused; nothing was signed.
    """
    place_outside(desk, case, AUDITOR)

    def noted(log: str, index: int) -> None:
        at = desk.clock.now().isoformat(timespec="seconds")
        note_handed(desk.vault, bytes.fromhex(case), (log, index), at)

    put_unread(desk, case, [New("life", {})], noted)
