"""The hub's one door out: it sends its own head to a witness, and reads the answer.

No redirect is followed, no cookie kept. The proxy that the environment names is used.
"""

from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

_SECONDS = 10.0
_MOST = 64 * 1024
"""Bytes of an answer: a dozen post-quantum cosignatures."""


@dataclass(frozen=True)
class Answer:
    """The status and the body of an answer; status 0: there was none that counts."""

    status: int
    body: bytes = b""


class Asker:
    """Connections to witnesses, kept open between two heads."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._client = httpx.Client(timeout=seconds, follow_redirects=False)

    def ask(self, url: str, body: bytes) -> Answer:
        """Post this and return what came back; never raises for what a server does."""
        headers = {"accept-encoding": "identity", "user-agent": "habeas-hub"}
        try:
            with self._client.stream(
                "POST", url, content=body, headers=headers
            ) as answer:
                found = bytearray()
                for piece in answer.iter_raw():
                    found += piece
                    if len(found) > _MOST:
                        return Answer(0)
                return Answer(answer.status_code, bytes(found))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            return Answer(0)

    def __enter__(self) -> Self:
        """Return the asker itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self._client.close()
