"""Whether recovery would work today: tried on the papers, and remembered with its day.

The day is kept in the vault's settings beside the number of the paper it was tried
with: a new paper has not been rehearsed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from habeas.actions.desk import Desk
from habeas.crypto.recovery import read_code
from habeas.crypto.shares import WORDS, Share, read_share, words_of_set
from habeas.vault import rekey
from habeas.vault.header import Header, number_text, read_header
from habeas.vault.settings import change_setting, setting

EVERY: Final = timedelta(days=180)
SHEET: Final = "sheet"
SHARES: Final = "shares"
_MADE, _REHEARSED = "made", "rehearsed"


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet or a set of shares that opens the vault, and when that was last tried.

    `need` and `of` are 0 for a sheet, whose `number` is printed on it. A day that is
    not known, or did not come, is None. `due`: it is time to rehearse.
    """

    kind: str
    number: str
    need: int
    of: int
    made: date | None
    rehearsed: date | None
    due: bool

    @property
    def words(self) -> str:
        """The two words with which all shares of this set begin, '' for a sheet."""
        return words_of_set(int(self.number)) if self.kind == SHARES else ""


def papers(desk: Desk) -> tuple[Paper, ...]:
    """Return what opens the vault beside its passphrase, the sheet first."""
    header = read_header(desk.vault.folder)
    found = []
    if header.recovery:
        found.append(_paper(desk, SHEET, _number(header, SHEET)))
    if header.shares:
        numbers = (header.shares.need, header.shares.of)
        found.append(_paper(desk, SHARES, _number(header, SHARES), numbers))
    return tuple(found)


def due(desk: Desk) -> bool:
    """Say whether a paper was not rehearsed for `EVERY`, or nobody knows since when."""
    return any(paper.due for paper in papers(desk))


def note_made(desk: Desk, kind: str) -> None:
    """Remember the day on which the paper that counts now was made.

    Raises:
        StorageError: the disk refuses; the paper counts all the same.
    """
    _note(desk, _MADE, kind)


def rehearse_sheet(desk: Desk, code: str) -> None:
    """Prove that this code would open the vault today, and remember that it did.

    Raises:
        RecoveryCodeError, NotFoundError, WrongSheetError, DamagedError: it would not.
    """
    with desk.vault.guard:
        rekey.rehearse_sheet(desk.vault, read_code(code))
    _note(desk, _REHEARSED, SHEET)


def typed_shares(typed: str) -> list[Share]:
    """Return the shares of a text: their words one after another, in any lines.

    Raises:
        ShareError: a word is not as it was printed, or words are missing.
    """
    words = typed.split()
    return [
        read_share(" ".join(words[at : at + WORDS]))
        for at in range(0, max(len(words), 1), WORDS)
    ]


def rehearse_shares(desk: Desk, shares: Sequence[Share]) -> None:
    """Prove that these shares would open the vault today, and remember that they did.

    Raises:
        ShareError, NotFoundError, DamagedError: they would not; which share is wrong.
    """
    with desk.vault.guard:
        rekey.rehearse_shares(desk.vault, shares)
    _note(desk, _REHEARSED, SHARES)


def _paper(
    desk: Desk, kind: str, number: str, numbers: tuple[int, int] = (0, 0)
) -> Paper:
    made, tried = (_day(desk, what, kind, number) for what in (_MADE, _REHEARSED))
    since = tried or made
    is_due = since is None or desk.clock.now().date() - since >= EVERY
    return Paper(kind, number, *numbers, made, tried, is_due)


def _number(header: Header, kind: str) -> str:
    """Return what tells this paper from those before it."""
    if kind == SHEET and header.recovery:
        return number_text(header.recovery.number)
    return str(header.shares.set_id) if header.shares else ""


def _note(desk: Desk, what: str, kind: str) -> None:
    number = _number(read_header(desk.vault.folder), kind)
    day = desk.clock.now().date().isoformat()
    change_setting(desk.vault, f"{kind} {what}", f"{number} {day}")


def _day(desk: Desk, what: str, kind: str, number: str) -> date | None:
    kept, _, day = setting(desk.vault, f"{kind} {what}").rpartition(" ")
    return date.fromisoformat(day) if kept == number and day else None
