"""Run the door: a random port of 127.0.0.1, one link, until stopped."""

import gc
from asyncio import to_thread
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uvicorn
from litestar import Litestar

from habeas import app
from habeas.actions.desk import Desk
from habeas.crypto.shares import Share
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.listening import ImpatientH11
from habeas.vault.vault import is_vault
from habeas.views.dues import refresh
from habeas.web.bundles import sweep
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.launch import Doorstep
from habeas.web.session import Sessions
from habeas.words import N_, Tell, silent


@dataclass(frozen=True, slots=True)
class FolderEntrance:
    """The vault of one folder."""

    folder: Path
    demo: bool = False
    shown: Callable[[], Desk] | None = None

    @property
    def place(self) -> str:
        """The folder, as a person may read and change it."""
        return str(self.folder)

    @property
    def can_show(self) -> bool:
        """Say whether there is an invented case to show."""
        return self.shown is not None

    def at(self, place: str) -> "FolderEntrance":
        """Return the vault of another folder; `~` is the person's own.

        Raises:
            BadInputError: it is not a whole path.
        """
        try:
            folder = Path(place.strip()).expanduser()
        except (RuntimeError, ValueError):  # ~nobody
            folder = Path()
        if not folder.is_absolute():
            raise BadInputError(
                N_("This is not the whole path of a folder."),
                advice=N_("Begin with / or with ~ for your home folder."),
            )
        return replace(self, folder=folder)

    def show(self) -> Desk:
        """Make a vault of invented data that is removed when it is locked."""
        if self.shown is None:
            raise NotFoundError(N_("There is no invented case to show."))
        return self.shown()

    def exists(self) -> bool:
        """Say whether a vault stands there."""
        return is_vault(self.folder)

    def create(self, passphrase: str) -> Desk:
        """Make a new vault and open it."""
        return app.create(self.folder, passphrase)

    def unlock(self, passphrase: str, tell: Tell = silent) -> Desk:
        """Open the vault, or raise WrongPassphraseError."""
        return _worked_out(app.unlock(self.folder, passphrase, tell=tell), tell)

    def check_code(self, code: str) -> None:
        """Raise what is wrong with this code, before a passphrase is asked for."""
        app.check_code(self.folder, code)

    def recover(self, code: str, passphrase: str) -> Desk:
        """Open the vault with its recovery sheet and a new passphrase."""
        return app.recover(self.folder, code, passphrase)

    def check_shares(self, shares: Sequence[Share]) -> None:
        """Raise what is wrong with these shares, before a passphrase is asked for."""
        app.check_shares(self.folder, shares)

    def recover_by_shares(self, shares: Sequence[Share], passphrase: str) -> Desk:
        """Open the vault with its shares and a new passphrase."""
        return app.recover_by_paper(self.folder, shares, passphrase)


def _worked_out(desk: Desk, tell: Tell) -> Desk:
    """Work out what has its time, for the first page, where a person sees how far."""
    with suppress(HabeasError):  # a disk that refuses is told on the page
        refresh(desk.views, tell)
    return desk


def serve(  # noqa: PLR0913 - named, and said by the command line alone
    folder: Path | None,
    *,
    demo: Desk | None,
    open_browser: bool,
    announce: Callable[[str], None],
    port: int = 0,
    shown: Callable[[], Desk] | None = None,
) -> None:
    """Serve one vault until interrupted, then lock it.

    Args:
        folder: the vault's folder; None means the usual one, or the demo's.
        demo: an opened vault of invented data, served as it is.
        open_browser: whether to open the link in the person's browser.
        announce: prints the one-time link; it is told once and never logged.
        port: 0 takes a free one.
        shown: makes a throwaway vault with an invented case, for a first look.
    """
    place = demo.vault.folder if demo else folder or app.default_vault()
    sweep()
    keeper = DeskKeeper(FolderEntrance(place, demo is not None, shown), desk=demo)
    doorstep = Doorstep()
    sessions = Sessions(used=doorstep.remove)
    sock = _config("", port).bind_socket()
    taken = int(sock.getsockname()[1])
    link = f"http://127.0.0.1:{taken}/open/{sessions.mint()}"
    config = _config(make_app(keeper, sessions, taken), taken)

    def told() -> None:
        announce(link)
        if open_browser:
            doorstep.open(link)

    set_aside()
    try:
        _Server(config, told).run(sockets=[sock])
    finally:
        doorstep.remove()
        sock.close()


def set_aside() -> None:
    """Spare the collector of garbage what is loaded: it stays until the end.

    Otherwise every hundredth page or so waits a tenth of a second for it.
    """
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    """Tells the link when it runs: from then on a signal ends it in good order."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await to_thread(self._told)


def _config(door: Litestar | str, port: int) -> uvicorn.Config:
    """Say nothing in a log, answer nobody else: paths hold record ids."""
    return uvicorn.Config(
        door,
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=ImpatientH11,
        ws="none",
    )
