"""What opens the vault: its passphrase, its recovery sheet and its paper shares."""

from contextlib import suppress
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.rehearsing import SHARES, SHEET, note_made
from habeas.crypto.recovery import code_groups, sheet_number
from habeas.crypto.strength import Level, Strength, weigh
from habeas.errors import BadInputError, HabeasError, Word
from habeas.vault import rekey
from habeas.vault.header import check_passphrase, number_text, read_header
from habeas.words import N_


@dataclass(frozen=True, repr=False)
class Sheet:
    """What is printed, once: the number of the sheet and the groups of its code.

    It counts; where it is not `sure`, the disk did not confirm that, and is doubted.
    """

    number: str
    groups: tuple[str, ...]
    sure: bool = True

    @property
    def code(self) -> str:
        """The code in one line, as the QR code holds it."""
        return "-".join(self.groups)


def change_passphrase(desk: Desk, old: str, new: str) -> None:
    """Let `new` open the vault and `old` no longer; see habeas.vault.rekey."""
    with desk.vault.guard:
        rekey.change_passphrase(desk.vault, old, new)


def make_sheet(desk: Desk, passphrase: str) -> Sheet:
    """Make a recovery sheet; an older one opens nothing from now on."""
    with desk.vault.guard:
        made = rekey.make_sheet(desk.vault, passphrase)
        _note_made(desk, SHEET)
    number = number_text(sheet_number(made.secret))
    return Sheet(number, code_groups(made.secret), made.sure)


def revoke_sheet(desk: Desk, passphrase: str) -> None:
    """Let no recovery sheet open the vault any more; see habeas.vault.rekey."""
    with desk.vault.guard:
        rekey.revoke_sheet(desk.vault, passphrase)


def make_shares(desk: Desk, passphrase: str, need: int, of: int) -> rekey.NewShares:
    """Make paper shares; older ones open nothing from now on."""
    with desk.vault.guard:
        made = rekey.make_shares(desk.vault, passphrase, need, of)
        _note_made(desk, SHARES)
    return made


def revoke_shares(desk: Desk, passphrase: str) -> None:
    """Let no paper shares open the vault any more; see habeas.vault.rekey."""
    with desk.vault.guard:
        rekey.revoke_shares(desk.vault, passphrase)


def _note_made(desk: Desk, kind: str) -> None:
    """Remember the day; a paper that counts is shown though the disk refuses this."""
    with suppress(HabeasError):
        note_made(desk, kind)


def number_of_sheet(desk: Desk) -> str:
    """Return the number of the sheet that opens the vault, '' where there is none."""
    slot = read_header(desk.vault.folder).recovery
    return number_text(slot.number) if slot else ""


class WeakPassphraseError(BadInputError):
    """A passphrase that is guessed too soon; it may be used all the same."""

    def __init__(self, strength: Strength) -> None:
        super().__init__(
            N_("This passphrase is easy to guess."),
            advice=N_(
                "Somebody who has this computer guesses it {alone}, with ten thousand"
                " like it {many}. Add unrelated words, or use it all the same."
            ),
            alone=Word(strength.alone),
            many=Word(strength.many),
        )
        self.strength = strength


def new_passphrase(first: str, again: str, *, anyway: bool = False) -> Strength:
    """Return the strength of a new passphrase, typed twice, that may be used.

    Raises:
        BadInputError: the two differ, or it is too short.
        WeakPassphraseError: it is easy to guess, and nobody said `anyway`.
    """
    if first != again:
        raise BadInputError(
            N_("The two passphrases are not the same."),
            advice=N_("Type the same words twice. Nothing was changed."),
        )
    check_passphrase(first)
    strength = weigh(first)
    if strength.level is Level.WEAK and not anyway:
        raise WeakPassphraseError(strength)
    return strength
