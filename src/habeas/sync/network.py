"""The door to hubs: nothing else in this room opens a connection.

What the environment says of proxies and certificates counts for nothing here. No
redirect is followed, no cookie kept, nothing unpacked, and nothing sent before it is
clear who listens.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from habeas.crypto.certificates import public_key_hash
from habeas.sync.address import Way
from habeas.sync.refusals import (
    UnreachableError,
    UntrueAnswerError,
    UntrustedError,
    untrue,
)
from habeas.words import N_

AGENT: Final = "Mozilla/5.0"
"""What every browser begins with: it names no program, and no version of one."""
MOST_OF_A_REFUSAL: Final = 1024 * 1024
"""Bytes of an answer that is a refusal: two signed notes and a sentence fit."""
_REFUSALS: Final = 400
_SLOWEST: Final = 16 * 1024
"""Bytes a second, as a hub waits for them (docs/spec/hub.md, 'Limits')."""
_WHOLE_EXCHANGE_SECONDS: Final = 600.0
_AT_ONCE: Final = 8


@dataclass(frozen=True)
class Call:
    """One request. `most` bytes may come back; the hub may `wait` so many seconds."""

    method: str
    target: str
    most: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    wait: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What came back whole; names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Network:
    """An open way to one hub; made by `open_network`."""

    def __init__(
        self, transport: httpx.AsyncHTTPTransport, way: Way, seconds: float
    ) -> None:
        self._transport, self._seconds = transport, seconds
        self.way = way

    async def exchange(self, call: Call) -> Answer:
        """Send one request once, and return what came back, a refusal as well.

        Raises:
            UnreachableError: no whole answer; whether the hub did it isn't known.
            UntrustedError: whoever listens there isn't the hub.
            UntrueAnswerError: more came than such an answer has.
        """
        hub = self.way.host
        travels = (len(call.body) + call.most) / _SLOWEST
        most = min(self._seconds + call.wait + travels, _WHOLE_EXCHANGE_SECONDS)
        try:
            async with asyncio.timeout(most):
                return await self._exchange(call)
        except UntrueAnswerError:
            raise
        except (TimeoutError, httpx.TimeoutException):
            raise UnreachableError(
                N_("{hub} did not answer in time."), hub=hub
            ) from None
        except httpx.ProxyError:
            raise _no_proxy() from None
        except Exception as error:  # noqa: BLE001 - the libraries below let through whatever a proxy's bytes caused
            if _is_untrusted(error):
                raise UntrustedError(
                    N_("Whoever answers at {hub} can not show that it is the hub."),
                    hub=hub,
                ) from None
            raise UnreachableError(
                N_("{hub} could not be reached, or broke off."), hub=hub
            ) from None

    async def _exchange(self, call: Call) -> Answer:
        stalled = self._seconds + call.wait
        request = httpx.Request(
            call.method,
            self.way.base + call.target,
            headers={
                "accept": "*/*",
                "accept-encoding": "identity",
                "user-agent": AGENT,
                **call.headers,
            },
            content=call.body or None,
            extensions={"timeout": dict.fromkeys(_STEPS, stalled)},
        )
        answer = await self._transport.handle_async_request(request)
        try:
            body = b"" if call.method == "HEAD" else await self._read(answer, call.most)
        finally:
            await answer.aclose()
        return Answer(answer.status_code, dict(answer.headers), body)

    async def _read(self, answer: httpx.Response, most: int) -> bytes:
        limit = most if answer.status_code < _REFUSALS else MOST_OF_A_REFUSAL
        found = bytearray()
        async for piece in answer.aiter_raw():
            found += piece
            if len(found) > limit:
                raise untrue(self.way.host)
        return bytes(found)


_STEPS: Final = ("connect", "read", "write", "pool")


@asynccontextmanager
async def open_network(way: Way, seconds: float = 30.0) -> AsyncIterator[Network]:
    """Open a way to a hub, and close it.

    `seconds` is how long a step may stall; a whole exchange may take that, what the
    hub may wait, and a second for each 16 KiB, 10 minutes at most.

    Raises:
        UnreachableError: the proxy cannot be used.
    """
    try:
        transport = httpx.AsyncHTTPTransport(
            verify=_tls(way),
            trust_env=False,
            limits=httpx.Limits(max_connections=_AT_ONCE),
            proxy=httpx.Proxy(way.proxy) if way.proxy else None,
        )
    except (httpx.InvalidURL, ValueError):
        raise _no_proxy() from None
    async with transport:
        yield Network(transport, way, seconds)


def _tls(way: Way) -> ssl.SSLContext:
    """Return how a hub shows who it is.

    By the pin, or by the authorities that come with the program: not by those of the
    system, among which an employer or a state may have put its own.
    """
    if way.pin:
        return _pinned(way.pin)
    if way.secure:
        return httpx.create_ssl_context(trust_env=False)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # knows no authority, and is unused


def _pinned(pin: bytes) -> ssl.SSLContext:
    """Return a context in which one key counts, and no name, day or authority."""

    class Pinned(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            shown = self.getpeercert(binary_form=True) or b""
            if public_key_hash(shown) != pin:
                raise ssl.SSLCertVerificationError("another key than the pinned one")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # Pinned judges, before a byte is sent
    context.sslobject_class = Pinned
    return context


def _is_untrusted(error: BaseException | None) -> bool:
    """Say whether a certificate is behind an error: it stands in its causes."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _no_proxy() -> UnreachableError:
    return UnreachableError(
        N_("The proxy that was given did not make a connection."),
        advice=N_("See whether Tor, or the proxy, is running. Nothing was sent."),
    )
