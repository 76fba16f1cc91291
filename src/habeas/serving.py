"""Serve an application on one address until stopped: for servers without a vault.

The hub and the witness share it: where to listen, how long a request may take, and how
a fault is told (by its place in the program, never by what it says).
"""

import asyncio
import ipaddress
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from habeas.errors import BadInputError
from habeas.listening import ImpatientH11
from habeas.words import N_

_MOST_CONNECTIONS = 512
_FEW_CONNECTIONS = 8
_LONGEST_PORT = 5
_LONGEST_END_SECONDS = 30
_WHOLE_EXCHANGE_SECONDS = 600
_Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def parse_listen(text: str) -> tuple[str, int]:
    """Return host and port of HOST:PORT; an IPv6 address stands in brackets.

    Raises:
        BadInputError: another form.
    """
    host, colon, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    good = port.isdecimal() and port.isascii() and len(port) <= _LONGEST_PORT
    if not (colon and good and int(port) < 2**16 and _is_address(bare)):
        raise BadInputError(
            N_("This is not an address to listen on."),
            advice=N_("Give it as 127.0.0.1:8480, or [::1]:8480."),
        )
    return bare, int(port)


def serve_until_stopped(
    app: Any,  # noqa: ANN401 - an ASGI application of any make
    listen: str,
    announce: Callable[[str], None],
) -> None:
    """Serve until interrupted. `announce` is told the address, once it answers.

    Raises:
        BadInputError: it can't listen there.
    """
    config, sock, address = _bound(app, listen)
    with sock:
        _Server(config, lambda: announce(address)).run(sockets=[sock])


@contextmanager
def serving_beside(
    app: Any,  # noqa: ANN401 - as above
    listen: str,
) -> Iterator[str]:
    """Serve in a thread of its own while the caller does something else.

    Yields the address.

    Raises:
        BadInputError: it can't listen there.
    """
    config, sock, address = _bound(app, listen)
    server = uvicorn.Server(config)
    run = partial(server.run, sockets=[sock])
    thread = threading.Thread(target=run, name="beside", daemon=True)
    with sock:
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(_LONGEST_END_SECONDS)


def _bound(
    app: Any,  # noqa: ANN401 - as above
    listen: str,
) -> tuple[uvicorn.Config, socket.socket, str]:
    host, port = parse_listen(listen)
    config = _silent(
        app,
        host=host,
        port=port,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_LONGEST_END_SECONDS,
    )
    try:
        sock = config.bind_socket()
    except SystemExit as error:  # uvicorn leaves so: the port is taken
        raise _taken(listen) from error
    shown = f"[{host}]" if ":" in host else host
    return config, sock, f"http://{shown}:{sock.getsockname()[1]}"


def _silent(app: Any, **more: Any) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own
    """Return the settings of a server that logs nothing of what it is asked."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",  # a traceback of its own could quote an address
        access_log=False,
        server_header=False,
        http=ImpatientH11,
        ws="none",
        **more,
    )


def _taken(place: str) -> BadInputError:
    return BadInputError(
        N_("The server cannot listen on {place}."),
        advice=N_("Another program may use this port; take another one."),
        place=place,
    )


def own_address() -> str:
    """Return the address of this device in its local network; nothing is sent.

    Raises:
        BadInputError: it is in no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: asks the routing table alone
        except OSError as error:
            raise BadInputError(
                N_("This device is in no network."),
                advice=N_("Join the same network on both devices, or carry a stick."),
            ) from error
        return str(probe.getsockname()[0])


@asynccontextmanager
async def served(
    app: Any,  # noqa: ANN401 - an ASGI application of any make
    host: str,
    pem: Path,
) -> AsyncIterator[int]:
    """Serve by TLS while the context lasts, beside whatever runs; yield the port.

    `pem` holds the key and the certificate; it may go once this is entered.

    Raises:
        BadInputError: it can't listen there.
    """
    config = _silent(
        app,
        date_header=False,
        lifespan="off",
        limit_concurrency=_FEW_CONNECTIONS,
        timeout_graceful_shutdown=1,
        ssl_certfile=pem,
    )
    try:
        listening = socket.create_server((host, 0))
    except OSError as error:
        raise _taken(host) from error
    started = asyncio.Event()
    server = _Quiet(config, started.set)
    config.load()
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await started.wait()
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        try:
            await task
        finally:  # also when the waiting itself is cancelled
            listening.close()


class Limited:
    """Ends an exchange that takes too long, for whatever reason."""

    def __init__(self, inner: _Asgi) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Pass the exchange on, for ten minutes at most."""
        # what has begun is broken off; who hears nothing more is not waited for
        with suppress(TimeoutError):
            async with asyncio.timeout(_WHOLE_EXCHANGE_SECONDS):
                await self._inner(scope, receive, send)


def place_of(error: BaseException) -> str:
    """Return where in the program an error was raised: file and line."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    return f"{Path(code.co_filename).name}:{trace.tb_lineno}" if trace and code else "?"


def log_faults(name: str, shown: str) -> None:
    """Write what this logger says, by places in the program, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(f"{shown}: %(message)s"))
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    logger.propagate = False


class _Server(uvicorn.Server):
    """Tells its address once it answers."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told()


class _Quiet(_Server):
    """Leaves signals to the program that it runs in."""

    def capture_signals(self) -> Any:  # noqa: ANN401 - as uvicorn has it
        return nullcontext()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
