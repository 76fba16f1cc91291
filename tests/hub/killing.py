"""Three hubs on PostgreSQL and SeaweedFS, killed at random while copies write.

    .venv/bin/python -m tests.hub.killing MINUTES [SEED]

What was acknowledged must be there in the end, every log must have one history, and the
hub's own log must never have had two heads of one size.
"""

import random  # noqa: TID251 - what is killed when, the same for a seed
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.places import Places
from tests.hub.conftest import ROOMY
from tests.hub.process import NAME
from tests.hub.servers import Postgres, free_ports, new_folder, wait_until
from tests.hub.weed import VOLUMES, Weed, many_weeds
from tests.hub.writing import Ledger, Writer, open_case, require_all

SERVE = (
    "import sys, pathlib, habeas.hub.serve as s;"
    "s.serve(pathlib.Path(sys.argv[1]), sys.argv[2], lambda _: None)"
)
WRITERS = 3


@dataclass
class Fleet:
    """Every process, and which of two PostgreSQL servers is the primary."""

    place: Path
    primary: Postgres
    replica: Postgres
    weed: Weed
    ports: list[int] = field(default_factory=lambda: free_ports(3))
    hubs: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    generation: int = 0
    paired: bool = True
    """Whether the replica holds all that was acknowledged, so that it may lead."""

    @property
    def folder(self) -> Path:
        return self.place / "hub"

    @property
    def bases(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    def start_hub(self, number: int) -> None:
        with (self.place / f"hub{number}.log").open("ab") as log:
            self.hubs[number] = subprocess.Popen(
                [
                    *(sys.executable, "-c", SERVE, str(self.folder)),
                    f"127.0.0.1:{self.ports[number]}",
                ],
                stdin=subprocess.DEVNULL,
                stderr=log,
            )

    def kill_hub(self, number: int) -> None:
        self.hubs[number].kill()
        self.hubs[number].wait()
        self.start_hub(number)

    def kill_part(self, name: str, seconds: float) -> None:
        """Kill a part of SeaweedFS, and bring it back after a while."""
        self.weed.kill(name)
        time.sleep(seconds)
        self.weed.start(name)

    def kill_replica(self) -> None:
        """Kill it: nothing is acknowledged until it is back."""
        self.replica.kill()
        self.replica.start()

    def kill_primary(self) -> None:
        """Kill the primary; its replica leads from now on, if it holds everything."""
        self.primary.kill()
        if not self.paired:
            self.primary.start()
            return
        self.paired = False
        self.replica.ask("SELECT pg_promote()")
        shutil.rmtree(self.primary.place)
        self.primary, port = self.replica, self.primary.port
        self.generation += 1
        place = self.place / f"postgres{self.generation}"
        self.replica = Postgres.replica_of(self.primary, place, port)
        self.replica.start()
        self.pair()

    def pair(self) -> None:
        """Let every commit wait for the replica, and wait until it holds all."""
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.ask("SELECT pg_reload_conf()")
        wait_until(
            lambda: self.primary.ask("SHOW synchronous_standby_names") == [("*",)]
        )
        self.primary.ask("CREATE TABLE IF NOT EXISTS paired ()")
        self.primary.ask("DROP TABLE paired")  # waits for all that was before
        self.paired = True

    def stop(self) -> None:
        for run in self.hubs.values():
            run.kill()
            run.wait()
        self.weed.stop()
        self.replica.kill()
        self.primary.kill()


@contextmanager
def fleet(place: Path) -> Iterator[Fleet]:
    """Start everything, with a hub that has no case yet."""
    with ExitStack() as stack:
        weed = many_weeds(place)
        stack.callback(weed.stop)
        primary = Postgres.made(place / "postgres0")
        stack.callback(primary.kill)
        replica = Postgres.replica_of(primary.start(), place / "postgres1").start()
        made = Fleet(place, primary, replica, weed, generation=1)
        stack.callback(made.stop)
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in weed.environment().items():
            patched.setenv(name, value)
        made.pair()
        ports = (primary.port, replica.port)
        hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
        database = f"postgresql://postgres@{hosts}/postgres"
        create_hub(made.folder, NAME, Places(database, "s3://blobs"))
        for number in range(len(made.ports)):
            made.start_hub(number)
        wait_until(weed.answers)
        yield made


def harms(made: Fleet, chance: random.Random) -> dict[str, Callable[[], None]]:
    """Return what can be done to it; which of several, chance says."""
    return {
        "hub": lambda: made.kill_hub(chance.randrange(len(made.ports))),
        "volume": lambda: made.kill_part(chance.choice(VOLUMES), chance.random() * 3),
        "primary": made.kill_primary,
        "replica": made.kill_replica,
        "filer": lambda: made.kill_part("filer", chance.random()),
        "master": lambda: made.kill_part("master", chance.random()),
    }


def endure(
    seconds: float, seed: int, said: Callable[[str], None] = lambda _: None
) -> Ledger:
    """Write and kill for so long, then find all that was acknowledged.

    Each kind of harm is done once before any is done again, and longer on a machine
    that is so slow that hardly anything was written.
    """
    chance, place = random.Random(seed), new_folder()
    ledger, stop = Ledger(), threading.Event()
    with fleet(place) as made:
        writers = _writers(made, ledger, stop, seed)
        with _writing(writers, stop):
            kinds = harms(made, chance)
            end, order = time.monotonic() + seconds, list[str]()
            while time.monotonic() < end or order or ledger.thin:
                order = order or chance.sample(sorted(kinds), len(kinds))
                name = order.pop()
                said(f"{ledger.told()}; kill {name}")
                kinds[name]()
                time.sleep(chance.random())
        said(ledger.told())
        wait_until(made.weed.answers)
        with open_hub(made.folder) as hub:
            require_all(hub, writers, ledger)
    shutil.rmtree(place)
    return ledger


@contextmanager
def _writing(writers: list[Writer], stop: threading.Event) -> Iterator[None]:
    threads = [thread for one in writers for thread in one.threads()]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for one in writers:
            one.close()


def _writers(
    made: Fleet, ledger: Ledger, stop: threading.Event, seed: int
) -> list[Writer]:
    writers = []
    for number in range(WRITERS):
        with open_hub(made.folder) as hub:
            token = invite(hub, ROOMY, int(time.time()))
        case, spares = open_case(made.bases, token)
        chance = random.Random(seed + number)
        writers.append(Writer(case, spares, made.bases, ledger, stop, chance))
    return writers


if __name__ == "__main__":
    minutes, *rest = sys.argv[1:]
    began = int(rest[0]) if rest else int(time.time())
    print(f"seed {began}")  # noqa: T201 - a program
    print(endure(float(minutes) * 60, began, print).told())  # noqa: T201
