"""Fold the entries of a case one by one, and note what no page can show, and why."""

from dataclasses import dataclass, field

from habeas.case.codec import Body, decode_again, decode_body
from habeas.errors import HabeasError, NotFoundError, StorageError
from habeas.log.entry import Envelope, decode
from habeas.vault import read
from habeas.vault.database import Database
from habeas.vault.lacking import LACKING
from habeas.vault.opening import fresh
from habeas.vault.said_gone import SaidGone
from habeas.vault.vault import Vault
from habeas.views.apply import EarlierError, Entry, NotBegunError, SecondError, apply
from habeas.views.cards import Cards
from habeas.views.judging import Judge


@dataclass
class Folding:
    """Folds entries one by one; `waiting` change records that nobody began so far.

    `shadowed` are records that were folded as begun by somebody who may not.
    """

    vault: Vault
    db: Database
    cards: Cards
    judge: Judge
    gone: SaidGone
    waiting: list[tuple[read.Stored, HabeasError]] = field(default_factory=list)
    shadowed: set[str] = field(default_factory=set)

    def one(self, stored: read.Stored) -> bool:
        """Fold an entry, or note why it is unread; say if it was folded."""
        ref = (stored.log.hex(), stored.index)
        try:
            envelope, body = fresh(self.vault, stored) or self._opened(stored)
            if body is None:
                return False  # its receipt and its envelope say so; nothing is left
            case = envelope.case.hex()
            self.judge.require_counts(envelope, body)
            body = self.judge.attributed(envelope, body)
            self._apply(envelope, Entry(case, envelope.compartment, ref, body))
        except (StorageError, EarlierError):
            raise  # the disk, or all is folded anew: not the entry
        except NotBegunError as error:
            self.waiting.append((stored, error))
        except HabeasError as error:
            if self.db.damaged or self.vault.db.damaged:
                raise
            self._unread(stored, error.what)
        else:
            return True
        return False

    def _apply(self, envelope: Envelope, entry: Entry) -> None:
        try:
            apply(self.db, self.cards, entry)
        except SecondError as twice:
            if self.judge.is_anothers(envelope, entry.body, twice):
                self.shadowed.add(entry.body.id)
            else:
                apply(self.db, self.cards, entry, judged=True)

    def _opened(self, stored: read.Stored) -> tuple[Envelope, Body | None]:
        """Return an entry opened, without a body if it is known that it was erased."""
        envelope = decode(stored.envelope)
        if self.gone.explains(stored):
            if stored.sealed is not None:
                self._unread(stored, "")  # not listed; its key may still come
            return envelope, None
        if stored.sealed is None:
            raise NotFoundError(LACKING)
        body = read.open_body(self.vault, stored)
        was_read = stored.lamport > 0  # most have a counter only once they were read
        return envelope, decode_again(body) if was_read else decode_body(body)

    def late(self) -> None:
        """Fold what waited for a beginning that came, and note the rest as unread.

        A writer may have had a record without all that its writer had seen: then the
        counter of a change can be below that of the beginning.
        """
        moved = True
        while self.waiting and moved:
            waiting, self.waiting = self.waiting, []
            moved = sum(self.one(stored) for stored, _error in waiting) > 0
        for stored, error in self.waiting:
            self._unread(stored, error.what)

    def _unread(self, stored: read.Stored, why: str) -> None:
        case = read.case_of(self.vault, stored.log).hex()
        row = (stored.log.hex(), stored.index, case, why)
        self.db.run("INSERT INTO unread VALUES (?, ?, ?, ?)", row)
