"""Run a hub: one process on one folder; more of them may run beside it."""

import ipaddress
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from habeas.clock import SystemClock
from habeas.errors import BadInputError
from habeas.hub.app import make_app
from habeas.hub.folder import open_hub, sweep
from habeas.listening import ImpatientH11
from habeas.words import N_

_MOST_CONNECTIONS = 512
_LONGEST_PORT = 5


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


def serve(folder: Path, listen: str, announce: Callable[[str], None]) -> None:
    """Serve until interrupted. `announce` is told the address, once it answers.

    Raises:
        BadInputError: it can't listen there. NotFoundError, StorageError: no such hub.
    """
    host, port = parse_listen(listen)
    _log_faults()
    with open_hub(folder) as hub:
        sweep(hub)
        config = uvicorn.Config(
            make_app(hub, SystemClock()),
            host=host,
            port=port,
            log_config=None,
            log_level="critical",  # a traceback of its own could quote an address
            access_log=False,
            server_header=False,
            http=ImpatientH11,
            ws="none",
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=30,
        )
        try:
            sock = config.bind_socket()
        except SystemExit as error:  # uvicorn leaves so: the port is taken
            raise BadInputError(
                N_("The hub cannot listen on {place}."),
                advice=N_("Another program may use this port; take another one."),
                place=listen,
            ) from error
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{sock.getsockname()[1]}"
        with sock:
            _Server(config, lambda: announce(address)).run(sockets=[sock])


class _Server(uvicorn.Server):
    """Tells its address once it answers."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _log_faults() -> None:
    """Write faults, by their place in the program, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("habeas hub: %(message)s"))
    logger = logging.getLogger("habeas.hub")
    logger.addHandler(handler)
    logger.propagate = False
