"""The hub's one door out: it sends its own head to a witness, and reads the answer.

No redirect is followed, no cookie kept. The proxy that the environment names is used.
"""

import asyncio
import threading
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
    """Connections to witnesses, kept open between two heads.

    Several threads may ask at once. `seconds` is for the whole of an answer, from the
    look-up of the name to the last byte: one that sends a byte a second holds nobody
    up.
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._runner = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(timeout=seconds, follow_redirects=False)
        self._thread = threading.Thread(
            target=self._runner.run_forever, name="asking", daemon=True
        )
        self._thread.start()

    def ask(self, url: str, body: bytes) -> Answer:
        """Post this and return what came back; never raises for what a server does."""
        asking = self._within(url, body)
        return asyncio.run_coroutine_threadsafe(asking, self._runner).result()

    async def _within(self, url: str, body: bytes) -> Answer:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(url, body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            return Answer(0)  # TimeoutError is one of OSError

    async def _post(self, url: str, body: bytes) -> Answer:
        headers = {"accept-encoding": "identity", "user-agent": "habeas-hub"}
        async with self._client.stream(
            "POST", url, content=body, headers=headers
        ) as answer:
            found = bytearray()
            async for piece in answer.aiter_raw():
                found += piece
                if len(found) > _MOST:
                    return Answer(0)
            return Answer(answer.status_code, bytes(found))

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
        closing = self._client.aclose()
        asyncio.run_coroutine_threadsafe(closing, self._runner).result()
        self._runner.call_soon_threadsafe(self._runner.stop)
        self._thread.join()
        self._runner.close()
