"""How this copy and a hub stand to one another: what each has, and the next steps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from habeas.actions.desk import Desk
from habeas.actions.merging import held, writers_in
from habeas.copying.files import small_files
from habeas.copying.places import Place
from habeas.crypto.digest import sha256
from habeas.log.checkpoint import parse_checkpoint_text
from habeas.log.note import parse
from habeas.sync.answers import Change, LogKeys
from habeas.sync.offers import Here, There
from habeas.vault import read
from habeas.vault.erased import emptied_bodies, erased_blobs
from habeas.vault.foreign import forks
from habeas.vault.hubs import cosigned, holdings, newest_list
from habeas.vault.lacking import lacking
from habeas.vault.opening import box_ids, destroyed_boxes
from habeas.vault.outside import audits, is_outside
from habeas.vault.said_gone import SaidGone
from habeas.wire.access import AccessList, read_access


@dataclass(frozen=True)
class May:
    """What this device may do at a hub: change the list, read what lies there."""

    leads: bool
    reads: bool


@dataclass(frozen=True)
class Standing:
    """What is here and there, and by which keys each log is read.

    `listed` is the access list that the hub was seen to hold.
    """

    here: Here
    there: There
    keys: dict[bytes, LogKeys]
    listed: AccessList | None


def listed_at(desk: Desk, case: bytes, place: Place) -> AccessList | None:
    """Return the access list that a hub was seen to hold."""
    note = newest_list(desk.vault, case, place.hub.key)
    return read_access(note).listed if note else None


def standing(
    desk: Desk, case: str, place: Place, also: Mapping[bytes, bytes], may: May
) -> Standing:
    """Return how a copy and a hub stand, as far as this copy was told.

    `also` are logs with their second keys that the hub lets in beside its list.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        listed = listed_at(desk, id_, place)
        told = holdings(vault, id_, place.hub.key)
        there = There().after(Change(one.kind, one.id, one.size) for one in told)
        there = _unsure(desk, id_, place, there)
        keys = {one.log: one.mldsa44 for one in writers_in(desk, case).values()}
        doors = {**(listed.logs if listed else {}), **also}
        mine, wanted = small_files(desk, case, set(there.blobs))
        outside = is_outside(vault, id_)
        brought = _own(desk, id_) & doors.keys() if outside else doors.keys()
        here = Here(
            access=listed.version if listed else 0,
            logs=held(desk, case),
            brought=frozenset(brought),
            forks=frozenset(log for log, _fork in forks(vault, id_)),
            boxes=box_ids(vault, id_),
            blobs=mine,
            wanted=wanted,
            erased_boxes=destroyed_boxes(vault, id_),
            erased_blobs=erased_blobs(vault, id_),
            erased_bodies=emptied_bodies(vault, id_) | SaidGone(vault, id_).emptied(),
            leads=may.leads,
            reads=may.reads,
            opens=not audits(vault, id_),
        )
    known = {**doors, **keys}  # what the case says of a log counts, not a list
    return Standing(
        here, there, {log: LogKeys(log, key) for log, key in known.items()}, listed
    )


def _own(desk: Desk, case: bytes) -> set[bytes]:
    return {one.id for one in read.logs(desk.vault, case) if one.own}


def _unsure(desk: Desk, case: bytes, place: Place, there: There) -> There:
    """Take the last entry of an own log for lacking until the hub has cosigned it.

    What it holds in as many entries may be another history, written by a clone.
    """
    vault, logs = desk.vault, dict(there.logs)
    sure = {
        log: parse_checkpoint_text(parse(note).text).size
        for log, note in cosigned(vault, case, place.hub.key)
    }
    for log in read.logs(vault, case):
        told = logs.get(log.id, 0)
        if log.own and 0 < told == log.size > sure.get(log.id, 0):
            logs[log.id] = told - 1
    return replace(there, logs=logs)


def mark(desk: Desk, case: str) -> bytes:
    """Return what is another whenever a case has more here, or less, than before.

    Costs the same however much the case holds: sizes, and the newest of what is kept.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        sizes = sorted(held(desk, case).items())
        lacks = sum(map(len, lacking(vault, id_).values()))
        counts = vault.db.all(
            "SELECT (SELECT count(*) || ' ' || count(box) FROM unit_boxes"
            " WHERE case_id = ?), (SELECT count(*) || ' ' || count(box)"
            " FROM epoch_boxes WHERE case_id = ?),"
            " (SELECT count(*) FROM erased WHERE case_id = ?),"
            " (SELECT count(*) FROM notice_boxes WHERE case_id = ?)",
            (id_, id_, id_, id_),
        )
    return sha256(repr((sizes, counts, lacks) if lacks else (sizes, counts)).encode())
