"""`passphrase` and `recovery`: what opens the vault, and what no longer does."""

import sys
from collections.abc import Sequence

import click

from habeas.actions import keys
from habeas.actions.keys import Sheet, WeakPassphraseError, new_passphrase
from habeas.app import check_code, recover
from habeas.cli.commands import command, group
from habeas.cli.door import Door
from habeas.cli.passphrase import ask_hidden, from_descriptor
from habeas.cli.say import Translate
from habeas.crypto.recovery import GROUP_SIZE, GROUPS, group_holds
from habeas.crypto.strength import Strength
from habeas.vault.header import read_header
from habeas.words import N_

_YES = ("y", "д", "и")  # yes, да, иә
_ROW = 3
_POINTS = (
    N_(
        "With this code a Habeas vault is opened when its passphrase is forgotten."
        " Whoever finds this sheet and gets the vault, or a copy of it, can read"
        " everything in it."
    ),
    N_(
        "Keep it where you keep what must not be lost: a safe, a lawyer's archive,"
        " somebody you trust with everything."
    ),
    N_(
        "Never keep it with the computer or with a copy of the vault. Do not photograph"
        " it, do not send it."
    ),
    N_(
        "If it was seen or lost, make a new one in Habeas at once: then this one opens"
        " nothing. It still opens copies of the vault that are older."
    ),
    N_(
        "It is one key for one person. It is not a way to share a vault among"
        " colleagues."
    ),
)


def choose_passphrase(door: Door, *, weak: bool = False) -> str:
    """Ask for a new passphrase and say how strong it is.

    Raises:
        BadInputError: the two differ, or it is too short.
        WeakPassphraseError: it is easy to guess, and nobody wants it all the same.
    """
    passphrase = door.passphrase(new=True)
    try:
        strength = new_passphrase(passphrase, passphrase, anyway=weak)
    except WeakPassphraseError as error:
        if door.passphrase_fd is not None:
            raise
        door.voice.error(error)
        if not agrees(door, N_("Use it all the same?"), otherwise=False):
            raise
        strength = error.strength
    _say_strength(door, strength)
    return passphrase


def agrees(door: Door, question: str, *, otherwise: bool) -> bool:
    """Ask for a yes or a no at the terminal; Enter alone means `otherwise`."""
    _ = door.voice.gettext
    hint = _("[Y/n]") if otherwise else _("[y/N]")
    door.voice.err.write(f"{_(question)} {hint} ")
    door.voice.err.flush()
    said = sys.stdin.readline().strip().lower()
    return said.startswith(_YES) if said else otherwise


def _say_strength(door: Door, strength: Strength) -> None:
    _ = door.voice.gettext
    told = _(
        "Somebody who has this computer guesses it %(alone)s, with ten thousand like"
        " it %(many)s."
    ) % {"alone": _(strength.alone), "many": _(strength.many)}
    door.voice.note(f"{_(strength.level.value)} {told}")


def offer_sheet(door: Door, passphrase: str) -> None:
    """Offer a recovery sheet after a vault was made, to somebody who can answer."""
    _ = door.voice.gettext
    if door.passphrase_fd is not None:
        door.voice.note(
            _("For a code that helps when it is forgotten: `habeas recovery make`.")
        )
        return
    question = N_("Make a recovery sheet now, to copy by hand or to print?")
    if agrees(door, question, otherwise=True):
        with door.desk_with(passphrase) as desk:
            show_sheet(door, keys.make_sheet(desk, passphrase))


def show_sheet(door: Door, sheet: Sheet) -> None:
    """Print the sheet; the screen keeps it as long as the terminal does."""
    voice, _ = door.voice, door.voice.gettext
    voice.line(f"{_('Recovery sheet')}  {_('Number')} {sheet.number}")
    voice.line()
    for first in range(0, GROUPS, _ROW):
        numbered = enumerate(sheet.groups[first : first + _ROW], first + 1)
        voice.line("    ".join(f"{at} {code}" for at, code in numbered), indent=2)
    for point in _POINTS:
        voice.line()
        voice.line(_(point))
    if not sheet.sure:
        voice.note(
            _(
                "The disk did not confirm this sheet: after a power cut the one before"
                " may count again. Keep both, and copy the vault to another drive."
            )
        )
    voice.note(
        _(
            "It is shown this once and kept nowhere. Copy it by hand or print it, then"
            " close this terminal: it remembers what it has shown."
        )
    )


def change_passphrase(door: Door, *, weak: bool) -> None:
    """Let another passphrase open the vault."""
    _ = door.voice.gettext
    old = door.passphrase()
    with door.desk_with(old) as desk:
        keys.change_passphrase(desk, old, choose_passphrase(door, weak=weak))
    door.voice.line(
        _(
            "The new passphrase opens the vault, the old one does not. A copy of the"
            " vault made before still opens with the old one."
        )
    )


def make_sheet(door: Door) -> None:
    """Make a recovery sheet; an older one opens nothing afterwards."""
    read_header(door.folder)
    passphrase = door.passphrase()
    with door.desk_with(passphrase) as desk:
        show_sheet(door, keys.make_sheet(desk, passphrase))


def revoke_sheet(door: Door) -> None:
    """Let no recovery sheet open the vault."""
    read_header(door.folder)
    passphrase = door.passphrase()
    with door.desk_with(passphrase) as desk:
        number = keys.number_of_sheet(desk)
        keys.revoke_sheet(desk, passphrase)
    _ = door.voice.gettext
    said = _("The sheet {number} opens nothing any more.") if number else ""
    none = _("There was no sheet; nothing was changed.")
    door.voice.line(said.format(number=number) or none)


def use_sheet(door: Door, *, weak: bool) -> None:
    """Open the vault with its sheet and choose a new passphrase."""
    read_header(door.folder)
    code = typed_code(door)
    check_code(door.folder, code)
    recover(door.folder, code, choose_passphrase(door, weak=weak)).close()
    _ = door.voice.gettext
    door.voice.line(
        _("The new passphrase opens the vault, and the sheet is still valid.")
    )


def typed_code(door: Door) -> str:
    """Ask for the groups one by one, each until it is as it was printed."""
    if door.passphrase_fd is not None:
        return from_descriptor(door.passphrase_fd)
    _ = door.voice.gettext
    groups: list[str] = []
    while len(groups) < GROUPS:
        number = len(groups) + 1
        typed = ask_hidden(_("Group {number} of 9: ").format(number=number))
        if len(typed) >= GROUPS * GROUP_SIZE:  # a scanner gives all of it at once
            return typed
        if group_holds(number, typed):
            groups.append(typed)
        else:
            door.voice.note(_("This is not as it was printed; once more."))
    return " ".join(groups)


def weak_option(_: Translate) -> click.Option:
    """Return `--weak`, for a script that nobody can ask."""
    return click.Option(
        ["--weak"], is_flag=True, help=_("Take a passphrase that is easy to guess.")
    )


def commands(_: Translate, more: Sequence[click.Command] = ()) -> list[click.Command]:
    """Return `passphrase` and `recovery`; `more` stands under `recovery` too."""
    made = [
        command(
            _,
            "make",
            make_sheet,
            _("Make a recovery sheet; an older one opens nothing afterwards."),
        ),
        command(_, "revoke", revoke_sheet, _("Let no recovery sheet open the vault.")),
        command(
            _,
            "use",
            use_sheet,
            _("Open the vault with its recovery sheet; asks for a new passphrase."),
            [weak_option(_)],
        ),
    ]
    return [
        command(
            _,
            "passphrase",
            change_passphrase,
            _("Change the passphrase; the old one opens nothing afterwards."),
            [weak_option(_)],
        ),
        group(
            _,
            "recovery",
            _("Papers for a forgotten passphrase: a sheet, or shares of a key."),
            [*made, *more],
        ),
    ]
