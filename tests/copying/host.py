"""A hub, or a copy, as one host of a network: run as a program by test_partition.

    python -m tests.copying.host hub FOLDER CERTIFICATE ADDRESS PORT
    python -m tests.copying.host sync VAULT CASE [NOTE]

`sync` records the note first. It prints what went wrong, every note of the case, and
how many files of it are not here.
"""

import json
import sys
from contextlib import closing
from pathlib import Path

import uvicorn

from habeas.actions.record import put
from habeas.app import unlock
from habeas.clock import SystemClock
from habeas.copying.exchange import Manner, exchange
from habeas.copying.files import missing_files
from habeas.hub.app import make_app
from habeas.hub.folder import open_hub
from habeas.views.records import records
from tests.conftest import PASSPHRASE
from tests.sync.copy import SOON

STALLED = 2.0
"""Seconds that a step may stall before the line counts as broken."""


def serve(folder: str, certificate: str, address: str, port: str) -> None:
    with open_hub(Path(folder)) as hub:
        uvicorn.run(
            make_app(hub, SystemClock()),
            host=address,
            port=int(port),
            ssl_certfile=certificate,
            log_level="error",
        )


def sync(vault: str, case: str, note: str = "") -> None:
    with closing(unlock(Path(vault), PASSPHRASE)) as desk:
        if note:
            put(desk, case, "note", {"text": {"lang": "en", "text": note}})
        (hub,) = exchange(desk, case, Manner(STALLED, SOON)).hubs
        told = {
            "faults": [type(one).__name__ for one in hub.faults],
            "notes": sorted(one.title for one in records(desk.views, case, "note")),
            "files_missing": len(list(missing_files(desk, case))),
        }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    (serve if sys.argv[1] == "hub" else sync)(*sys.argv[2:])
