"""A connection to PostgreSQL for each thread, made anew when it broke."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from habeas.hub.refusals import HubRefusal

Connection = psycopg.Connection[tuple[object, ...]]
_T = TypeVar("_T")

_USUAL: dict[str, str] = {
    "application_name": "habeas hub",
    "connect_timeout": "5",
    "target_session_attrs": "read-write",  # of several hosts, the one that is primary
    # a primary that is gone without a word is given up after 20 seconds
    "tcp_user_timeout": "20000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
}
# No statement_timeout: what it cuts off while it waits for the replica is kept on one
# machine alone, and said to be kept. A lock isn't waited for for ever.
_SETTINGS = "SET lock_timeout = '20s'; SET client_min_messages = error"
_UNSYNCED = _SETTINGS + "; SET synchronous_commit = off"
_GONE = (psycopg.OperationalError, psycopg.InterfaceError)
_GOING_ON = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
_REFUSING = (
    psycopg.errors.DiskFull,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.InvalidSchemaName,
)
_MOVED = psycopg.errors.ReadOnlySqlTransaction  # it is a replica by now


def read_address(address: str) -> dict[str, str | int]:
    """Return what an address `postgresql://…` says.

    Raises:
        ValueError: libpq can't read it.
    """
    try:
        return {k: v for k, v in conninfo_to_dict(address).items() if v is not None}
    except psycopg.ProgrammingError as error:
        raise ValueError("no address of a database") from error


class Connections:
    """One for each thread that asks, never made anew while a transaction is begun.

    Without `synced`, a commit may be lost, whole, when the server breaks down.
    """

    def __init__(self, address: str, *, synced: bool = True) -> None:
        self._synced = synced
        self._settings = make_conninfo("", **{**_USUAL, **read_address(address)})
        self._threads = threading.local()
        self._joining = threading.Lock()
        self._opened: set[Connection] = set()

    def do(self, act: Callable[[Connection], _T]) -> _T:
        """Do something; if the connection broke, and nothing was begun, on a new one.

        Raises:
            HubRefusal: `busy`: nobody answers; `disk`.
        """
        with _told():
            held = self._held()
            try:
                return act(held)
            except (*_GONE, _MOVED) as error:
                broken = held.closed or isinstance(error, _MOVED)
                if not broken or self._within:
                    raise
            self._drop()
            return act(self._held())

    def begin(self, sql: bytes) -> None:
        """Begin a transaction; where that fails, nothing is begun."""
        try:
            self.do(lambda held: held.execute(sql, prepare=False))
        except BaseException:  # a lock that never came leaves half of one
            self.drop()
            raise
        self._threads.within = True

    def commit(self) -> None:
        """Keep what was done.

        Raises:
            HubRefusal: `busy`: it isn't kept, or nobody knows.
        """
        done = self.do(lambda held: held.execute(b"COMMIT").statusmessage)
        if done != "COMMIT":  # something had failed, and it was rolled back
            raise _busy()
        self._threads.within = False

    def undo(self) -> None:
        """Undo what was begun."""
        self.do(lambda held: held.execute(b"ROLLBACK"))
        self._threads.within = False

    def drop(self) -> None:
        """Leave this thread's connection; what was begun on it is undone."""
        self._threads.within = False
        self._drop()

    @property
    def is_whole(self) -> bool:
        """Say whether the transaction that this thread began goes on."""
        held: Connection | None = getattr(self._threads, "held", None)
        return held is not None and not held.closed and _status(held) in _GOING_ON

    def close(self) -> None:
        """Close every thread's; nobody may be using one."""
        while self._opened:
            self._opened.pop().close()

    @property
    def _within(self) -> bool:
        return getattr(self._threads, "within", False)

    def _held(self) -> Connection:
        held: Connection | None = getattr(self._threads, "held", None)
        if held is None:
            held = self._threads.held = self._open()
        return held

    def _drop(self) -> None:
        held: Connection | None = getattr(self._threads, "held", None)
        self._threads.held = None
        if held is not None:
            with self._joining:
                self._opened.discard(held)
            with suppress(psycopg.Error):
                held.close()

    def _open(self) -> Connection:
        held = psycopg.connect(
            self._settings, autocommit=True, cursor_factory=psycopg.RawCursor
        )
        held.prepare_threshold = 0  # the same few statements, for days
        held.execute(_SETTINGS if self._synced else _UNSYNCED, prepare=False)
        with self._joining:
            self._opened.add(held)
        return held


def _status(held: Connection) -> TransactionStatus:
    return held.info.transaction_status


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words what PostgreSQL meets; never in its own, which may quote."""
    try:
        yield
    except _REFUSING as error:
        title = "The hub's disk is full or doesn't answer."
        raise HubRefusal(507, "disk", title) from error
    except (*_GONE, _MOVED) as error:
        raise _busy() from error


def _busy() -> HubRefusal:
    return HubRefusal(503, "busy", "The hub is busy; ask again.")
