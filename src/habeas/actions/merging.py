"""Take in what others wrote: verify, keep, open, fold. The other door to truth."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from habeas.actions.desk import Desk
from habeas.actions.erasing import carry_out
from habeas.case.compartments import COMPARTMENTS
from habeas.case.membership import Act, Authority
from habeas.crypto.boxes import box_fingerprint
from habeas.errors import NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.acts import announced, authority_in, founder, goes_on
from habeas.vault.epochs import Epoch, meet_epoch, opens_epoch, write_in
from habeas.vault.foreign import ForkError, GapError, Writer, take_in
from habeas.vault.hearing import hear
from habeas.vault.opening import Opening, boxes, keep_box, open_all
from habeas.vault.outside import named_writers
from habeas.vault.packing import pack_from
from habeas.views.db import catch_up
from habeas.wire.pack import Pack


@dataclass
class Merged:
    """What came of a merge: entries taken in, boxes kept, and what was left out.

    `strangers` are logs that no signed entry of the case names: nothing of them is
    kept. `refused` says for a log why what came of it was not taken in.
    """

    entries: int = 0
    boxes: int = 0
    strangers: set[bytes] = field(default_factory=set)
    refused: dict[bytes, RefusedError] = field(default_factory=dict)


def merge(
    desk: Desk,
    case: str,
    packs: Iterable[Pack],
    made: Iterable[bytes] = (),
    told: Mapping[bytes, bytes] | None = None,
) -> Merged:
    """Take in packs and boxes of one case, in whatever order they come; twice is once.

    `told` are second keys of logs, which count only for an auditor whose notice has
    their hash.

    Raises:
        StorageError: the disk refused; what was taken in before stays.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    done, waiting = Merged(), list(packs)
    with vault.guard:
        done.boxes = sum(keep_box(vault, id_, one) for one in made)
        while True:
            known = _Known(_candidates(desk, case, told), Opening(vault, id_))
            later = [one for one in waiting if not _taken(desk, id_, known, one, done)]
            open_all(vault, id_)
            if len(later) == len(waiting):
                break
            waiting = later  # somebody new may have been let in by what came
        done.strangers = {one.log for one in waiting if one.log not in known.writers}
        keep_epochs(desk, case)
        carry_out(desk, case)
        hear(vault, id_, desk.clock.now())
        catch_up(vault, desk.views, id_, again=True)
        vault.fresh.clear()
    return done


@dataclass(frozen=True)
class _Known:
    """The logs of a case, and the keys that open what they wrote, as they are now."""

    writers: Mapping[bytes, Sequence[Writer]]
    opening: Opening


def _taken(desk: Desk, case: bytes, known: _Known, pack: Pack, done: Merged) -> bool:
    """Take in one pack if its log is known and it follows; say if it is dealt with."""
    writers = list(known.writers.get(pack.log, ()))
    old = None if writers else goes_on(desk.vault, case, pack)
    if old is not None and old[0] in known.writers:
        writers = [Writer(pack.log, old[1])]
    for number, writer in enumerate(writers, 1):
        try:
            done.entries += take_in(desk.vault, case, writer, pack, known.opening)
        except GapError:
            return False
        except RefusedError as error:
            done.refused[pack.log] = error
            if number == len(writers) or isinstance(error, ForkError):
                return True
        else:
            done.refused.pop(pack.log, None)
            return True
    return False


def _candidates(
    desk: Desk, case: str, told: Mapping[bytes, bytes] | None = None
) -> dict[bytes, list[Writer]]:
    """Return the logs of a case with what acts name as their keys.

    Whoever names another's log with a wrong key shuts nobody out: each is tried, and
    one that signed something is the only one.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    found = {one.id: [Writer(one.id, one.mldsa44)] for one in read.logs(vault, id_)}
    held = set(found)
    named = named_writers(vault, id_, told)
    for log, mldsa44 in (*announced(vault, id_), *named):
        writer = Writer(log, mldsa44)
        if log not in held and writer not in found.setdefault(log, []):
            found[log].append(writer)
    return found


def writers_in(desk: Desk, case: str) -> dict[bytes, Writer]:
    """Return the logs of a case that signed entries name, with both their keys.

    Also of those who were removed or never stood: what they wrote is listed. A log
    that goes on from one of these is met when it is brought.
    """
    found = _candidates(desk, case)
    for device in authority_in(desk.vault, bytes.fromhex(case)).of("device"):
        writer = Writer(
            bytes.fromhex(device.fields["log"]), b64decode(device.fields["mldsa44"])
        )
        if writer in found.get(writer.log, ()):
            found[writer.log] = [writer]
    return {log: writers[0] for log, writers in found.items()}


def keep_epochs(desk: Desk, case: str) -> None:
    """Keep the epochs that signed entries name, and write in the newest of each.

    Never in one that is closed to this device: whoever began it may have given its key
    to nobody, and what is sealed in it would be lost.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    authority = authority_in(vault, id_)
    with vault.transaction() as db:
        for act in authority.of("epoch"):
            meet_epoch(db, id_, epoch_of(act))
        for name in COMPARTMENTS:
            newest = newest_epoch(authority, name)
            if newest is not None and opens_epoch(vault, id_, epoch_of(newest)):
                write_in(db, id_, epoch_of(newest))


def newest_epoch(authority: Authority, compartment: str) -> Act | None:
    """Return what is written in now: the highest number, of those the first one."""
    acts = [a for a in authority.of("epoch") if a.fields["compartment"] == compartment]
    return min(acts, key=lambda act: (-act.fields["number"], act.order), default=None)


def epoch_of(act: Act) -> Epoch:
    """Return the epoch that an act names."""
    public = b64decode(act.fields["public"])
    place = COMPARTMENTS[act.fields["compartment"]]
    return Epoch(place, act.fields["number"], box_fingerprint(public), public)


def outgoing(
    desk: Desk, case: str, held: Mapping[bytes, int], *, bare: bool = False
) -> Iterator[Pack]:
    """Yield what a copy lacks that holds so many entries of each log.

    The log that the case began with comes first: it says who the others are. One of
    which a content is lacking goes up to the last signed head before it, but if no
    contents are to go at all (`bare`).
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    first = founder(vault, id_)
    for log in sorted(read.logs(vault, id_), key=lambda one: (one.id != first, one.id)):
        start = held.get(log.id, 0)
        with suppress(NotFoundError):  # no head lies there: its writer brings the rest
            while (pack := pack_from(vault, log.id, start, bare=bare)) is not None:
                yield pack
                start += len(pack.entries)


def heads_of(desk: Desk, case: str) -> Iterator[Pack]:
    """Yield the newest signed head of each log, as a pack without entries.

    Two histories of one length lack nothing of each other: only their heads differ. So
    heads go along whenever copies meet.
    """
    for log in read.logs(desk.vault, bytes.fromhex(case)):
        if log.size:
            yield Pack(log.id, log.size, read.head(desk.vault, log.id), ())


def outgoing_boxes(desk: Desk, case: str, held: Iterable[bytes] = ()) -> list[bytes]:
    """Return the boxes that a copy lacks that holds those of these ids."""
    had = set(held)
    found = boxes(desk.vault, bytes.fromhex(case))
    return [made for id_, made in found.items() if id_ not in had]


def held(desk: Desk, case: str) -> dict[bytes, int]:
    """Return how many entries of each log of a case are here.

    None of a log of which another history may have come: only all of it from the start
    proves that, or that it was changed on its way.
    """
    logs, doubted = read.logs(desk.vault, bytes.fromhex(case)), desk.vault.doubted
    return {one.id: 0 if one.id in doubted else one.size for one in logs}
