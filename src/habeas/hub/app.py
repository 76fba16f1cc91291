"""The hub as an application: its addresses, and one place that answers refusals."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from litestar import Litestar, Response
from litestar.exceptions import HTTPException

from habeas.clock import Clock
from habeas.hub.folder import Hub
from habeas.hub.openapi import describe
from habeas.hub.refusals import HubRefusal, bad_request, not_found, wrong
from habeas.hub.routes import Threads, handlers
from habeas.hub.service import Service
from habeas.hub.witnessing import Witnessing
from habeas.log.refusal import LogError
from habeas.serving import Limited, place_of
from habeas.wire.refusal import UnsignedError, WireError

log = logging.getLogger("habeas.hub")
_THREADS, _CLOSE_LOOKS = 8, 2


def make_app(hub: Hub, clock: Clock) -> Litestar:
    """Return the application of one hub, which its caller opens and closes."""
    usual = ThreadPoolExecutor(_THREADS, thread_name_prefix="hub")
    close_looks = ThreadPoolExecutor(_CLOSE_LOOKS, thread_name_prefix="close look")
    threads = Threads(usual, close_looks)
    witnessing = Witnessing(hub, clock)
    app = Litestar(
        route_handlers=[*handlers(Service(hub, clock), threads), describe()],
        exception_handlers={
            HubRefusal: lambda _, error: _told(error),
            WireError: lambda _, error: _told(_of_wire(error)),
            LogError: lambda _, __: _told(wrong("form", "This isn't in its one form.")),
            HTTPException: lambda _, error: _on_http(error),
            Exception: lambda _, error: _on_fault(error),
        },
        on_startup=[witnessing.start],
        on_shutdown=[witnessing.stop, usual.shutdown, close_looks.shutdown],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # incoming.py counts bytes itself
    )
    app.asgi_handler = Limited(app.asgi_handler)
    return app


def _of_wire(error: WireError) -> HubRefusal:
    if isinstance(error, UnsignedError):
        return wrong("signature", "The signature on this list is wrong.")
    return wrong("form", "This isn't in its one form.")


def _told(refusal: HubRefusal) -> Response[Any]:
    return Response(
        json.dumps(refusal.told()).encode(),
        status_code=refusal.status,
        media_type="application/problem+json",
        headers={"cache-control": "no-store"},
    )


def _on_http(error: HTTPException) -> Response[Any]:
    if error.status_code == 404:  # noqa: PLR2004 - HTTP's own
        return _told(not_found("address"))
    if error.status_code == 405:  # noqa: PLR2004
        answer = _told(HubRefusal(405, "method", "This address has other methods."))
        answer.headers.update(error.headers or {})
        return answer
    if error.status_code < 500:  # noqa: PLR2004
        return _told(bad_request())
    return _on_fault(error)


def _on_fault(error: Exception) -> Response[Any]:
    """Say where the fault is; never its message, an address or a key."""
    log.error("%s at %s", type(error).__name__, place_of(error))
    return _told(HubRefusal(500, "fault", "The hub has a fault; nothing was taken in."))
