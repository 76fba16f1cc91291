"""Run a hub: one process on one folder; more of them may run beside it."""

from collections.abc import Callable
from pathlib import Path

from habeas.clock import SystemClock
from habeas.hub.app import make_app
from habeas.hub.folder import open_hub, sweep
from habeas.hub.metrics import Metrics, telling
from habeas.serving import log_faults, parse_listen, serve_until_stopped, serving_beside


def serve(
    folder: Path, listen: str, announce: Callable[[str], None], metrics: str = ""
) -> None:
    """Serve until interrupted. `announce` is told the address, once it answers.

    With `metrics`, HOST:PORT, numbers without names are told there.

    Raises:
        BadInputError: it can't listen there. NotFoundError, StorageError: no such hub.
    """
    parse_listen(listen)
    log_faults("habeas.hub", "habeas hub")
    with open_hub(folder) as hub:
        sweep(hub)
        app, counted = make_app(hub, SystemClock()), Metrics()
        if not metrics:
            serve_until_stopped(app, listen, announce)
            return
        with serving_beside(telling(counted), metrics):
            serve_until_stopped(counted.watch(app), listen, announce)
