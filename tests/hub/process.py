"""A hub as a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.hub.peer import Peer, SetClock

NAME = "hub.example.org"


class Now(SetClock):
    """The real time: the processes have no other."""

    def __init__(self) -> None:
        super().__init__(time.time())

    def now(self) -> datetime:
        self.seconds = time.time()
        return super().now()


WHOLE = ("-m", "habeas", "hub", "serve", "--listen", "127.0.0.1:0", "--folder")
QUICK = (
    "-c",  # the same without the other commands, which take a while to load
    (
        "import sys, pathlib, habeas.hub.serve as s;"
        "s.serve(pathlib.Path(sys.argv[1]), '127.0.0.1:0',"
        " lambda address: print(address, flush=True))"
    ),
)


@contextmanager
def process(
    folder: Path, how: tuple[str, ...] = QUICK
) -> Iterator[tuple[subprocess.Popen[str], Peer]]:
    """Run a hub, and yield it with somebody who asks it."""
    with (folder.parent / f"{folder.name}.err").open("a") as errors:
        run = subprocess.Popen(
            [sys.executable, *how, str(folder)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {"LANG": "C.UTF-8"},
        )
    assert run.stdout
    try:
        base = run.stdout.readline().split()[-1]
        peer = Peer(base, NAME, Now())
        yield run, peer
        peer.client.close()
    finally:
        run.kill()
        run.wait()
        run.stdout.close()
