"""The one way to the bytes of sealed files: recorded first, or never shown.

`look` is for whatever a person sees, hears, reads or takes out. `unseen` is for the
program's own reading: taking the text of a file at import, checking, writing a bundle,
comparing a quotation. Nothing that `unseen` gives is shown; a test knows who asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import RecordedError, put_all
from habeas.case.facts.access import Look
from habeas.errors import (
    BadInputError,
    DamagedError,
    LockedError,
    RefusedError,
    StorageError,
)
from habeas.vault.exhibits import SealedFile
from habeas.words import N_

STANDS = timedelta(minutes=15)
"""How long one record of an opening stands for what follows in the same way."""

_EACH = frozenset({Look.SAVED, Look.COPIED, Look.BUNDLED})
"""What leaves something behind is recorded each time."""
_FAILURES = (BadInputError, DamagedError, LockedError, RefusedError, StorageError)


class NotShownError(RefusedError):
    """An opening could not be recorded, so the file was not opened."""


@dataclass(frozen=True, slots=True)
class Item:
    """A sealed file of a record: the record is what an access speaks of."""

    case: str
    record: str
    file: SealedFile


def item_of(case: str, record_id: str, sealed: Mapping[str, Any]) -> Item:
    """Return the item of a record's `Sealed` value."""
    return Item(case, record_id, sealed_file(sealed))


def sealed_file(fields: Mapping[str, Any]) -> SealedFile:
    """Return the vault's handle of a `Sealed` value of a record."""
    return SealedFile(
        fields["sha256"], fields["size"], fields["stored"], fields["identity"]
    )


def look(
    desk: Desk, item: Item, act: Look, purpose: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Record that a file is opened, then return its bytes, checked as they are read.

    Raises:
        NotShownError: it could not be recorded; nothing was opened.
        DamagedError: it is not what was sealed (while it is read).
    """
    note(desk, item.case, item.record, act, purpose)
    return unseen(desk, item.file)


def look_at_part(desk: Desk, item: Item, act: Look, start: int, stop: int) -> bytes:
    """Record that a file is opened, then return bytes start..stop of it.

    Raises:
        NotShownError: it could not be recorded; nothing was opened.
        DamagedError: these bytes are not what was sealed.
    """
    note(desk, item.case, item.record, act)
    return desk.vault.exhibits.read_range(item.file, start, stop)


def unseen(desk: Desk, file: SealedFile) -> Iterator[bytes]:
    """Return the bytes of a file for the program's own use, never to be shown.

    Raises:
        DamagedError: it is not what was sealed (while it is read).
    """
    return desk.vault.exhibits.read(file)


def beginning(desk: Desk, item: Item, size: int) -> bytes:
    """Return the first bytes of a file, by which its kind is told; not to be shown.

    Raises:
        DamagedError: it is not what was sealed.
    """
    stop = min(size, item.file.size)
    return desk.vault.exhibits.read_range(item.file, 0, stop)


def note(
    desk: Desk,
    case: str,
    record_id: str,
    act: Look,
    purpose: Mapping[str, str] | None = None,
) -> None:
    """Record that the file of a record is opened, unless a fresh record says so.

    Raises:
        NotShownError: it could not be recorded.
    """
    key = (case, record_id, act.value)
    if act not in _EACH and stands(desk, case, record_id, act) and not purpose:
        return
    record_all(desk, case, [record_id], act, purpose)
    desk.looked[key] = desk.clock.now()


def record_all(
    desk: Desk,
    case: str,
    ids: list[str],
    act: Look,
    purpose: Mapping[str, str] | None = None,
) -> None:
    """Record that the files of these records are opened, all or none.

    Raises:
        NotShownError: it could not be recorded.
    """
    if not ids:
        return
    told = {"purpose": dict(purpose)} if purpose else {}
    news = [New("access", {"item": one, "act": act.value, **told}) for one in ids]
    try:
        put_all(desk, case, news)
    except RecordedError:
        return  # it is on the disk, and that is what counts
    except _FAILURES as error:
        raise NotShownError(
            N_("This was not opened, for it could not be recorded that it is."),
            advice=error.advice,
            **error.params,
        ) from error


def stands(desk: Desk, case: str, record_id: str, act: Look) -> bool:
    """Say whether a record made in this session is fresh enough to stand for more."""
    at = desk.looked.get((case, record_id, act.value))
    return at is not None and timedelta() <= desk.clock.now() - at < STANDS


def asked(desk: Desk, case: str, record_id: str, act: Look) -> bool:
    """Say whether a person asked for it since the vault was unlocked, or hid it."""
    return (case, record_id, act.value) in desk.looked


def hide(desk: Desk, case: str, record_id: str) -> None:
    """Show no picture or film of this record until it is asked for again."""
    for act in (Look.SEEN, Look.PLAYED):
        desk.looked.pop((case, record_id, act.value), None)
