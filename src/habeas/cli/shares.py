"""`recovery shares` and `recovery rehearse`: papers of which some open the vault."""

from collections.abc import Sequence

import click

from habeas.actions import keys, rehearsing
from habeas.actions.rehearsing import SHEET, Paper
from habeas.app import check_shares, recover_by_paper
from habeas.cli import guardians, recovery
from habeas.cli.commands import command, group, json_option
from habeas.cli.door import Door
from habeas.cli.passphrase import ask_hidden, from_descriptor
from habeas.cli.recovery import choose_passphrase, typed_code, weak_option
from habeas.cli.say import Translate
from habeas.crypto.shares import (
    WORDS,
    Share,
    ShareError,
    check_numbers,
    check_together,
    check_words,
    read_share,
    set_words,
    words_of_set,
)
from habeas.errors import NotFoundError
from habeas.vault.header import read_header
from habeas.vault.rekey import NewShares
from habeas.vault.shares import SharesSlot, check_slot
from habeas.words import N_

_ROW = 4
_POINTS = (
    N_(
        "This is one of {of} shares of a key. Any {need} of them open a Habeas vault"
        " whose passphrase is forgotten; fewer tell nothing at all."
    ),
    N_(
        "All shares of one set begin with the same two words, by which the set is"
        " called. A share of another set does not help."
    ),
    N_(
        "The words are English in every country: the standard (SLIP-39) knows no other"
        " list. Nobody has to understand them. Copy them letter by letter."
    ),
    N_(
        "Keep it apart from the other shares, from the computer and from copies of the"
        " vault. Do not photograph it, do not send it."
    ),
    N_(
        "If it was seen or lost, tell the owner of the vault: new shares make this one"
        " worthless. It still opens copies of the vault that are older, with others of"
        " its set."
    ),
)


def make_shares(door: Door, *, need: int, of: int, holder: Sequence[str]) -> None:
    """Make paper shares; older ones open nothing afterwards."""
    check_numbers(need, of)
    read_header(door.folder)
    passphrase = door.passphrase()
    with door.desk_with(passphrase) as desk:
        made = keys.make_shares(desk, passphrase, need, of)
        day = desk.clock.now().date().isoformat()
        _show(door, made, [*holder, *[""] * of], day)


def _show(door: Door, made: NewShares, holders: Sequence[str], day: str) -> None:
    voice, _ = door.voice, door.voice.gettext
    of = len(made.shares)
    for share, holder in zip(made.shares, holders, strict=False):
        title = _("Share {place} of {of}").format(place=share.place, of=of)
        voice.line(f"{title}  {holder}".rstrip())
        made_on = _("Made on {day}.").format(day=day)
        voice.line(f"{_set_of(door, set_words(share))} {made_on}")
        voice.line()
        for first in range(0, WORDS, _ROW):
            row = enumerate(share.words[first : first + _ROW], first + 1)
            voice.line("".join(f"{at:>2} {word:<12}" for at, word in row), indent=2)
        for point in _POINTS:
            voice.line()
            voice.line(_(point).format(need=share.need, of=of))
        voice.line()
    if not made.sure:
        voice.note(
            _(
                "The disk did not confirm these shares: after a power cut the ones"
                " before may count again. Keep both, and copy the vault to another"
                " drive."
            )
        )
    voice.note(
        _(
            "They are shown this once and kept nowhere. Copy each on a sheet of its"
            " own, then close this terminal: it remembers what it has shown."
        )
    )


def _set_of(door: Door, words: str) -> str:
    """Return by what a person tells the papers of one set from those of another."""
    return door.voice.gettext("Of the set ‘{words}’.").format(words=words)


def revoke_shares(door: Door) -> None:
    """Let no paper shares open the vault."""
    read_header(door.folder)
    passphrase = door.passphrase()
    with door.desk_with(passphrase) as desk:
        there = read_header(door.folder).shares
        keys.revoke_shares(desk, passphrase)
    _ = door.voice.gettext
    done = _("The shares open nothing any more.")
    door.voice.line(done if there else _("There were no shares; nothing was changed."))


def use_shares(door: Door, *, weak: bool) -> None:
    """Open the vault with its shares and choose a new passphrase."""
    shares = _typed_shares(door)
    check_shares(door.folder, shares)
    passphrase = choose_passphrase(door, weak=weak)
    recover_by_paper(door.folder, shares, passphrase).close()
    _ = door.voice.gettext
    door.voice.line(
        _(
            "The new passphrase opens the vault, and nothing else does: these shares"
            " and any recovery sheet are worthless now. Make new ones. A copy of the"
            " vault made before still opens with the old ones."
        )
    )


def list_papers(door: Door) -> None:
    """Say what opens the vault beside its passphrase, and when that was last tried."""
    with door.desk() as desk:
        found = rehearsing.papers(desk)
    if door.voice.json:
        door.voice.data({"papers": [_told(paper) for paper in found]})
        return
    _ = door.voice.gettext
    if not found:
        door.voice.line(_("Only the passphrase opens this vault."))
    for paper in found:
        door.voice.line(_words(door, paper))


def rehearse(door: Door, *, shares: bool) -> None:
    """Prove that recovery would work today, and change nothing."""
    with door.desk() as desk:
        there = [paper.kind for paper in rehearsing.papers(desk)]
        if not there:
            raise NotFoundError(
                N_("There is no sheet and there are no shares: nothing to rehearse."),
                advice=N_(
                    "Make a sheet with ‘habeas recovery make’, or shares with ‘habeas"
                    " recovery shares make’."
                ),
            )
        if shares or SHEET not in there:
            rehearsing.rehearse_shares(desk, _typed_shares(door))
        else:
            rehearsing.rehearse_sheet(desk, typed_code(door))
        found = rehearsing.papers(desk)
    _ = door.voice.gettext
    door.voice.line(_("It would open the vault today. Nothing was changed."))
    for paper in found:
        door.voice.line(_words(door, paper))


def _told(paper: Paper) -> dict[str, object]:
    return {
        "kind": paper.kind,
        "need": paper.need,
        "of": paper.of,
        "set": paper.words,
        "made": paper.made.isoformat() if paper.made else None,
        "rehearsed": paper.rehearsed.isoformat() if paper.rehearsed else None,
        "due": paper.due,
    }


def _words(door: Door, paper: Paper) -> str:
    _ = door.voice.gettext
    if paper.kind == SHEET:
        said = [_("Recovery sheet {number}.").format(number=paper.number)]
    else:
        said = [_("Shares: any {need} of {of}.").format(need=paper.need, of=paper.of)]
        said.append(_set_of(door, paper.words))
    if paper.made:
        said.append(_("Made on {day}.").format(day=paper.made.isoformat()))
    if paper.rehearsed:
        day = paper.rehearsed.isoformat()
        said.append(_("Last rehearsed on {day}.").format(day=day))
    else:
        said.append(_("Never rehearsed."))
    if paper.due:
        said.append(_("It is time to rehearse: ‘habeas recovery rehearse’."))
    return " ".join(said)


def _typed_shares(door: Door) -> list[Share]:
    """Ask for as many shares as are needed, each until it is one of this vault's.

    Raises:
        NotFoundError: the vault has no shares.
    """
    slot = check_slot(read_header(door.folder).shares, [])
    shares: list[Share] = []
    while len(shares) < slot.need:
        if door.passphrase_fd is not None:
            shares.append(read_share(from_descriptor(door.passphrase_fd)))
            _check(slot, shares)
            continue
        try:
            one = _typed_share(door, slot, len(shares) + 1)
            _check(slot, [*shares, one])
        except ShareError as error:
            door.voice.error(error)
        else:
            shares.append(one)
    return shares


def _check(slot: SharesSlot, shares: Sequence[Share]) -> None:
    check_slot(slot, shares)
    check_together(shares)


def _typed_share(door: Door, slot: SharesSlot, number: int) -> Share:
    """Ask for the words of a share one by one, unseen; a whole share may be pasted."""
    _ = door.voice.gettext
    begin = words_of_set(slot.set_id)
    door.voice.note(
        _("Share {number} of {need}; it begins with the words ‘{words}’.").format(
            number=number, need=slot.need, words=begin
        )
    )
    words: list[str] = []
    while len(words) < WORDS:
        asked = _("Share {number}, word {word}: ").format(
            number=number, word=len(words) + 1
        )
        typed = ask_hidden(asked).lower().split()
        try:
            check_words([*words, *typed])
        except ShareError as error:
            door.voice.error(error)
        else:
            words += typed
    return read_share(" ".join(words))


def commands(_: Translate) -> list[click.Command]:
    """Return the commands of `recovery`, these among them."""
    return recovery.commands(_, _more(_))


def _more(_: Translate) -> list[click.Command]:
    return [
        group(
            _, "shares", _("Papers of which some together open the vault."), _shares(_)
        ),
        guardians.commands(_),
        command(
            _,
            "list",
            list_papers,
            _("What opens the vault beside its passphrase, and when that was tried."),
            [json_option(_)],
        ),
        command(
            _,
            "rehearse",
            rehearse,
            _("Prove that recovery would work today; nothing is changed."),
            [
                click.Option(
                    ["--shares"],
                    is_flag=True,
                    help=_("Rehearse with the shares where there is a sheet as well."),
                )
            ],
        ),
    ]


def _shares(_: Translate) -> list[click.Command]:
    return [
        command(
            _,
            "make",
            make_shares,
            _("Make paper shares; older ones open nothing afterwards."),
            _numbers(_),
        ),
        command(_, "revoke", revoke_shares, _("Let no paper shares open the vault.")),
        command(
            _,
            "use",
            use_shares,
            _("Open the vault with its shares; nothing old opens it afterwards."),
            [weak_option(_)],
        ),
    ]


def _numbers(_: Translate) -> list[click.Parameter]:
    return [
        click.Option(
            ["--need"],
            type=int,
            default=2,
            metavar=_("NUMBER"),
            help=_("How many shares open the vault. [default: 2]"),
        ),
        click.Option(
            ["--of"],
            type=int,
            default=3,
            metavar=_("NUMBER"),
            help=_("How many shares are made. [default: 3]"),
        ),
        click.Option(
            ["--holder"],
            multiple=True,
            metavar=_("TEXT"),
            help=_("Who is to hold a share, in order; it is printed and not kept."),
        ),
    ]
