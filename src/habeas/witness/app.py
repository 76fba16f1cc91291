"""The witness as an application: one address that cosigns, one that tells its keys."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import HTTPException

from habeas.clock import Clock, SystemClock
from habeas.serving import (
    Limited,
    log_faults,
    parse_listen,
    place_of,
    serve_until_stopped,
)
from habeas.witness.cosigning import MAX_REQUEST, WitnessRefusal, add_checkpoint
from habeas.witness.folder import Witness, open_witness

log = logging.getLogger("habeas.witness")
_THREADS = 8
_PATIENCE_SECONDS = 15
_TEXT = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"
_NO_STORE = {"cache-control": "no-store"}


def make_app(witness: Witness, clock: Clock) -> Litestar:
    """Return the application of one witness."""
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="witness")

    def now() -> int:
        return int(clock.now().timestamp())

    @post("/add-checkpoint", status_code=200)
    async def add(request: Request[Any, Any, Any]) -> Response[bytes]:
        data = await _body(request)
        act = partial(add_checkpoint, witness, data, now)
        lines = await asyncio.get_running_loop().run_in_executor(threads, act)
        return Response(lines, media_type=_TEXT, headers=dict(_NO_STORE))

    @get("/")
    async def keys() -> Response[bytes]:
        told = "".join(f"{one}\n" for one in witness.vkeys()).encode()
        return Response(told, media_type=_TEXT, headers=dict(_NO_STORE))

    app = Litestar(
        route_handlers=[add, keys],
        exception_handlers={
            WitnessRefusal: lambda _, error: _told(error),
            HTTPException: lambda _, error: _bare(error.status_code),
            Exception: lambda _, error: _on_fault(error),
        },
        on_shutdown=[threads.shutdown],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # _body counts bytes itself
    )
    app.asgi_handler = Limited(app.asgi_handler)
    return app


def serve(folder: Path, listen: str, announce: Callable[[str], None]) -> None:
    """Serve until interrupted. `announce` is told the address, once it answers.

    Raises:
        BadInputError: it can't listen there, or logs.txt can't be read.
        NotFoundError, StorageError: no such witness.
    """
    parse_listen(listen)
    log_faults("habeas.witness", "habeas witness")
    witness = open_witness(folder)
    witness.logs()  # a mistake in the file is told at once
    serve_until_stopped(make_app(witness, SystemClock()), listen, announce)


async def _body(request: Request[Any, Any, Any]) -> bytes:
    """Return the body, if it comes in time and is no larger than a request can be."""
    found = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async for piece in request.stream():
                found += piece
                if len(found) > MAX_REQUEST:
                    raise WitnessRefusal(413)
    except TimeoutError as error:
        raise WitnessRefusal(408) from error
    return bytes(found)


def _told(refusal: WitnessRefusal) -> Response[bytes]:
    if refusal.held is None:
        return _bare(refusal.status)
    size = f"{refusal.held}\n".encode()
    headers = {**_NO_STORE, "content-type": _SIZE}  # in just these letters
    return Response(size, status_code=refusal.status, headers=headers)


def _bare(status: int) -> Response[bytes]:
    return Response(b"", status_code=status, media_type=_TEXT, headers=dict(_NO_STORE))


def _on_fault(error: Exception) -> Response[bytes]:
    """Say where the fault is; never its message, an origin or a key."""
    log.error("%s at %s", type(error).__name__, place_of(error))
    return _bare(500)
