"""What every command is given: the vault, the case, and a voice to answer with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from habeas.actions.danger import OUT, OUT_ADVICE, suspended_cases
from habeas.actions.desk import Desk
from habeas.actions.held import own_held
from habeas.actions.joining import entered
from habeas.actions.notices import fresh_notices
from habeas.app import unlock
from habeas.cli.passphrase import read_passphrase
from habeas.cli.say import Progress, Voice
from habeas.errors import BadInputError, NotFoundError
from habeas.vault.header import read_header
from habeas.vault.hubs import known_hubs
from habeas.views.cases import CaseHead, case_heads
from habeas.views.papers import of_form
from habeas.views.records import find
from habeas.words import N_, Tell

NO_HUB = N_(
    "The welcome named no hub. Let whoever let you in bring the case on a stick"
    " (`habeas carry in`); or, once the case has a hub, let them make a new welcome for"
    " your request, and enter that."
)

HELD = N_(
    "Something that was recorded on this device while it was out of the case is held"
    " back: `habeas members held` says what. It counts once a member who leads the case"
    " lets it."
)


class Opening(Protocol):
    """A way to open a vault that tells how far it is."""

    def __call__(self, folder: Path, passphrase: str, *, tell: Tell) -> Desk:
        """Return the desk."""
        ...


@dataclass
class At:
    """A desk and the case that a command works on."""

    desk: Desk
    case: str

    def find(self, kind: str, name: str, *, withdrawn: bool = False) -> str:
        """Return the id of the record that a person calls `name`.

        What stands is meant first; with `withdrawn`, then what was withdrawn. A paper
        may be called by its form, too.

        Raises:
            NotFoundError, BadInputError: nothing is called so, or too much.
        """
        try:
            return find(self.desk.views, self.case, kind, name)
        except NotFoundError:
            if kind == "paper" and (one := of_form(self.desk.views, self.case, name)):
                return one
            if not withdrawn and kind == "person":
                raise NotFoundError(
                    N_("Nobody in this case is called ‘{name}’."),
                    advice=N_(
                        "Record the person first: ‘habeas person add’."
                        " ‘habeas person list’ says who is recorded."
                    ),
                    name=name[:80],
                ) from None
            if not withdrawn:
                raise
        return find(self.desk.views, self.case, kind, name, withdrawn=True)


@dataclass
class Door:
    """The options that all commands share, and what they lead to.

    `form` holds what was given for the fields of a record, as a filled-in form.
    """

    voice: Voice
    folder: Path
    passphrase_fd: int | None = None
    case_name: str = ""
    form: dict[str, list[str]] = field(default_factory=dict)

    def passphrase(self, *, new: bool = False) -> str:
        """Ask for the passphrase."""
        return read_passphrase(self.voice, self.passphrase_fd, new=new)

    @contextmanager
    def desk(self, open_vault: Opening = unlock) -> Iterator[Desk]:
        """Unlock the vault for one command, and lock it again whatever happens."""
        read_header(self.folder)  # whoever has no vault is not asked for a passphrase
        with self.desk_with(self.passphrase(), open_vault) as desk:
            yield desk

    @contextmanager
    def desk_with(
        self, passphrase: str, open_vault: Opening = unlock
    ) -> Iterator[Desk]:
        """Unlock the vault with a passphrase that was asked for already.

        What a person should know before they work is said first.
        """
        with Progress(self.voice, "") as progress:
            desk = open_vault(self.folder, passphrase, tell=progress.tell)
        try:
            for notice in fresh_notices(desk):
                self.voice.note("\n".join(notice.say(self.voice.gettext)))
            yield desk
        finally:
            desk.close()

    @contextmanager
    def at_case(self) -> Iterator[At]:
        """Unlock the vault and find the case that is meant."""
        with self.desk() as desk:
            heads = case_heads(desk.views)
            if not heads and (coming := still_coming(desk)):
                raise coming
            case = choose_case(heads, self.case_name)
            if suspended_cases(desk, [case]):
                self.voice.note("\n".join(map(self.voice.gettext, (OUT, OUT_ADVICE))))
            elif own_held(desk, case):
                self.voice.note(self.voice.gettext(HELD))
            yield At(desk, case)


def still_coming(desk: Desk) -> NotFoundError | None:
    """Return what to do while nothing came of a case that was joined, if there is one.

    `habeas case new` would be the wrong advice: the case is there, with others.
    """
    cases = entered(desk)
    if not cases:
        return None
    what = N_("You were let into a case, and nothing of it has come yet.")
    if any(known_hubs(desk.vault, bytes.fromhex(case)) for case in cases):
        advice = N_(
            "`habeas sync` fetches it from its hub; from a stick it comes with"
            " `habeas carry in`."
        )
    else:
        advice = NO_HUB
    return NotFoundError(what, advice=advice)


def choose_case(heads: list[CaseHead], name: str) -> str:
    """Return the id of the case called `name`; the only one if no name is given.

    A case may be named by its number, its title or the beginning of its id.

    Raises:
        NotFoundError: there is none. BadInputError: there are several.
    """
    wanted = name.strip().casefold()
    fit = [head for head in heads if wanted in ("", *_names(head))]
    fit = fit or [head for head in heads if head.id.startswith(wanted)]
    if not heads:
        raise NotFoundError(
            N_("There is no case in this vault yet."),
            advice=N_("Begin one with `habeas case new --title …`."),
        )
    if not fit:
        raise NotFoundError(
            N_("No case is called ‘{name}’."),
            advice=N_("`habeas cases` lists them."),
            name=name[:80],
        )
    if len(fit) > 1:
        raise BadInputError(
            N_("Several cases may be meant: {count}."),
            advice=N_("Say which with --case; `habeas cases` lists them."),
            count=len(fit),
        )
    return fit[0].id


def _names(head: CaseHead) -> tuple[str, ...]:
    return head.title.casefold(), head.number.casefold()
