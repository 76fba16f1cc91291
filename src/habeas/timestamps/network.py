"""The door to those who give timestamps; the other door, to hubs, is in `sync`.

It is gone through when a person asks for timestamps, and then alone. The proxy that
the environment names is used (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY; SOCKS too,
so that Tor can be). Redirects are not followed, cookies not kept, nothing unpacked.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from habeas.errors import HabeasError
from habeas.words import N_

SECONDS: Final = 30.0
"""For a whole exchange: name, connection, answer."""
AGENT: Final = "Mozilla/5.0"
"""What every browser begins with: it names no program, and no version of one."""
_OK = 200
_REDIRECTS = range(300, 400)


class NoAnswerError(HabeasError):
    """Somebody who was asked gave no answer that can be used; nothing was kept."""

    status = 502
    default_advice = N_(
        "Ask again later: what is waiting keeps waiting, and nothing is lost."
    )
    code = 0
    """The HTTP status, if there was an answer at all."""


@dataclass(frozen=True)
class Call:
    """One request: POST if there is a body, else GET. `most` bytes may come back."""

    url: str
    most: int
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Line:
    """An open way out; made by `open_line`."""

    def __init__(self, client: httpx.AsyncClient, seconds: float) -> None:
        self._client = client
        self._seconds = seconds

    async def ask(self, call: Call) -> bytes:
        """Return the body of an answer with status 200.

        Raises:
            NoAnswerError: there is none, for whatever reason; it says which.
        """
        host = _host(call.url)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(call, host)
        except (TimeoutError, httpx.TimeoutException):
            raise NoAnswerError(
                N_("{host} did not answer in time."), host=host
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            raise NoAnswerError(N_("{host} could not be reached."), host=host) from None

    async def _exchange(self, call: Call, host: str) -> bytes:
        verb = "GET" if call.body is None else "POST"
        own = {"accept-encoding": "identity", "user-agent": AGENT}
        headers = {**own, **call.headers}
        async with self._client.stream(
            verb, call.url, content=call.body, headers=headers
        ) as answer:
            if answer.status_code != _OK:
                raise _refusal(answer.status_code, host)
            found = bytearray()
            async for piece in answer.aiter_raw():
                found += piece
                if len(found) > call.most:
                    raise NoAnswerError(
                        N_("{host} answered with more than a timestamp has."), host=host
                    )
            return bytes(found)


@asynccontextmanager
async def open_line(seconds: float = SECONDS) -> AsyncIterator[Line]:
    """Open the way out, and close it.

    Raises:
        NoAnswerError: the proxy that the environment names cannot be used.
    """
    try:
        client = httpx.AsyncClient(timeout=seconds, follow_redirects=False)
    except (httpx.InvalidURL, ValueError, ImportError, OSError):
        raise NoAnswerError(
            N_("The proxy that is set for this machine cannot be used."),
            advice=N_("Look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, then ask again."),
        ) from None
    async with client:
        yield Line(client, seconds)


def _host(url: str) -> str:
    """Return the host of an address, as it may stand in a sentence."""
    return url.partition("://")[2].partition("/")[0]


def _refusal(status: int, host: str) -> NoAnswerError:
    if status in _REDIRECTS:
        error = NoAnswerError(
            N_("{host} sends to another address, and Habeas does not follow."),
            advice=N_("Correct the address of the authority if you trust the new one."),
            host=host,
        )
    else:
        what = N_("{host} refused to answer (HTTP {status}).")
        error = NoAnswerError(what, host=host, status=status)
    error.code = status
    return error
