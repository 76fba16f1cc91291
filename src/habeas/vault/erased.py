"""Keys and contents destroyed for good, and what must be nowhere else any more.

An erasure names what it erases (case/facts/erasure.py). It is obeyed as soon as it is
met and counts; the tables `erasures` and `erased` remember it, so that nothing of it
is taken in again, whoever brings it (docs/spec/erasure.md).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from habeas.case.codec import Body
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.erasure import ERASURE
from habeas.case.membership import Standing
from habeas.case.rules.erasure import check_erasure, entries_named
from habeas.errors import BadInputError
from habeas.log.entry import decode
from habeas.vault.acts import acts_named, authority_in
from habeas.vault.database import Database, Row
from habeas.vault.due import note_due, nothing_due
from habeas.vault.vault import Vault

BEGUN, GONE, TOLD = 1, 2, 3
"""How far an erasure is carried out; see `erasures` in log.sql."""

_OF_CASE = "log IN (SELECT id FROM logs WHERE case_id = ?)"
_FULL = (
    "sealed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.log = entries.log"
    " AND acts.position = entries.position)"
)


_ENVELOPE = "SELECT envelope FROM entries WHERE log = ? AND position = ?"


@dataclass(frozen=True)
class Order:
    """An erasure that counts: what it names, parsed."""

    record: str
    whose: str
    units: tuple[tuple[bytes, bytes], ...]
    files: tuple[tuple[bytes, ...], ...]
    entries: tuple[tuple[bytes, range], ...]


@dataclass(frozen=True)
class Carried:
    """How far an erasure is carried out on this device, and what was there to destroy.

    `files` are the names of the sealed files that are to be removed, in hex.
    """

    record: str
    whose: str
    stage: int
    units: int
    entries: int
    files: int


def orders(vault: Vault, case: bytes) -> list[Order]:
    """Return the erasures of a case that count, in their order.

    One that is not in the one form is passed over.
    """
    found: list[Order] = []
    authority = authority_in(vault, case)
    if not (authority.alone or authority.of(ERASURE.name)):
        return found
    for written, body in acts_named(vault, case, ERASURE.name):
        if authority.judge(written).standing is Standing.COUNTS:
            with suppress(BadInputError):
                found.append(_order(body))
    return found


def whose(vault: Vault, case: bytes) -> frozenset[str]:
    """Return the ids of the people whom erasures that count name."""
    row = vault.db.one("SELECT 1 FROM erasures WHERE case_id = ? LIMIT 1", (case,))
    return frozenset(one.whose for one in orders(vault, case)) if row else frozenset()


def _order(body: Body) -> Order:
    fields = body.fields
    check_erasure(fields)
    units = [one.split(" ") for one in fields.get("units", ())]
    files = [one.split(" ") for one in fields.get("files", ())]
    return Order(
        body.id,
        fields["whose"],
        tuple((bytes.fromhex(unit), bytes.fromhex(box)) for unit, box in units),
        tuple(tuple(map(bytes.fromhex, one)) for one in files),
        tuple(entries_named(fields.get("entries", ()))),
    )


def obey(vault: Vault, case: bytes) -> bool:
    """Destroy the keys and the contents that erasures of a case name; say if any was.

    Also what was met since: another unit of a person who is erased, a body that came
    with an old copy. All of it or nothing is done; when this returns it is on the disk.

    Raises:
        StorageError: the disk refused; it is done at the next call.
    """
    with vault.guard:
        wanted = orders(vault, case)
        if not wanted:
            return False
        with vault.transaction() as db:
            return _Destroying(vault, db, case).all_of(wanted)


class _Destroying:
    """Destroys within one transaction."""

    def __init__(self, vault: Vault, db: Database, case: bytes) -> None:
        self._vault, self._db, self._case = vault, db, case

    def all_of(self, wanted: Iterable[Order]) -> bool:
        return bool(sum([self._one(order) for order in wanted]))

    def _one(self, order: Order) -> bool:
        known = self._db.one(
            "SELECT stage FROM erasures WHERE record = ?", (order.record,)
        )
        if known is None:
            self._name(order)
        units = self._units(order)
        entries = self._contents(order, units)
        if known is not None and not units and not entries:
            return False
        self._db.run(
            "INSERT INTO erasures VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record)"
            " DO UPDATE SET units = units + excluded.units,"
            " entries = entries + excluded.entries",
            (
                *(order.record, self._case, order.whose, BEGUN),
                *(len(units), entries, len(self._files_here(order))),
            ),
        )
        note_due(self._db)
        return True

    def _name(self, order: Order) -> None:
        """Note what must be nowhere, also what was never here."""
        for unit, box in order.units:
            self._note("unit", [unit])
            self._note("box", [box])
        for file in order.files:
            self._note("file", file[:1])
            self._note("part", file[1:] or file)
        self._note_entries(order.entries)

    def _note_entries(self, named: Iterable[tuple[bytes, range]]) -> None:
        self._note("body", [entry_id(log, at) for log, run in named for at in run])

    def _files_here(self, order: Order) -> list[bytes]:
        store = self._vault.exhibits
        return [one[0] for one in order.files if store.path(one[0].hex()).exists()]

    def _note(self, kind: str, ids: Iterable[bytes]) -> None:
        self._db.run_many(
            "INSERT OR IGNORE INTO erased VALUES (?, ?, ?)",
            [(self._case, kind, one) for one in ids],
        )

    def _units(self, order: Order) -> list[bytes]:
        """Destroy the keyboxes of a person's units, and forget the keys.

        Nobody's unit stays, whatever is named, for it opens who may do what; so does
        one that may be nobody's, until it is opened and shows whose it is.
        """
        rows = self._db.all(
            "SELECT unit, id FROM unit_boxes WHERE case_id = ?1 AND box IS NOT NULL"
            " AND (subject = ?2 OR (subject != '' OR subject IS NULL"
            " AND compartment != ?3) AND (unit IN (SELECT id FROM erased"
            " WHERE case_id = ?1 AND kind = 'unit') OR id IN (SELECT id FROM erased"
            " WHERE case_id = ?1 AND kind = 'box')))",
            (self._case, order.whose, COMPARTMENTS["case"]),
        )
        units = [bytes(unit) for unit, _ in rows]
        self._note("unit", units)
        self._note("box", [bytes(box) for _, box in rows])
        self._db.run_many(
            "UPDATE unit_boxes SET box = NULL WHERE unit = ?", [(u,) for u in units]
        )
        for unit in units:
            self._vault.unit_keys.pop(unit, None)
        return units

    def _contents(self, order: Order, units: Iterable[bytes]) -> int:
        """Empty the entries that were named or sealed under these units.

        What says who may do what stays, whatever an erasure names; so does what may say
        it, until a key opens it.
        """
        found: set[tuple[bytes, int]] = set()
        for unit in units:
            found.update(
                self._all(f"unit = ? AND {_OF_CASE} AND {_FULL}", unit, self._case)
            )
        for log, run in order.entries:
            found.update(
                self._all(
                    "log = ? AND position >= ? AND position < ?"
                    f" AND {_OF_CASE} AND {_FULL}",
                    *(log, run.start, run.stop, self._case),
                )
            )
        found -= _unread(self._db, found)
        self._note("body", [entry_id(log, at) for log, at in sorted(found)])
        self._db.run_many(
            "UPDATE entries SET sealed = NULL WHERE log = ? AND position = ?",
            sorted(found),
        )
        return len(found)

    def _all(self, where: str, *values: object) -> Iterator[tuple[bytes, int]]:
        rows: list[Row] = self._db.all(
            f"SELECT log, position FROM entries WHERE {where}",  # noqa: S608 - ours
            values,
        )
        return ((bytes(log), at) for log, at in rows)


def _unread(
    db: Database, places: Iterable[tuple[bytes, int]]
) -> set[tuple[bytes, int]]:
    """Return which of these entries no key has opened and may say who may do what."""
    rows = (
        (place, db.one(f"{_ENVELOPE} AND unit = x''", place)) for place in set(places)
    )
    return {
        place
        for place, row in rows
        if row and decode(bytes(row[0])).compartment == COMPARTMENTS["case"]
    }


def units_of(vault: Vault, case: bytes, person: str) -> list[tuple[bytes, bytes]]:
    """Return the units of a person that can still be opened: (unit, keybox id)."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT unit, id FROM unit_boxes WHERE case_id = ? AND subject = ?"
            " AND box IS NOT NULL ORDER BY unit",
            (case, person),
        )
    return [(bytes(unit), bytes(box)) for unit, box in rows]


def entries_under(vault: Vault, units: Iterable[bytes]) -> set[tuple[bytes, int]]:
    """Return the entries that are sealed under these units."""
    with vault.guard:
        return {
            (bytes(log), at)
            for unit in units
            for log, at in vault.db.all(
                "SELECT log, position FROM entries WHERE unit = ?", (unit,)
            )
        }


def entry_id(log: bytes, index: int) -> bytes:
    """Return how an entry is named in `erased`."""
    return log + index.to_bytes(8, "big")


def clean_traces(vault: Vault) -> None:
    """Leave nothing of what was destroyed in the pages of log.db and its journal.

    The key of the database would open old pages; so they are written anew, and the
    write-ahead log is cut. What a disk keeps of overwritten blocks is out of reach.

    Raises:
        StorageError: the disk is full; it is done at the next call.
        LockedError: another program reads the file.
    """
    with vault.guard:
        vault.db.run("VACUUM")
        ((busy, _, _),) = vault.db.all("PRAGMA wal_checkpoint(TRUNCATE)")
        if not busy:
            nothing_due(vault)


def carried(vault: Vault, case: bytes) -> list[Carried]:
    """Return how far each erasure of a case is carried out on this device."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT record, whose, stage, units, entries, files FROM erasures"
            " WHERE case_id = ? ORDER BY record",
            (case,),
        )
    return [Carried(*row) for row in rows]


def reached(vault: Vault, record: str, stage: int) -> None:
    """Note how far an erasure is carried out; never less than before."""
    with vault.transaction() as db:
        db.run(
            "UPDATE erasures SET stage = ? WHERE record = ? AND stage < ?",
            (stage, record, stage),
        )


def erased_people(vault: Vault, case: bytes) -> frozenset[str]:
    """Return the ids of the people who are erased from a case."""
    return frozenset(one.whose for one in carried(vault, case))


def erased_boxes(vault: Vault, case: bytes) -> frozenset[bytes]:
    """Return the ids of the keyboxes that must be nowhere any more."""
    return _named(vault, case, "box")


def erased_files(vault: Vault, case: bytes) -> frozenset[bytes]:
    """Return the SHA-256 of the sealed files that must be nowhere any more."""
    return _named(vault, case, "file")


def erased_blobs(vault: Vault, case: bytes) -> frozenset[bytes]:
    """Return the SHA-256 of the parts of these files, as hubs name them."""
    return _named(vault, case, "part")


def erased_bodies(vault: Vault, case: bytes) -> frozenset[tuple[bytes, int]]:
    """Return the entries, by log and number, whose contents must be nowhere any more.

    What says who may do what is never among them.
    """
    with vault.guard:
        rows = vault.db.all("SELECT log, position FROM acts WHERE case_id = ?", (case,))
    acts = {entry_id(bytes(log), at) for log, at in rows}
    found = _named(vault, case, "body") - acts
    return frozenset((one[:32], int.from_bytes(one[32:], "big")) for one in found)


def emptied_bodies(vault: Vault, case: bytes) -> frozenset[tuple[bytes, int]]:
    """Return those of `erased_bodies` that a hub may be asked to forget as well.

    Not what was never read here and may say who may do what: an erasure may name that
    by deceit.
    """
    with vault.guard:
        found = erased_bodies(vault, case)
        return found - _unread(vault.db, found)


def is_erased(vault: Vault, case: bytes, log: bytes, index: int) -> bool:
    """Say whether an erasure that counts took the content of an entry."""
    with vault.guard:
        row = vault.db.one(
            "SELECT 1 FROM erased WHERE case_id = ? AND kind = 'body' AND id = ?",
            (case, entry_id(log, index)),
        )
    return row is not None


def _named(vault: Vault, case: bytes, kind: str) -> frozenset[bytes]:
    with vault.guard:
        rows = vault.db.all(
            "SELECT id FROM erased WHERE case_id = ? AND kind = ?", (case, kind)
        )
    return frozenset(bytes(row[0]) for row in rows)
