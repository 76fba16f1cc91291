"""Entries of one case folded one by one: opened, judged, and applied to its tables."""

from base64 import b64decode
from dataclasses import dataclass, field

from msgspec.structs import replace

from habeas.case.codec import Body, decode_again, decode_body
from habeas.case.membership import Authority, Judged, Standing
from habeas.crypto.boxes import box_fingerprint
from habeas.errors import HabeasError, NotFoundError, RefusedError, StorageError
from habeas.log.entry import Envelope, decode
from habeas.vault import read
from habeas.vault.database import Database
from habeas.vault.lacking import LACKING
from habeas.vault.opening import fresh
from habeas.vault.said_gone import SaidGone
from habeas.vault.seen import Seen
from habeas.vault.vault import Vault
from habeas.views.apply import EarlierError, Entry, NotBegunError, apply
from habeas.views.cards import Cards


@dataclass(frozen=True)
class Judge:
    """Says of entries of one case whether they count, and whose they are."""

    authority: Authority
    seen: Seen
    _by: dict[bytes, str] = field(default_factory=dict)

    def of(self, envelope: Envelope, body: Body) -> Judged:
        """Return whether an entry counts here, and why not."""
        if self.authority.alone:
            return Judged(Standing.COUNTS)
        return self.authority.judge(self.seen.written(envelope, body))

    def attributed(self, envelope: Envelope, body: Body) -> Body:
        """Return a body as its device's own, whatever device it names itself."""
        by = self._by.get(envelope.log)
        if by is None:
            device = self.authority.device_of(envelope.log.hex())
            box = b64decode(device.fields["box"]) if device is not None else b""
            by = self._by[envelope.log] = box_fingerprint(box).hex() if box else ""
        return replace(body, by=by) if by and by != body.by else body


@dataclass
class Folding:
    """Folds entries one by one; `waiting` change records that nobody began so far."""

    vault: Vault
    db: Database
    cards: Cards
    judge: Judge
    gone: SaidGone
    waiting: list[tuple[read.Stored, HabeasError]] = field(default_factory=list)

    def one(self, stored: read.Stored) -> bool:
        """Fold an entry, or note why it is unread; say if it was folded."""
        ref = (stored.log.hex(), stored.index)
        try:
            envelope, body = fresh(self.vault, stored) or self._opened(stored)
            if body is None:
                return False  # its receipt and its envelope say so; nothing is left
            case = envelope.case.hex()
            judged = self.judge.of(envelope, body)
            if judged.standing is not Standing.COUNTS:
                raise RefusedError(judged.why)
            body = self.judge.attributed(envelope, body)
            apply(self.db, self.cards, Entry(case, envelope.compartment, ref, body))
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
        was_read = stored.lamport > 0  # only a body in the one form has a counter
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
