"""A request at the hub's door: who signed it, and its body within limits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.types import HTTPScope

from habeas.crypto.digest import new_sha256
from habeas.hub.refusals import HubRefusal, bad_request, too_large, unsigned, wrong
from habeas.wire import request as signing
from habeas.wire.refusal import UnsignedError, UntimelyError

AnyRequest = Request[Any, Any, Any]
_LONGEST_QUERY = 200
_LONGEST_FIELD = 1000
_PATIENCE_SECONDS = 15
_SLOWEST = 16 * 1024
"""Bytes for each second more that a body is waited for."""


def who_signed(
    request: AnyRequest, name: str, now: int
) -> tuple[signing.Signed, bytes]:
    """Return who signed a request, and the digest that its body must have.

    `name` is the hub's own, whatever the request calls it.

    Raises:
        HubRefusal: `signature`, `time`.
    """
    scope = request.scope
    path, query = scope["raw_path"], scope["query_string"]
    if len(query) > _LONGEST_QUERY or not (path + query).isascii():
        raise bad_request()
    try:
        digest = signing.read_digest(field(scope, b"content-digest"))
        asked = signing.Request(
            request.method, name, path.decode(), query.decode(), digest
        )
        fields = field(scope, b"signature-input"), field(scope, b"signature")
        return signing.open_request(asked, *fields, now), digest
    except UntimelyError as error:
        title = "The time of this signature isn't now; see the Date of this answer."
        raise unsigned("time", title) from error
    except UnsignedError as error:
        raise unsigned("signature", "This needs the signature of a key.") from error


def field(scope: HTTPScope, name: bytes) -> str:
    """Return a header field that must stand once; empty when it doesn't."""
    found = [value for key, value in scope["headers"] if key == name]
    if len(found) != 1 or len(found[0]) > _LONGEST_FIELD:
        return ""
    return found[0].decode("latin-1")


def length_of(request: AnyRequest, most: int) -> int:
    """Return the length that a body says it has.

    Raises:
        HubRefusal: `length`, `size`.
    """
    said = field(request.scope, b"content-length")
    if any(name == b"transfer-encoding" for name, _ in request.scope["headers"]):
        said = ""  # h11 goes by that one, and it has no end
    if not said.isdecimal() or len(said) > len(str(most)) + 1:
        if said.isdecimal():
            raise too_large()
        raise HubRefusal(411, "length", "The length of the content must be given.")
    if int(said) > most:
        raise too_large()
    return int(said)


async def pieces(request: AnyRequest, size: int, digest: bytes) -> AsyncIterator[bytes]:
    """Yield a body of `size` bytes piece by piece; it is whole when this ends.

    Raises:
        HubRefusal: `slow`, `digest`, `request` (it broke off).
    """
    hasher, came = new_sha256(), 0
    stream = request.stream()
    end = asyncio.get_running_loop().time() + _PATIENCE_SECONDS + size / _SLOWEST
    try:
        while True:
            async with asyncio.timeout_at(end):
                piece = await anext(stream, None)
            if piece is None:
                break
            came += len(piece)
            if came > size:
                break
            hasher.update(piece)
            yield piece
    except InternalServerException as error:  # whoever sent it is gone
        raise bad_request("The content broke off.") from error
    except TimeoutError as error:
        raise HubRefusal(408, "slow", "The content comes too slowly.") from error
    if came != size:
        raise bad_request("The content broke off.")
    if hasher.digest() != digest:
        raise wrong("digest", "The content hasn't the digest that was signed.")


async def whole(request: AnyRequest, most: int, digest: bytes) -> bytes:
    """Return a body of at most `most` bytes.

    Raises:
        HubRefusal: as `length_of` and `pieces`.
    """
    size = length_of(request, most)
    return b"".join([piece async for piece in pieces(request, size, digest)])


@contextmanager
def departure(request: AnyRequest) -> Iterator[asyncio.Task[None]]:
    """Watch over a request without a body: the task ends when whoever asked is gone."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    watch = asyncio.create_task(gone())
    try:
        yield watch
    finally:
        watch.cancel()


class Turnstile:
    """Lets so many in at once, and so many by one key."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._inside: Counter[bytes] = Counter()

    @contextmanager
    def turn(self, key: bytes) -> Iterator[None]:
        """Be inside, in one event loop.

        Raises:
            HubRefusal: `busy`.
        """
        full = self._inside.total() >= self._most
        if full or self._inside[key] >= self._most_of_one:
            raise HubRefusal(503, "busy", "The hub is busy; ask again.")
        self._inside[key] += 1
        try:
            yield
        finally:
            self._inside[key] -= 1
            if not self._inside[key]:
                del self._inside[key]
