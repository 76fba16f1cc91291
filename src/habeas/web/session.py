"""Who may come in: one launch token, used once, and the sessions it opened.

All of it lives in memory and dies with the process; nothing is logged.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from habeas.web.refusals import ForgedFormError, StaleFormError

COOKIE = "habeas"
"""Name of the session cookie: HttpOnly, SameSite=Strict, until the browser closes."""


@dataclass(slots=True, repr=False)
class Session:
    """One browser that came in by the launch link; each lock gives it a new `csrf`."""

    key: str
    csrf: str
    spent: str = ""


class Sessions:
    """The launch token and the sessions of this run of the program."""

    def __init__(self, used: Callable[[], object] = lambda: None) -> None:
        """Begin with none; `used` is called when the launch token was used."""
        self._used = used
        self._launch: str | None = None
        self._open: dict[str, Session] = {}

    def mint(self) -> str:
        """Return a new launch token; an older unused one dies."""
        self._launch = secrets.token_urlsafe(32)
        return self._launch

    def redeem(self, token: str) -> Session | None:
        """Turn the launch token into a session, once."""
        launch = self._launch
        if launch is None or not _same(launch, token):
            return None
        self._launch = None
        self._used()
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        self._open[session.key] = session
        return session

    def renew(self) -> None:
        """Make the form tokens of every page shown so far worthless."""
        for session in self._open.values():
            session.spent, session.csrf = session.csrf, secrets.token_urlsafe(32)

    def find(self, key: str) -> Session | None:
        """Return the session of a cookie, if it is one of ours."""
        return self._open.get(key)


def require_token(session: Session, token: str) -> None:
    """Check a form's token, in constant time.

    Raises:
        StaleFormError: its page was shown before the last lock.
        ForgedFormError: it is not this session's.
    """
    if _same(session.csrf, token):
        return
    if session.spent and _same(session.spent, token):
        raise StaleFormError
    raise ForgedFormError


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
