"""The projections' database: opened, thrown away when it is not usable, caught up."""

import heapq
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from habeas.case.membership import Authority
from habeas.errors import DamagedError, HabeasError, StorageError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.database import Database, Row
from habeas.vault.disk import overwrite
from habeas.vault.erased import whose
from habeas.vault.lacking import LACKING
from habeas.vault.outside import is_outside
from habeas.vault.said_gone import SaidGone
from habeas.vault.seen import Seen
from habeas.vault.vault import Vault
from habeas.views.apply import EarlierError
from habeas.views.cards import Cards
from habeas.views.folding import Folding
from habeas.views.judging import Judge, ShadowedError
from habeas.words import N_, Tell, silent

T = TypeVar("T")
VERSION = 9
_KEPT = 64
_FOLDED = N_("Entries read into the lists and the search")
_TABLES = (
    *("folded", "unread", "records", "links", "accounts", "items", "words"),
    *("matters", "reasons"),
    *("dues", "dues_stale", "dues_rules", "judged"),
)


@dataclass
class Views:
    """The open projections of one vault.

    `guard` serialises their use; a thread that needs the vault's guard as well takes
    that one first, always. `tell` is told how far a fold is.
    """

    db: Database
    path: Path
    guard: RLock = field(default_factory=RLock)
    tell: Tell = silent
    _kept: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)

    def kept(self, asked: tuple[object, ...], find: Callable[[], T]) -> T:
        """Return what `find` finds: what goes over a whole case, on every page.

        It is kept under `asked` until something is folded. Nobody changes it.
        """
        with self.guard:
            if asked not in self._kept:
                found = find()
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[asked] = found
            answer: T = self._kept[asked]
            return answer

    def counted(self, sql: str, values: Sequence[object]) -> list[Row]:
        """Return the rows of such a question, kept as well."""
        return self.kept((sql, *values), lambda: self.db.all(sql, values))

    def forget(self) -> None:
        """Drop the answers that were kept: something is folded, or all is closed."""
        self._kept.clear()

    def close(self) -> None:
        """Close the database; twice is fine. A damaged one is removed: it is only an
        index, made anew at the next unlock.
        """  # noqa: D205 - the second sentence is the promise
        with self.guard:
            self.forget()
            self.db.close()
            if self.db.damaged:
                with suppress(OSError):
                    _remove(self.path)


def open_views(vault: Vault) -> Views:
    """Open the projections, made anew when missing, damaged or of another version.

    Raises:
        StorageError: the disk refuses.
    """
    with suppress(DamagedError):
        views = _open(vault)
        try:
            if views.db.all("SELECT version FROM about") == [(VERSION,)]:
                return views
        except HabeasError:
            views.close()
            raise
        views.close()
    _replace(vault)
    views = _open(vault)
    views.db.run("INSERT INTO about VALUES (?)", (VERSION,))
    return views


def _replace(vault: Vault, *, overwritten: bool = False) -> None:
    try:
        if overwritten:
            overwrite(vault.views_path)
        _remove(vault.views_path)
    except OSError as error:
        raise StorageError(
            N_("The index of this vault (views.db) cannot be replaced."),
            advice=N_("Delete the file views.db; it holds nothing but an index."),
        ) from error


def start_over(vault: Vault, views: Views) -> None:
    """Make the projections anew in a new file, so that the old pages are gone.

    Rows that are deleted leave words behind in the index of the search and in free
    pages; a file that is removed doesn't. For what was erased.

    Raises:
        StorageError: the disk refuses; they are made anew at the next unlock.
    """
    with vault.guard, views.guard:
        views.forget()
        views.db.close()
        _replace(vault, overwritten=True)
        views.db = _open(vault).db
        views.db.run("INSERT INTO about VALUES (?)", (VERSION,))
        rebuild(vault, views)


def rebuild(vault: Vault, views: Views) -> None:
    """Throw every projection away and fold the log again.

    Raises:
        StorageError: the disk refuses; the projections are as they were.
    """
    with vault.guard, views.guard:
        try:
            _anew(vault, views)
        except ShadowedError as found:
            _anew(vault, views, found.records)


def _anew(vault: Vault, views: Views, others: frozenset[str] = frozenset()) -> None:
    with views.db.transaction():
        for table in _TABLES:
            views.db.run(f"DELETE FROM {table}")  # noqa: S608 - names from above
        _fold(vault, views, _readable(vault), others=others)


def catch_up(
    vault: Vault, views: Views, case: bytes | None = None, *, again: bool = False
) -> int:
    """Fold what the log holds and the projections do not; return how many entries.

    With `case`, of this case alone, which was caught up before: what a writer calls.
    An entry that cannot be read, or does not count, is noted as unread and stops
    nothing; `again` tries those once more, as after something came from others or
    the power went before what came was folded.

    Raises:
        DamagedError: the log's database cannot be read.
        StorageError: the disk refuses; the projections stay behind, the log is whole.
    """
    with vault.guard, views.guard:
        cases = _readable(vault, case)
        follows = case is not None or _follows(vault, views.db)
        if follows and not _judged_otherwise(vault, views.db, cases):
            with suppress(EarlierError), views.db.transaction():
                return _fold(vault, views, cases, again=again)
        rebuild(vault, views)
        return sum(_folded(views.db).values())


def _readable(vault: Vault, case: bytes | None = None) -> list[bytes]:
    """Return the cases of which this device may open something, or this one of them."""
    cases = [case] if case else read.cases(vault)
    return [one for one in cases if not is_outside(vault, one)]


def unread(views: Views, case: str) -> list[tuple[str, int, str]]:
    """Return (log, index, why) of the entries of a case that no page can show."""
    with views.guard:
        rows = views.db.all(
            "SELECT log, position, why FROM unread WHERE case_id = ? AND why != ''"
            " ORDER BY log, position",
            (case,),
        )
    return [(log, position, why) for log, position, why in rows]


def _folded(db: Database) -> dict[bytes, int]:
    return {bytes(log): size for log, size in db.all("SELECT log, size FROM folded")}


def _follows(vault: Vault, db: Database) -> bool:
    """Say whether what is folded is the beginning of what the vault holds now.

    It is not after log.db was restored from a backup or replaced.
    """
    sizes = {
        log.id: log.size for case in read.cases(vault) for log in read.logs(vault, case)
    }
    for log, size, root in db.all("SELECT log, size, root FROM folded"):
        if sizes.get(bytes(log), 0) < size:
            return False
        if read.root_at(vault, bytes(log), size) != bytes(root):
            return False
    return True


def _fold(
    vault: Vault,
    views: Views,
    cases: Sequence[bytes],
    *,
    again: bool = False,
    others: frozenset[str] = frozenset(),
) -> int:
    views.forget()
    folded, cards, done = _folded(views.db), Cards(views.db), 0
    shadowed = set[str]()
    for case in cases:
        grown = [
            log for log in read.logs(vault, case) if log.size > folded.get(log.id, 0)
        ]
        retried = _unread_so_far(vault, views.db, case) if again else []
        if not grown and not retried:
            continue
        sources = [read.in_order(vault, one.id, folded.get(one.id, 0)) for one in grown]
        authority = authority_in(vault, case)
        judge = Judge(vault, authority, Seen(vault, case), others, whose(vault, case))
        fold = Folding(vault, views.db, cards, judge, SaidGone(vault, case))
        for stored in heapq.merge(*sources, retried, key=_causal):
            fold.one(stored)
            done += 1
            views.tell(_FOLDED, done)
        fold.late()
        shadowed |= fold.shadowed
        _folded_to(vault, views.db, case, grown, authority)
    if shadowed:
        raise ShadowedError(frozenset(shadowed))
    cards.finish()
    return done


def _folded_to(
    vault: Vault,
    db: Database,
    case: bytes,
    grown: Sequence[read.LogInfo],
    authority: Authority,
) -> None:
    """Note how far a case is folded, and what was taken from whom by then."""
    # cheap: they are worked out when somebody reads (views/dues.py)
    db.run("INSERT OR IGNORE INTO dues_stale VALUES (?)", (case.hex(),))
    for log in grown:
        db.run(
            "INSERT INTO folded VALUES (?, ?, ?) ON CONFLICT (log) DO UPDATE"
            " SET size = excluded.size, root = excluded.root",
            (log.id, log.size, read.root_at(vault, log.id, log.size)),
        )
    db.run(
        "INSERT INTO judged VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE"
        " SET mark = excluded.mark",
        (case.hex(), authority.mark.written()),
    )


def _judged_otherwise(vault: Vault, db: Database, cases: Sequence[bytes]) -> bool:
    """Say whether what counted when it was folded may count no more."""
    kept: dict[str, str] = dict(db.all("SELECT case_id, mark FROM judged"))
    return any(
        not authority_in(vault, case).mark.still(kept[case.hex()])
        for case in cases
        if case.hex() in kept
    )


def _unread_so_far(vault: Vault, db: Database, case: bytes) -> list[read.Stored]:
    """Take back, in order, what did not count or was not begun, to try again.

    What no key has opened stays where it is, but for what a receipt has explained, and
    what lacked its content: it may have come.
    """
    query = "SELECT log, position, why FROM unread WHERE case_id = ?"
    closed, gone = read.closed(vault, case), SaidGone(vault, case)
    places = [
        (log, at)
        for log, at, why in db.all(query, (case.hex(),))
        if (place := (bytes.fromhex(log), at)) not in closed
        or why == LACKING
        or gone.names(*place) != (not why)
    ]
    db.run_many("DELETE FROM unread WHERE log = ? AND position = ?", places)
    found = [read.entry(vault, bytes.fromhex(log), at) for log, at in places]
    return sorted(found, key=_causal)


def _causal(stored: read.Stored) -> tuple[int, bytes, int]:
    return stored.lamport, stored.log, stored.index


def _open(vault: Vault) -> Views:
    schema = (files("habeas.views") / "views.sql").read_text("utf-8")
    path = vault.views_path
    db = Database(path, vault.views_key, schema, _index_damaged)
    db.run("PRAGMA synchronous = NORMAL")  # it can be folded again
    return Views(db, path)


def _index_damaged() -> DamagedError:
    return DamagedError(
        N_("The index of this vault (views.db) is damaged. The log is not touched."),
        advice=N_("Lock the vault and unlock it again: the index is made anew."),
    )


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
